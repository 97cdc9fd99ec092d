import { rm } from "node:fs/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { newDataFolder } from "../support/data-folder.ts";
import { seededRandom, type Fault, type FaultContext, type FaultScale } from "./fault.ts";
import { NO_SPANS, type FaultResult } from "./fault-report.ts";
import { FAULTS } from "./faults.ts";

/** Numbers of requests per scenario; far more than any of them issues. */
const REQUESTS_EACH = 10_000_000;

export interface FaultRun {
  readonly seed: number;
  readonly scale: FaultScale;
  readonly onStart: (fault: Fault) => void;
  readonly onResult: (fault: Fault, result: FaultResult) => void;
}

/** Runs the faults one after the other: first those that share a store in this process, then the others. */
export async function runFaults(faults: readonly Fault[], run: FaultRun): Promise<void> {
  const shared = faults.filter((fault) => fault.engine === "shared");
  if (shared.length > 0) {
    await inFolder(async (storeFolder) => {
      const store = await openStore(storageConfigSchema.parse({}), { dataFolder: storeFolder });
      try {
        for (const fault of shared) {
          await runOne(fault, run, (context) => fault.run({ ...context, store }));
        }
      } finally {
        await store.close();
      }
    });
  }
  for (const fault of faults) {
    if (fault.engine === "own") await runOne(fault, run, fault.run);
  }
}

async function runOne(
  fault: Fault,
  { seed, scale, onStart, onResult }: FaultRun,
  work: (context: FaultContext) => Promise<FaultResult>,
): Promise<void> {
  onStart(fault);
  // By its place among all faults, so that it does the same when it runs alone.
  const index = FAULTS.indexOf(fault);
  const random = seededRandom(seed + index);
  const firstRequest = (index + 1) * REQUESTS_EACH;
  try {
    const result = await inFolder(async (dataFolder) =>
      work({ dataFolder, random, firstRequest, scale }),
    );
    onResult(fault, result);
  } catch (error) {
    // A scenario that cannot go on is a bad one; the others still run.
    const problems = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    onResult(fault, { verdict: NO_SPANS, refusedRequests: 0, recoveryMs: [], problems });
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await newDataFolder("faults");
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
