import { RPC_CODES } from "@spanhouse/wire";
import { failCall, type CallFailure } from "./call-failure.ts";
import type { BodyPool } from "../body-pool.ts";
import { tooLarge } from "../failure.ts";

/** A whole gRPC message, still compressed when the flag says so. */
export interface GrpcMessage {
  readonly isCompressed: boolean;
  readonly body: Uint8Array;
}

const PREFIX_BYTES = 5;

/**
 * Puts the one message of a unary call together from the pieces that HTTP/2 delivers:
 *
 *   | flag: 1 byte, 0 plain, 1 compressed | length: 4 bytes, big endian | message |
 *
 * The pieces may be cut anywhere. The message is copied once, into memory of the pool; a message that
 * came in one piece is not copied at all.
 */
export class MessageReader {
  readonly #bytesMax: number;
  readonly #pool: BodyPool;
  /** Bytes of prefix and message so far. */
  #received = 0;
  readonly #prefix = new Uint8Array(PREFIX_BYTES);
  #length = -1;
  #body: Uint8Array | undefined;
  #isBodyLent = false;

  constructor(bytesMax: number, pool: BodyPool) {
    this.#bytesMax = bytesMax;
    this.#pool = pool;
  }

  /** Length of the message as its prefix gives it; -1 until the prefix is complete. */
  get messageBytes(): number {
    return this.#length;
  }

  /** Reads as much of the prefix as the chunk holds; returns where the message starts in the chunk. */
  pushPrefix(chunk: Uint8Array): number | CallFailure {
    let at = 0;
    while (this.#received < PREFIX_BYTES && at < chunk.length) {
      this.#prefix[this.#received++] = chunk[at++]!;
    }
    if (this.#received < PREFIX_BYTES || this.#length >= 0) return at;
    const [flag, a, b, c, d] = this.#prefix as unknown as [number, number, number, number, number];
    if (flag > 1) return malformed(`the compressed flag of a message is 0 or 1, not ${flag}`);
    this.#length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    if (this.#length > this.#bytesMax) return failCall(tooLarge(this.#bytesMax));
    return at;
  }

  /** Takes the bytes of the chunk from `at` on as part of the message. The prefix must be complete. */
  pushBody(chunk: Uint8Array, at: number): CallFailure | undefined {
    const size = chunk.length - at;
    if (size === 0) return undefined;
    const filled = this.#received - PREFIX_BYTES;
    if (filled + size > this.#length) {
      return failCall(
        { code: "INGEST_MALFORMED", message: "the call takes exactly one message" },
        RPC_CODES.UNIMPLEMENTED,
      );
    }
    if (filled === 0 && size === this.#length) this.#body = chunk.subarray(at);
    else {
      if (this.#body === undefined) {
        this.#body = this.#pool.take(this.#length);
        this.#isBodyLent = true;
      }
      this.#body.set(at === 0 ? chunk : chunk.subarray(at), filled);
    }
    this.#received += size;
    return undefined;
  }

  /** Gives the message's memory back; nobody may read the message any more. */
  release(): void {
    if (this.#isBodyLent) this.#pool.give(this.#body!);
    this.#isBodyLent = false;
    this.#body = undefined;
  }

  /** The message, once the client has sent everything. */
  finish(): GrpcMessage | CallFailure {
    if (this.#received === 0) {
      return failCall(
        { code: "INGEST_MALFORMED", message: "the call takes exactly one message, and none came" },
        RPC_CODES.UNIMPLEMENTED,
      );
    }
    if (this.#length < 0 || this.#received < PREFIX_BYTES + this.#length) {
      return malformed("the message ended before its length was reached");
    }
    return { isCompressed: this.#prefix[0] === 1, body: this.#body ?? new Uint8Array(0) };
  }
}

function malformed(message: string): CallFailure {
  return failCall({ code: "INGEST_MALFORMED", message }, RPC_CODES.INTERNAL);
}
