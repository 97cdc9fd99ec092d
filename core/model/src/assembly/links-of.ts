import { toHex } from "@spanhouse/base";
import type { OwnTraceLink } from "../own-api.ts";
import { spanIdText } from "../span-id-words.ts";
import type { AssembledColumns } from "./assemble-columns.ts";

export interface FoundLinks {
  /** By row; what a link leads to is not known yet. */
  readonly links: readonly Omit<OwnTraceLink, "linkedTrace">[];
  /** Of all spans, more than `links` when there are too many. */
  readonly linkCount: number;
}

/** The links of the spans, the first `linksMax` of them. */
export function linksOf(trace: AssembledColumns, linksMax: number): FoundLinks {
  const { columns, index, rowCount } = trace;
  const { from, traceId, spanId } = columns.links;
  const links: FoundLinks["links"][number][] = [];
  let linkCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const at = index[row]!;
    linkCount += from[at + 1]! - from[at]!;
    for (let place = from[at]!; place < from[at + 1]! && links.length < linksMax; place++) {
      links.push({
        row,
        spanId: spanIdText(columns.spanId, at),
        linkedTraceId: toHex(traceId.subarray(place * 16, place * 16 + 16)),
        linkedSpanId: toHex(spanId.subarray(place * 8, place * 8 + 8)),
      });
    }
  }
  return { links, linkCount };
}
