import type { OwnSpanColumns, OwnTrace } from "@spanhouse/model";

type Given = Partial<OwnSpanColumns> &
  Partial<Pick<OwnTrace, "orphans" | "repeats" | "events">> & {
    readonly spanId: readonly string[];
  };

/** A trace of one service and operation in which only what is given matters. For tests. */
export function traceOf({ orphans = [], repeats = [], events, ...columns }: Given): OwnTrace {
  const zeros = columns.spanId.map(() => 0);
  return {
    traceId: "1".repeat(32),
    startUnixNano: "0",
    durationUs: 100,
    spanCount: zeros.length,
    errorCount: 0,
    depthMax: 0,
    services: [{ name: "shop", spanCount: zeros.length, errorCount: 0 }],
    operations: ["work"],
    spans: {
      service: zeros,
      operation: zeros,
      kind: zeros,
      status: zeros,
      startUs: zeros,
      durationUs: zeros,
      depth: zeros,
      parentRow: zeros.map(() => -1),
      subtreeEnd: zeros.map((_, row) => row + 1),
      eventCount: zeros,
      linkCount: zeros,
      flags: zeros,
      ...columns,
    },
    events: events ?? { row: [], startUs: [] },
    orphans,
    repeats,
    truncated: false,
    warnings: [],
  };
}
