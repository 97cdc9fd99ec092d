import type { SpanId } from "./open-end.ts";
import type { CallEnds } from "./read-call-ends.ts";

/**
 * 64 bits that stand for a span where its ids would take too much room, as two halves. Ids need not be random to each
 * other: a root span of Zipkin has the id of its trace, so an XOR of the two would be the same for all of them.
 */
export function callerHash({ traceId, spanId }: SpanId): {
  readonly low: number;
  readonly high: number;
} {
  const [trace, span] = [wordsOf(traceId), wordsOf(spanId)];
  return { low: mixed(LOW_SEED, trace, 0, span, 0), high: mixed(HIGH_SEED, trace, 0, span, 0) };
}

/** The same as one number, as `call_graphs.waiting` has it. */
export function storedCallerHash(id: SpanId): bigint {
  const { low, high } = callerHash(id);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** The lower 32 bits of the hash of a row, as a signed number. */
export function lowHashAt({ traceIds, spanIds }: CallEnds, row: number): number {
  return mixed(LOW_SEED, traceIds, row * 4, spanIds, row * 2);
}

/** The upper ones. */
export function highHashAt({ traceIds, spanIds }: CallEnds, row: number): number {
  return mixed(HIGH_SEED, traceIds, row * 4, spanIds, row * 2);
}

/** Part of the stored format, as is `mixed`. */
const LOW_SEED = 0x2545f491;
const HIGH_SEED = 0x6c078965;

/** All six words in all 32 bits. */
function mixed(
  seed: number,
  traceIds: Uint32Array,
  trace: number,
  spanIds: Uint32Array,
  span: number,
): number {
  let hash = seed;
  for (let word = 0; word < 4; word++) hash = stirred(hash ^ traceIds[trace + word]!);
  for (let word = 0; word < 2; word++) hash = stirred(hash ^ spanIds[span + word]!);
  return hash;
}

function stirred(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function wordsOf(hex: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  return new Uint32Array(bytes.buffer);
}
