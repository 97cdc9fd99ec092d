import { serviceNameOf, STATUS_CODE_ERROR, type Span } from "@spanhouse/model";
import type { DraftOf, JAEGER_V3 } from "@spanhouse/wire";

type Summaries = DraftOf<typeof JAEGER_V3.findTraceSummaries.output>["summaries"];
export type TraceSummaryDraft = NonNullable<Summaries>[number];

/**
 * The line of a trace in a list of results, by Jaeger's rules: the root is the earliest span without a parent,
 * an orphan names a parent that is not there, an error is a status.
 */
export function summarizeTrace(spans: readonly Span[]): TraceSummaryDraft {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const services = new Map<string, { spanCount: number; errorSpanCount: number }>();
  let root: Span | undefined;
  let start = spans[0]?.startUnixNano ?? 0n;
  let end = 0n;
  let errorSpanCount = 0;
  let orphanSpanCount = 0;
  for (const span of spans) {
    const name = serviceNameOf(span.resource);
    let service = services.get(name);
    if (service === undefined) {
      services.set(name, (service = { spanCount: 0, errorSpanCount: 0 }));
    }
    service.spanCount++;
    if (span.statusCode === STATUS_CODE_ERROR) {
      service.errorSpanCount++;
      errorSpanCount++;
    }
    if (span.startUnixNano < start) start = span.startUnixNano;
    if (span.endUnixNano > end) end = span.endUnixNano;
    if (span.parentSpanId !== "") {
      if (!ids.has(span.parentSpanId)) orphanSpanCount++;
    } else if (root === undefined || span.startUnixNano < root.startUnixNano) {
      root = span;
    }
  }
  return {
    traceId: spans[0]?.traceId ?? "",
    rootServiceName: root === undefined ? "" : serviceNameOf(root.resource),
    rootOperationName: root?.name ?? "",
    minStartTimeUnixNano: start,
    maxEndTimeUnixNano: end,
    spanCount: spans.length,
    errorSpanCount,
    orphanSpanCount,
    services: [...services]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, counts]) => ({ name, ...counts })),
  };
}
