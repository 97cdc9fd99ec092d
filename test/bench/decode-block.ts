import { SpanBlock } from "@spanhouse/storage";
import {
  decodeJaegerDatagrams,
  decodeJaegerProtoBatch,
  decodeJaegerThriftBatch,
  decodeOtlpJson,
  decodeOtlpProtobuf,
  decodeZipkinV2Json,
} from "@spanhouse/wire";

/** Blocks are finished at this size, as the collector seals them. */
export const BLOCK_BYTES = 8 * 1024 * 1024;

const DECODERS = {
  protobuf: decodeOtlpProtobuf,
  json: decodeOtlpJson,
  zipkinV2Json: decodeZipkinV2Json,
  jaegerDatagrams: decodeJaegerDatagrams,
  jaegerThrift: decodeJaegerThriftBatch,
  jaegerProto: decodeJaegerProtoBatch,
} as const;

/** A format that the bench decodes. The decoders are those of the bundle, so they are told by name. */
export type BenchFormat = keyof typeof DECODERS;

/** What the collector does with requests, without their way in and the blocks' way out. */
export class BlockDecoder {
  /** Of all blocks that were finished. */
  bytes = 0;
  spans = 0;
  readonly #block = new SpanBlock();
  readonly #received = new Uint8Array(1024 * 1024);

  /** Decodes every body once and returns how many spans there were. */
  decode(bodies: readonly Uint8Array[], format: BenchFormat = "protobuf"): number {
    const block = this.#block;
    const decodeBody = DECODERS[format];
    let spans = 0;
    for (const sent of bodies) {
      const body = this.#receive(sent);
      block.mark();
      const outcome = decodeBody(body, block);
      if (outcome.status !== "decoded" || outcome.rejected > 0) throw new Error(outcome.reason);
      spans += outcome.spans;
      if (block.byteLength >= BLOCK_BYTES) this.#seal();
    }
    return spans;
  }

  /** A body that is decoded has just been received, so it is in the cache; the copy counts as ours. */
  #receive(sent: Uint8Array): Uint8Array {
    this.#received.set(sent);
    return this.#received.subarray(0, sent.length);
  }

  #seal(): void {
    this.spans += this.#block.rows;
    for (const chunk of this.#block.finish(20_000)) this.bytes += chunk.length;
    this.#block.reset();
  }
}
