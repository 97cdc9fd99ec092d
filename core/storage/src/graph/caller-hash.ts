import type { SpanId } from "./open-end.ts";
import type { CallEnds } from "./read-call-ends.ts";

/**
 * 64 bits that stand for a span where its ids would take too much room: both halves of the trace id and the span
 * id, mixed, as little-endian numbers.
 */
export function callerHash({ traceId, spanId }: SpanId): bigint {
  const word = (hex: string): bigint => Buffer.from(hex, "hex").readBigUInt64LE();
  return word(traceId.slice(0, 16)) ^ word(traceId.slice(16)) ^ word(spanId);
}

/** The lower 32 bits of the hash of a row. */
export function lowHashAt({ traceIds, spanIds }: CallEnds, row: number): number {
  return traceIds[row * 4]! ^ traceIds[row * 4 + 2]! ^ spanIds[row * 2]!;
}

/** The upper ones. */
export function highHashAt({ traceIds, spanIds }: CallEnds, row: number): number {
  return traceIds[row * 4 + 1]! ^ traceIds[row * 4 + 3]! ^ spanIds[row * 2 + 1]!;
}
