import { writeSpanIdWords } from "@spanhouse/model";
import type { SpanColumns, Trace } from "../trace.ts";

type NumberColumns = Readonly<Record<Exclude<keyof SpanColumns, "spanId">, readonly number[]>>;

type Given = Partial<NumberColumns> &
  Partial<Pick<Trace, "orphans" | "repeats">> & {
    /** Hexadecimal; short ones get zeros in front. */
    readonly spanId: readonly string[];
    readonly events?: { readonly row: readonly number[]; readonly startUs: readonly number[] };
  };

/** A trace of one service and operation in which only what is given matters. For tests. */
export function traceOf({ orphans = [], repeats = [], events, ...columns }: Given): Trace {
  const count = columns.spanId.length;
  const spanId = new Uint32Array(count * 2);
  columns.spanId.forEach((id, row) => writeSpanIdWords(spanId, row, id.padStart(16, "0")));
  const zeros = columns.spanId.map(() => 0);
  const parentRow = columns.parentRow ?? zeros.map(() => -1);
  const subtreeEnd = columns.subtreeEnd ?? zeros.map((_, row) => row + 1);
  return {
    traceId: "1".repeat(32),
    startUnixNano: "0",
    durationUs: 100,
    spanCount: count,
    errorCount: 0,
    isTruncated: false,
    depthMax: 0,
    services: [{ name: "shop", spanCount: count, errorCount: 0 }],
    operations: ["work"],
    spans: {
      spanId,
      service: Uint8Array.from(columns.service ?? zeros),
      operation: Uint8Array.from(columns.operation ?? zeros),
      kind: Uint8Array.from(columns.kind ?? zeros),
      status: Uint8Array.from(columns.status ?? zeros),
      startUs: Float64Array.from(columns.startUs ?? zeros),
      durationUs: Float64Array.from(columns.durationUs ?? zeros),
      coveredUs: Float64Array.from(columns.coveredUs ?? zeros),
      depth: Uint8Array.from(columns.depth ?? zeros),
      parentRow: Int32Array.from(parentRow),
      subtreeEnd: Int32Array.from(subtreeEnd),
      eventCount: Uint8Array.from(columns.eventCount ?? zeros),
      linkCount: Uint8Array.from(columns.linkCount ?? zeros),
      flags: Uint8Array.from(columns.flags ?? zeros),
    },
    events: {
      row: Int32Array.from(events?.row ?? []),
      startUs: Float64Array.from(events?.startUs ?? []),
    },
    orphans,
    repeats,
    criticalPath: {
      row: new Int32Array(),
      startNano: new Float64Array(),
      endNano: new Float64Array(),
    },
    warnings: [],
  };
}
