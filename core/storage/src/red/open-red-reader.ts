import type { Engine } from "../connection/engine.ts";
import { answered } from "../read/answered.ts";
import type { Layout } from "../schema/layout.ts";
import { readRed, redQueryOptions } from "./read-red.ts";
import { readRedCounters } from "./read-red-counters.ts";
import { readRedDistribution } from "./read-red-distribution.ts";
import { readRedTotals } from "./read-red-totals.ts";
import type { RedReader } from "./red-reader.ts";

/** Answers from the rollups; what each method promises is in red-reader.ts. */
export function redReader(engine: Engine, layout: Layout): RedReader {
  return {
    readRed: (question, options) =>
      answered(() => readRed(engine, layout, question, redQueryOptions(options))),
    readRedTotals: (question, options) =>
      answered(() => readRedTotals(engine, layout, question, redQueryOptions(options))),
    readRedDistribution: (question, options) =>
      answered(() => readRedDistribution(engine, layout, question, redQueryOptions(options))),
    readRedCounters: (question, options) =>
      answered(() => {
        // Metrics ask for them, and nobody waits.
        const request = { ...redQueryOptions(options), lane: "background" as const };
        return readRedCounters(engine, layout, question, request);
      }),
  };
}
