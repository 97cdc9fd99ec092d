import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { bundleOurs } from "../support/bundle-ours.ts";
import type { ProcessorRun } from "./processors-run.ts";
import { printReport, type Measure } from "./report.ts";

/**
 * What each processor and tail sampling cost per span: CPU of a process that takes 512-span requests over
 * gRPC, processes, seals and fsyncs them, and hands them to a store that does nothing. The client is in the
 * same process and costs the same in every row, so only the differences say something. Options:
 * --requests 200, --rounds 3: the rows take turns and the best round of each counts.
 */
const ATTRIBUTES = {
  attributes: {
    actions: [
      { action: "upsert", key: "deployment.environment", value: "test" },
      { action: "delete", keyPattern: "^http\\.request\\.header\\." },
    ],
  },
};
const HASH = { attributes: { actions: [{ action: "hash", key: "url.path", salt: "salt" }] } };
const RESOURCE = {
  resource: { actions: [{ action: "upsert", key: "k8s.cluster.name", value: "a" }] },
};
const REDACTION = {
  redaction: {
    blockedKeyPatterns: ["(?i)passw", "(?i)token"],
    blockedValuePatterns: ["\\b(?:\\d[ -]?){13,16}\\b", "Bearer \\S+"],
    url: {},
    sql: {},
  },
};
const FILTER = { filter: { drop: [{ names: ["GET /health"] }, { namePattern: "/ready$" }] } };
const HALF = { probabilistic: { probability: 0.5 } };
const TAIL = {
  decisionWaitMs: 200,
  policies: [
    { name: "errors", statusCode: { statuses: ["error"] } },
    { name: "slow", latency: { thresholdMs: 500 } },
    { name: "half", probabilistic: { probability: 0.5 } },
  ],
};

const ROWS: readonly (readonly [name: string, config: object])[] = [
  ["nothing", {}],
  ["attributes: upsert, delete by pattern", { processors: [ATTRIBUTES] }],
  ["attributes: hash", { processors: [HASH] }],
  ["resource: upsert", { processors: [RESOURCE] }],
  ["redaction: keys, values, URL, SQL", { processors: [REDACTION] }],
  ["filter: two conditions, nothing left out", { processors: [FILTER] }],
  ["probabilistic: half of the traces", { processors: [HALF] }],
  ["all of them", { processors: [FILTER, ATTRIBUTES, HASH, RESOURCE, REDACTION, HALF] }],
  ["tail sampling: three policies, about half kept", { tailSampling: TAIL }],
];

const BUNDLE = join(import.meta.dirname, "dist/processors-run.js");

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: "string", default: "200" },
      rounds: { type: "string", default: "3" },
    },
  });
  await bundleOurs(join(import.meta.dirname, "processors-run.ts"), BUNDLE);
  const { run } = (await import(pathToFileURL(BUNDLE).href)) as { run: ProcessorRun };
  const best = new Map<string, number>();
  // The first round of each compiles.
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [name, config] of ROWS) {
      const dataFolder = await mkdtemp(join(tmpdir(), "spanhouse-bench-"));
      const micros = await run({ config, dataFolder, requests: Number(values.requests) });
      await rm(dataFolder, { recursive: true, force: true });
      if (round > 0) best.set(name, Math.min(micros, best.get(name) ?? Infinity));
      await delay(100);
    }
  }
  const base = best.get("nothing") ?? 0;
  const measures = [...best].flatMap(([name, value]): Measure[] => [
    { name, value, unit: "µs of CPU per span" },
    ...(name === "nothing"
      ? []
      : [{ name: "  more than nothing", value: value - base, unit: "µs of CPU per span" }]),
  ]);
  printReport({
    bench: "processors",
    measures,
    conditions: { requests: values.requests, rounds: values.rounds, spansPerRequest: 512 },
  });
}
