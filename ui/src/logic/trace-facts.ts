import { spanIdText, type OwnTypicalTrace, type PathStep, SPAN_KINDS } from "@spanhouse/model";
import { quantile } from "./fold-siblings.ts";
import { comparisonText } from "./span-query.ts";
import type { Trace } from "./trace.ts";
import type { TraceParams } from "./trace-params.ts";

/** What is said of a whole trace, and compared. */
export interface TraceFacts {
  /** Microseconds. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly serviceCount: number;
  /** Levels of the tree. */
  readonly depth: number;
}

export function factsOfTrace(trace: Trace): TraceFacts {
  return {
    ...{ durationUs: trace.durationUs, spanCount: trace.spanCount, errorCount: trace.errorCount },
    ...{ serviceCount: trace.services.length, depth: trace.depthMax + 1 },
  };
}

/** Medians, each for itself; undefined when there are no traces. */
export function factsOfTypical({ traces }: OwnTypicalTrace): TraceFacts | undefined {
  if (traces.length === 0) return undefined;
  const median = (name: keyof TraceFacts): number =>
    quantile(Float64Array.from(traces, (facts) => facts[name]).sort(), 0.5);
  return {
    ...{ durationUs: median("durationUs"), spanCount: median("spanCount") },
    ...{ errorCount: median("errorCount"), serviceCount: median("serviceCount") },
    depth: median("depth"),
  };
}

/** The share of the traces that took less time than this, 0 to 1. */
export function shareOfFaster({ traces }: OwnTypicalTrace, durationUs: number): number {
  const faster = traces.filter((facts) => facts.durationUs < durationUs).length;
  return traces.length === 0 ? 0 : faster / traces.length;
}

/** The row of the trace's root, or undefined when it has none. */
export function rootStepOf({ spans, services, operations, orphans }: Trace): PathStep | undefined {
  const orphanRows = new Set(orphans.map(({ row }) => row));
  for (let row = 0; row < spans.kind.length; row = spans.subtreeEnd[row]!) {
    if (orphanRows.has(row)) continue;
    return {
      service: services[spans.service[row]!]?.name ?? "",
      operation: operations[spans.operation[row]!] ?? "",
      kind: spans.kind[row]!,
    };
  }
  return undefined;
}

/** The parameters of a trace's page that show a span and find all of the same name. */
export function paramsForSpan({ spans, repeats }: Trace, row: number, step: PathStep): TraceParams {
  const occurrence = repeats.find((repeat) => repeat.row === row)?.occurrence ?? 0;
  const spanId = spanIdText(spans.spanId, row);
  const { service, operation, kind } = step;
  return {
    span: occurrence === 0 ? spanId : `${spanId}.${occurrence}`,
    find: [
      comparisonText("service", "=", service),
      comparisonText("operation", "=", operation),
      comparisonText("kind", "=", SPAN_KINDS[kind] ?? ""),
    ].join(" "),
  };
}
