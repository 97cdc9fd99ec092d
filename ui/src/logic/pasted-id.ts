import { parseTraceId } from "./trace-id.ts";

/** What a pasted text names: a trace, a span of a trace, or 16 digits that may be either. */
export interface PastedId {
  readonly traceId: string;
  readonly spanId?: string;
  readonly mayBeSpan: boolean;
}

const FORMS = [
  // traceparent, of W3C
  /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/,
  // b3, of Zipkin
  /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-[01d](?:-[0-9a-f]{16})?)?$/,
  // uber-trace-id, of Jaeger
  /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}$/,
  // the address of a trace
  /\/trace\/([0-9a-f]{1,32})(?:[/?#]|$)/,
];

/** Reads an id as it stands in logs, headers and addresses; undefined when it is none. */
export function parsePastedId(text: string): PastedId | undefined {
  const trimmed = text.trim().toLowerCase();
  for (const form of FORMS) {
    const [, trace = "", span] = form.exec(trimmed) ?? [];
    const traceId = parseTraceId(trace);
    if (traceId === undefined) continue;
    if (span === undefined) return { traceId, mayBeSpan: false };
    return { traceId, spanId: span.padStart(16, "0"), mayBeSpan: false };
  }
  const traceId = parseTraceId(trimmed);
  if (traceId === undefined) return undefined;
  return { traceId, mayBeSpan: trimmed.replaceAll("-", "").length === 16 };
}

/** An id that nobody means as a condition: at least 16 digits. */
export function looksLikeId(text: string): boolean {
  return text.trim().length >= 16 && !/\s/.test(text.trim()) && parsePastedId(text) !== undefined;
}
