import type { DecodeOutcome } from "../decode-outcome.ts";
import type { JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";

/**
 * What a Jaeger client says it lost before it could send (jaeger.thrift, `Batch.stats`). The counts are totals
 * since the client started, so what is new is the difference to the batch before of the same `client`; a batch
 * whose `sequence` is not above the last one seen is old and says nothing. As Jaeger's agent does, the first
 * batch of a client only sets where counting begins.
 */
export interface JaegerClientStats {
  /** The process tag `client-uuid`; "" when the client does not send one. Cut to 64 characters. */
  readonly client: string;
  /** `Batch.seqNo`: counts the batches of a client; 0 when it does not say. */
  readonly sequence: number;
  readonly fullQueueDroppedSpans: number;
  readonly tooLargeDroppedSpans: number;
  readonly failedToEmitSpans: number;
}

/** What became of a body of Jaeger batches. */
export type JaegerOutcome = DecodeOutcome & {
  /** One for each batch that has them; none when the body is malformed. */
  readonly clientStats: readonly JaegerClientStats[];
};

/**
 * What became of a body of datagrams. Malformed packets are left out as a whole and the others are taken, so
 * the outcome is `malformed` only when the lengths between the packets are wrong, which is the caller's doing.
 */
export type JaegerDatagramsOutcome = JaegerOutcome & {
  /** Packets in the body. */
  readonly packets: number;
  /** Packets of which nothing was appended, because they are not what a Jaeger client sends. */
  readonly malformedPackets: number;
  /** What is wrong with the first of them, for people; "" when all are good. */
  readonly malformedReason: string;
};

/** What a batch that was read says of its client; undefined when it says nothing about losses. */
export function clientStatsOf(batch: JaegerBatch, client: string): JaegerClientStats | undefined {
  if (batch.stats?.isComplete !== true) return undefined;
  const { sequence, fullQueueDroppedSpans, tooLargeDroppedSpans, failedToEmitSpans } = batch.stats;
  return { client, sequence, fullQueueDroppedSpans, tooLargeDroppedSpans, failedToEmitSpans };
}
