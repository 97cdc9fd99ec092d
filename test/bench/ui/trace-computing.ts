import { columnsOfSpans } from "@spanhouse/model";
import { assembleColumns, criticalPath, selfTimes } from "@spanhouse/model/assembly";
import { percentile, type Measure } from "../report.ts";
import { shapedTrace, TRACE_SHAPES } from "./trace-shapes.ts";

/**
 * The critical path and self times of 100,000 spans. The service computes them, or the worker that has an opened file:
 * the main thread of the page never does.
 */
const SPANS = 100_000;

export function traceComputing(runs: number): readonly Measure[] {
  return TRACE_SHAPES.map((shape) => {
    const spans = shapedTrace("0".repeat(32), shape, SPANS);
    const trace = assembleColumns(columnsOfSpans(spans));
    const durations = Array.from({ length: runs }, () => {
      const startedMs = performance.now();
      selfTimes(trace);
      criticalPath(trace);
      return performance.now() - startedMs;
    });
    const of = `${shape}, ${SPANS.toLocaleString("en-US")} spans`;
    return {
      name: `${of}: critical path and self times in the service`,
      ...{ value: percentile(durations.slice(1), 0.5), unit: "ms", goal: { atMost: 200 } },
    };
  });
}
