import { columnsOfSpans } from "@spanhouse/model";
import { assembleColumns, criticalPath, selfTimes } from "@spanhouse/model/assembly";
import { wideTrace } from "../../support/shop-spans.ts";
import { percentile, type Measure } from "../report.ts";

/**
 * The critical path and self times of 100,000 spans. The service computes them, or the worker that has an opened file:
 * the main thread of the page never does.
 */
const SPANS = 100_000;

export function traceComputing(runs: number): Measure {
  const trace = assembleColumns(columnsOfSpans(wideTrace("0".repeat(32), SPANS, 50, 5_000)));
  const durations = Array.from({ length: runs }, () => {
    const startedMs = performance.now();
    selfTimes(trace);
    criticalPath(trace);
    return performance.now() - startedMs;
  });
  return {
    name: `critical path and self times in the service, ${SPANS.toLocaleString("en-US")} spans`,
    ...{ value: percentile(durations.slice(1), 0.5), unit: "ms", goal: { atMost: 200 } },
  };
}
