import type { TracePage } from "@spanhouse/model";

/** A page of a trace of four rows, each with the operation of its number. */
export function pageOf(
  fromRow: number,
  operations: readonly string[],
  more: Partial<TracePage> = {},
): TracePage {
  const count = operations.length;
  const rows = operations.map((_, place) => fromRow + place);
  const distinct = [...new Set(operations)];
  return {
    traceId: "1".repeat(32),
    startUnixNano: 5n,
    durationNano: 4_000,
    ...{ spanCount: 4, errorCount: 0, depthMax: 0, isTruncated: false, fromRow, count },
    services: ["shop"],
    serviceSpanCount: Uint32Array.of(4),
    serviceErrorCount: Uint32Array.of(0),
    operations: distinct,
    warnings: [],
    columns: {
      spanId: new Uint32Array(count * 2).fill(fromRow),
      parentRow: new Int32Array(count).fill(-1),
      subtreeEnd: Int32Array.from(rows, (row) => row + 1),
      ...{ depth: new Uint8Array(count), service: new Uint8Array(count) },
      operation: Uint8Array.from(operations, (name) => distinct.indexOf(name)),
      ...{
        kind: new Uint8Array(count),
        status: new Uint8Array(count),
        flags: new Uint8Array(count),
      },
      startNano: Float64Array.from(rows, (row) => row * 1_000),
      durationNano: new Float64Array(count).fill(500),
      coveredNano: new Float64Array(count),
      ...{ eventCount: new Uint8Array(count), linkCount: new Uint16Array(count).fill(300) },
    },
    events: { row: Int32Array.of(fromRow), startNano: Float64Array.of(fromRow * 1_000) },
    orphans: {
      row: Int32Array.of(fromRow),
      reason: Uint8Array.of(1),
      parentSpanId: Uint32Array.of(fromRow, 0),
    },
    repeats: { row: Int32Array.of(fromRow), occurrence: Uint32Array.of(1) },
    criticalPath: {
      row: Int32Array.of(fromRow),
      startNano: Float64Array.of(fromRow),
      endNano: Float64Array.of(fromRow + 1),
    },
    ...more,
  };
}
