import { decodeOtlpProtobuf, OtlpBlock } from "@spanhouse/wire";
import { BLOCK_BYTES } from "./decode-block.ts";

/** What an agent does with requests that are OTLP protobuf: takes them as they are, or writes them again. */
export class RelayBlocks {
  readonly #block = new OtlpBlock();
  readonly #received = new Uint8Array(1024 * 1024);

  /** Takes every body once and returns how many spans there were. */
  take(bodies: readonly Uint8Array[], way: "copied" | "written again"): number {
    const block = this.#block;
    let spans = 0;
    for (const sent of bodies) {
      // A body has just been received, so it is in the cache; the copy counts as ours.
      this.#received.set(sent);
      const body = this.#received.subarray(0, sent.length);
      block.mark();
      const outcome =
        way === "copied"
          ? block.copyRequest(body, decodeOtlpProtobuf)
          : decodeOtlpProtobuf(body, block);
      if (outcome?.status !== "decoded") throw new Error("a body was not taken");
      spans += outcome.spans;
      if (block.byteLength < BLOCK_BYTES) continue;
      block.finish();
      block.reset();
    }
    return spans;
  }
}
