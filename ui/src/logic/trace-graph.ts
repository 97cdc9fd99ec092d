import type { OwnCallNumbers, OwnGraphEdge, OwnGraphNode } from "@spanhouse/model";
import { type MapGraph, toMapGraph } from "./map-graph.ts";
import type { TraceCall } from "./trace-calls.ts";
import type { Trace } from "./trace.ts";

/** The operations of a trace as a graph, and where each of them is in the waterfall. */
export interface TraceGraph {
  readonly graph: MapGraph;
  /** By id of a node: the service, and the first row. */
  readonly places: ReadonlyMap<string, { readonly service: number; readonly firstRow: number }>;
}

/**
 * The graph of a trace's operations in the shape of the service map, so that one drawing serves both. Its numbers
 * are of one trace: `callsPerSecond` is how many calls there are, and the latencies are the mean of a call.
 */
export function traceGraph(trace: Trace, calls: readonly TraceCall[]): TraceGraph {
  const arriving = callsBy(calls, ({ callee }) => callee);
  const leaving = callsBy(calls, ({ caller }) => caller);
  const nodes: OwnGraphNode[] = [...arriving].map(([id, into]) => ({
    id,
    name: trace.operations[into[0]!.callee[1]] ?? "",
    type: "service",
    attributes: {},
    in: numbersOf(into),
    out: numbersOf(leaving.get(id) ?? []),
  }));
  const edges: OwnGraphEdge[] = calls.flatMap((call) =>
    call.caller === undefined
      ? []
      : {
          client: idOf(call.caller),
          server: idOf(call.callee),
          connectionType: "" as const,
          now: numbersOf([call]),
          exemplarTraceId: trace.traceId,
        },
  );
  nodes.sort((a, b) => b.in.calls - a.in.calls);
  edges.sort((a, b) => b.now.calls - a.now.calls);
  const places = new Map(
    [...arriving].map(([id, [first]]) => [
      id,
      { service: first!.callee[0], firstRow: first!.firstRow },
    ]),
  );
  return { graph: toMapGraph({ nodes, edges }), places };
}

/** How many operations calls lead to: the boxes of the graph. */
export function operationCount(calls: readonly TraceCall[]): number {
  return new Set(calls.map(({ callee }) => idOf(callee))).size;
}

/** By id of the operation that `of` says. */
function callsBy(
  calls: readonly TraceCall[],
  of: (call: TraceCall) => TraceCall["caller"],
): ReadonlyMap<string, readonly TraceCall[]> {
  const groups = new Map<string, TraceCall[]>();
  for (const call of calls) {
    const operation = of(call);
    if (operation === undefined) continue;
    const group = groups.get(idOf(operation));
    if (group === undefined) groups.set(idOf(operation), [call]);
    else group.push(call);
  }
  return groups;
}

function idOf([service, operation]: TraceCall["callee"]): string {
  return `${service}:${operation}`;
}

function numbersOf(calls: readonly TraceCall[]): OwnCallNumbers {
  const count = calls.reduce((sum, { spanCount }) => sum + spanCount, 0);
  const errors = calls.reduce((sum, { errorCount }) => sum + errorCount, 0);
  const totalUs = calls.reduce((sum, call) => sum + call.totalUs, 0);
  const meanUs = count === 0 ? null : totalUs / count;
  return {
    ...{ calls: count, errors, callsPerSecond: count },
    errorRatio: count === 0 ? 0 : errors / count,
    ...{ p50Us: meanUs, p95Us: meanUs, p99Us: meanUs },
  };
}
