/** The header `traceparent` of W3C Trace Context, level 2. */
export interface TraceParent {
  /** 32 and 16 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
  /** The last 56 bits of the trace id were made at random. */
  readonly isRandom: boolean;
}

const SAMPLED = 1;
const RANDOM = 2;
/** Length of version 00. Later versions may only add to it, behind a dash. */
const LENGTH = 55;
const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;

/** Undefined when it is not valid; then the trace begins anew, and `tracestate` is not looked at. */
export function parseTraceParent(header: string): TraceParent | undefined {
  const text = header.trim();
  const [, version, traceId, spanId, flags] = FORM.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "ff" || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const hasMore = text.length > LENGTH;
  if (hasMore && (version === "00" || text[LENGTH] !== "-")) return undefined;
  const bits = Number.parseInt(flags, 16);
  return {
    traceId,
    spanId,
    isSampled: (bits & SAMPLED) !== 0,
    isRandom: (bits & RANDOM) !== 0,
  };
}

/** Always in version 00, with the flags that it knows and no others. */
export function formatTraceParent({ traceId, spanId, isSampled, isRandom }: TraceParent): string {
  const flags = (isSampled ? SAMPLED : 0) | (isRandom ? RANDOM : 0);
  return `00-${traceId}-${spanId}-0${flags}`;
}
