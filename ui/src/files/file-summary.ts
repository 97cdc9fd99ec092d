import { serviceNameOf, STATUS_CODE_ERROR, type Span } from "@spanhouse/model";

/** What the list of a file says of one of its traces. */
export interface FileTrace {
  readonly traceId: string;
  /** Of the earliest span without a parent, or of the earliest when all have one. */
  readonly rootService: string;
  readonly rootOperation: string;
  /** Nanoseconds since 1970, decimal. */
  readonly startUnixNano: string;
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly serviceCount: number;
}

/** What is known of a file once it has been read. */
export interface FileSummary {
  readonly formats: readonly string[];
  readonly spanCount: number;
  /** Spans that break a rule of their format and are left out. */
  readonly rejected: number;
  readonly problems: readonly string[];
  /** The file has more spans; these are the first. */
  readonly isTruncated: boolean;
  readonly traces: readonly FileTrace[];
}

/** The line of one trace. `spans` has at least one. */
export function summarizeSpans(traceId: string, spans: readonly Span[]): FileTrace {
  let root = spans[0]!;
  let startUnixNano = root.startUnixNano;
  let endUnixNano = root.endUnixNano;
  let errorCount = 0;
  const services = new Set<string>();
  for (const span of spans) {
    if (span.startUnixNano < startUnixNano) startUnixNano = span.startUnixNano;
    if (span.endUnixNano > endUnixNano) endUnixNano = span.endUnixNano;
    if (span.statusCode === STATUS_CODE_ERROR) errorCount++;
    if (isRatherRoot(span, root)) root = span;
    services.add(serviceNameOf(span.resource));
  }
  return {
    traceId,
    rootService: serviceNameOf(root.resource),
    rootOperation: root.name,
    startUnixNano: String(startUnixNano),
    durationUs: Math.max(0, Number(endUnixNano - startUnixNano)) / 1000,
    spanCount: spans.length,
    errorCount,
    serviceCount: services.size,
  };
}

function isRatherRoot(span: Span, than: Span): boolean {
  const isTop = span.parentSpanId === "";
  if (isTop !== (than.parentSpanId === "")) return isTop;
  return span.startUnixNano < than.startUnixNano;
}
