import type { IncomingMessage } from "node:http";
import type { Admitted } from "../ingest.ts";
import type { BodyPool } from "./body-pool.ts";

export type BodyOutcome =
  /** `release` gives the memory back; nobody may read the body any more then. */
  | { readonly status: "read"; readonly body: Uint8Array; readonly release: () => void }
  | { readonly status: "tooLarge" }
  /** The admission could not grow. */
  | { readonly status: "refused" }
  /** The client went away. */
  | { readonly status: "aborted" };

/**
 * Reads a request's body. With a Content-Length the parser holds the client to it and it was checked and
 * admitted before; a chunked body is counted and admitted piece by piece.
 */
export function readBody(
  request: IncomingMessage,
  {
    declaredBytes,
    bytesMax,
    admission,
    pool,
  }: {
    readonly declaredBytes: number | undefined;
    readonly bytesMax: number;
    readonly admission: Admitted;
    readonly pool: BodyPool;
  },
): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const body =
      declaredBytes === undefined ? new GrowingBody() : new DeclaredBody(declaredBytes, pool);
    const settle = (outcome: BodyOutcome): void => {
      request.off("data", onData);
      request.off("end", onEnd);
      request.off("close", onClose);
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      const isCounted = declaredBytes !== undefined;
      if (!isCounted && body.length + chunk.length > bytesMax) settle({ status: "tooLarge" });
      else if (!isCounted && !admission.grow(chunk.length)) settle({ status: "refused" });
      else body.push(chunk);
    };
    const onEnd = (): void => {
      settle({ status: "read", body: body.finish(), release: () => body.release() });
    };
    const onClose = (): void => settle({ status: "aborted" });
    request.on("data", onData);
    request.on("end", onEnd);
    request.on("close", onClose);
  });
}

interface Body {
  readonly length: number;
  push(chunk: Buffer): void;
  finish(): Uint8Array;
  release(): void;
}

/** A body of known length is copied once, as it arrives, into memory of the pool; one that came in one piece not at all. */
class DeclaredBody implements Body {
  length = 0;
  #bytes: Uint8Array | undefined;
  #isLent = false;
  readonly #declared: number;
  readonly #pool: BodyPool;

  constructor(declared: number, pool: BodyPool) {
    this.#declared = declared;
    this.#pool = pool;
  }

  push(chunk: Buffer): void {
    if (this.length === 0 && chunk.length === this.#declared) this.#bytes = chunk;
    else {
      if (this.#bytes === undefined) {
        this.#bytes = this.#pool.take(this.#declared);
        this.#isLent = true;
      }
      this.#bytes.set(chunk, this.length);
    }
    this.length += chunk.length;
  }

  finish(): Uint8Array {
    return this.#bytes ?? new Uint8Array(0);
  }

  release(): void {
    if (this.#isLent) this.#pool.give(this.#bytes!);
    this.#isLent = false;
    this.#bytes = undefined;
  }
}

class GrowingBody implements Body {
  length = 0;
  readonly #chunks: Buffer[] = [];

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  finish(): Uint8Array {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.length);
  }

  /** Its pieces are the parser's. */
  release(): void {
    this.#chunks.length = 0;
  }
}
