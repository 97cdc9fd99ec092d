import { beforeAll, describe, expect, it } from "vitest";

import { buildChildProcesses } from "./child-process.ts";
import { formatFaults, isGood, type FaultResult } from "./fault-report.ts";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./faults.ts";
import { runFaults } from "./run-faults.ts";

/** The short form of `npm run faults`; what is promised is the same. */
const SCALE = { kills: 2, faultMs: 800, spansPerSecond: 5_000, linkCutMs: 1_200, shots: 0 };

const SHORT = FAULTS.filter(({ isSlow }) => isSlow !== true);

describe("acknowledged spans are stored exactly once", () => {
  const results = new Map<Fault, FaultResult>();
  beforeAll(async () => {
    await buildChildProcesses();
    await runFaults(SHORT, {
      seed: 1,
      scale: SCALE,
      onStart: () => undefined,
      onResult: (fault, result) => results.set(fault, result),
    });
  }, 600_000);

  it.each(SHORT)("$id: $name", (fault) => {
    const result = results.get(fault)!;
    expect(isGood(result), formatFaults([{ fault, result }])).toBe(true);
    expect(result.verdict.acknowledged).toBeGreaterThan(0);
  });
});
