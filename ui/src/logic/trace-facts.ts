import { spanIdText, type OwnTypicalTrace, type PathStep, SPAN_KINDS } from "@spanhouse/model";
import { quantile } from "./fold-siblings.ts";
import { comparisonText } from "./span-query.ts";
import type { Trace } from "./trace.ts";
import type { TraceParams } from "./trace-params.ts";

/** What is said of a whole trace, and compared. */
export interface TraceFacts {
  /** Duration of the root span, or of the first one where there is no root, microseconds. */
  readonly rootUs: number;
  /** From the earliest start to the latest end, microseconds. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly serviceCount: number;
  /** Levels of the tree. */
  readonly depth: number;
}

export function factsOfTrace(trace: Trace): TraceFacts {
  const root = Math.max(0, rootRowOf(trace));
  return {
    rootUs: trace.spans.durationUs[root] ?? 0,
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
    ...{
      rootUs: median("rootUs"),
      durationUs: median("durationUs"),
      spanCount: median("spanCount"),
    },
    ...{ errorCount: median("errorCount"), serviceCount: median("serviceCount") },
    depth: median("depth"),
  };
}

/** The share of the traces whose root took less time than this, 0 to 1. */
export function shareOfFaster({ traces }: OwnTypicalTrace, rootUs: number): number {
  const faster = traces.filter((facts) => facts.rootUs < rootUs).length;
  return traces.length === 0 ? 0 : faster / traces.length;
}

/** What the trace's root is called; undefined when it has none. */
export function rootStepOf(trace: Trace): PathStep | undefined {
  const root = rootRowOf(trace);
  if (root < 0) return undefined;
  const { spans, services, operations } = trace;
  return {
    service: services[spans.service[root]!]?.name ?? "",
    operation: operations[spans.operation[root]!] ?? "",
    kind: spans.kind[root]!,
  };
}

/** The first row without a parent, or -1: the one whose critical path is the trace's. */
function rootRowOf({ spans, orphans }: Trace): number {
  const orphanRows = new Set(orphans.map(({ row }) => row));
  for (let row = 0; row < spans.kind.length; row = spans.subtreeEnd[row]!) {
    if (!orphanRows.has(row)) return row;
  }
  return -1;
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
