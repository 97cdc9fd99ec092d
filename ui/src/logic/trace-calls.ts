import type { Trace } from "./trace.ts";

/** Who calls whom within a trace: an edge of its graph of operations. Microseconds. */
export interface TraceCall {
  /** Indexes of the service and the operation; undefined for what nothing called. */
  readonly caller: readonly [service: number, operation: number] | undefined;
  readonly callee: readonly [service: number, operation: number];
  readonly spanCount: number;
  readonly errorCount: number;
  readonly totalUs: number;
  readonly maxUs: number;
  /** The first row of the callee, to go there. */
  readonly firstRow: number;
}

/** All edges, in the order in which they first appear in the waterfall. */
export function traceCalls({ spans, operations }: Trace): readonly TraceCall[] {
  const node = (row: number): number =>
    spans.service[row]! * operations.length + spans.operation[row]!;
  const edges = new Map<string, { -readonly [Key in keyof TraceCall]: TraceCall[Key] }>();
  for (let row = 0; row < spans.kind.length; row++) {
    const parent = spans.parentRow[row]!;
    const key = `${parent < 0 ? "" : node(parent)} ${node(row)}`;
    let edge = edges.get(key);
    if (edge === undefined) {
      edge = {
        caller: parent < 0 ? undefined : [spans.service[parent]!, spans.operation[parent]!],
        callee: [spans.service[row]!, spans.operation[row]!],
        ...{ spanCount: 0, errorCount: 0, totalUs: 0, maxUs: 0, firstRow: row },
      };
      edges.set(key, edge);
    }
    edge.spanCount++;
    if (spans.status[row] === 2) edge.errorCount++;
    edge.totalUs += spans.durationUs[row]!;
    edge.maxUs = Math.max(edge.maxUs, spans.durationUs[row]!);
  }
  return [...edges.values()];
}
