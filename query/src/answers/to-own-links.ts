import type { OwnTraceLinks } from "@spanhouse/model";
import type { FoundLinks } from "@spanhouse/model/assembly";
import type { TraceSummary } from "@spanhouse/storage";

/** The links with what is known of the traces that they lead to. */
export function toOwnLinks(
  traceId: string,
  found: FoundLinks,
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
