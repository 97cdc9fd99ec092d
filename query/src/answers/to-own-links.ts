import { spanIdText, type OwnTraceLink, type OwnTraceLinks } from "@spanhouse/model";
import type { TraceSummary } from "@spanhouse/storage";
import type { AssembledColumns } from "../assemble/assemble-columns.ts";
import { TRACE_LINKS_MAX } from "../limits.ts";

/** A link before it is known whether what it names is stored. */
type FoundLink = Omit<OwnTraceLink, "linkedTrace">;

/** The links of the spans, by row, and how many there are; at most TRACE_LINKS_MAX of them. */
export function linksOf(trace: AssembledColumns): {
  readonly links: readonly FoundLink[];
  readonly linkCount: number;
} {
  const { columns, index, rowCount } = trace;
  const { from, traceId, spanId } = columns.links;
  const links: FoundLink[] = [];
  let linkCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const at = index[row]!;
    linkCount += from[at + 1]! - from[at]!;
    for (let place = from[at]!; place < from[at + 1]! && links.length < TRACE_LINKS_MAX; place++) {
      links.push({
        row,
        spanId: spanIdText(columns.spanId, at),
        linkedTraceId: Buffer.from(traceId.subarray(place * 16, place * 16 + 16)).toString("hex"),
        linkedSpanId: Buffer.from(spanId.subarray(place * 8, place * 8 + 8)).toString("hex"),
      });
    }
  }
  return { links, linkCount };
}

/** The links with what is known of the traces that they lead to. */
export function toOwnLinks(
  traceId: string,
  found: ReturnType<typeof linksOf>,
  summaries: ReadonlyMap<string, TraceSummary>,
): OwnTraceLinks {
  return {
    traceId,
    linkCount: found.linkCount,
    links: found.links.map((link) => {
      const summary = summaries.get(link.linkedTraceId);
      if (summary === undefined) return { ...link, linkedTrace: null };
      const { rootService, rootOperation, startUnixNano, spanCount } = summary;
      const linkedTrace = {
        rootService,
        rootOperation,
        startUnixNano: String(startUnixNano),
        spanCount,
      };
      return { ...link, linkedTrace };
    }),
  };
}
