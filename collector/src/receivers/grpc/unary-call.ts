import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { RPC_CODES, type ContentCoding } from "@spanhouse/wire";
import type { Logger } from "pino";
import type { Admission, Admitted, RequestIdentity } from "../../ingest.ts";
import type { BodyPool } from "../body-pool.ts";
import { refusal } from "../failure.ts";
import { failCall, type CallFailure } from "./call-failure.ts";
import {
  ACCEPTED_ENCODINGS,
  frameMessage,
  GRPC_CONTENT_TYPE,
  trailersOnly,
} from "./grpc-headers.ts";
import { MessageReader } from "./message-reader.ts";

/** What a method of a service does with its one message. */
export interface UnaryMethod {
  readonly messageBytesMax: number;
  /** Asked once the length of the message is known and before it is read. */
  admit(bytes: number): Admission;
  /** Answers with the bytes of the response message. */
  handle(request: UnaryRequest): Promise<UnaryAnswer>;
  /** The call failed, here or in `handle`, and the client was told. */
  failed(failure: CallFailure): void;
  /** The client left, or its deadline passed, before there was an answer. */
  abandoned(): void;
}

export interface UnaryRequest {
  readonly body: Uint8Array;
  readonly coding: ContentCoding;
  readonly identity: RequestIdentity;
  /** IP address of the client, when it is known. */
  readonly peerAddress: string | undefined;
  readonly admission: Admitted;
}

export type UnaryAnswer =
  | { readonly status: "ok"; readonly message: Uint8Array }
  | { readonly status: "failed"; readonly failure: CallFailure };

export interface CallOptions {
  /** The coding of a message whose compressed flag is set; undefined when the client named none. */
  readonly coding: ContentCoding | undefined;
  readonly identity: RequestIdentity;
  readonly timeoutMs: number;
  readonly logger: Logger;
  /** Where messages are put together. */
  readonly bodies: BodyPool;
}

const OK_HEADERS: OutgoingHttpHeaders = {
  ":status": 200,
  "content-type": GRPC_CONTENT_TYPE,
  "grpc-accept-encoding": ACCEPTED_ENCODINGS,
};

/**
 * One call, from its headers to its trailers. It ends in exactly one of: answered, failed, abandoned;
 * and gives its admission back when nobody uses the message any more.
 */
export class UnaryCall {
  readonly #stream: ServerHttp2Stream;
  readonly #method: UnaryMethod;
  readonly #options: CallOptions;
  readonly #reader: MessageReader;
  readonly #timer: NodeJS.Timeout;
  #admission: Admitted | undefined;
  #isHandling = false;
  #isOver = false;

  constructor(stream: ServerHttp2Stream, method: UnaryMethod, options: CallOptions) {
    this.#stream = stream;
    this.#method = method;
    this.#options = options;
    this.#reader = new MessageReader(method.messageBytesMax, options.bodies);
    this.#timer = setTimeout(() => this.#expire(), options.timeoutMs);
    stream.on("data", (chunk: Buffer) => this.#onData(chunk));
    stream.on("end", () => void this.#onEnd());
    stream.on("close", () => this.#onClose());
  }

  #onData(chunk: Buffer): void {
    if (this.#isOver) return;
    const failure = this.#read(chunk);
    if (failure !== undefined) this.#fail(failure);
  }

  #read(chunk: Buffer): CallFailure | undefined {
    const at = this.#reader.pushPrefix(chunk);
    if (typeof at !== "number") return at;
    if (this.#reader.messageBytes < 0) return undefined;
    if (this.#admission === undefined) {
      const admission = this.#method.admit(this.#reader.messageBytes);
      if (!admission.admitted) return failCall(refusal(admission.code, admission.retryAfterMs));
      this.#admission = admission;
    }
    return this.#reader.pushBody(chunk, at);
  }

  async #onEnd(): Promise<void> {
    // A reset ends the stream too; `close` follows and deals with it.
    if (this.#isOver || !isOpen(this.#stream)) return;
    this.#isHandling = true;
    try {
      const answer = await this.#handle();
      if (answer.status === "failed") this.#fail(answer.failure);
      else this.#answer(answer.message);
    } catch (error) {
      this.#options.logger.error({ err: error }, "a call failed inside");
      this.#fail(failCall({ code: "INTERNAL", message: "the request could not be handled" }));
    } finally {
      this.#admission?.release();
      this.#reader.release();
    }
  }

  #handle(): Promise<UnaryAnswer> | UnaryAnswer {
    const message = this.#reader.finish();
    if ("code" in message) return { status: "failed", failure: message };
    const { body, isCompressed } = message;
    const coding = isCompressed ? this.#options.coding : "identity";
    if (coding === undefined || (isCompressed && coding === "identity")) {
      const why = "the message is marked as compressed, but grpc-encoding names no compression";
      const failure = failCall({ code: "INGEST_MALFORMED", message: why }, RPC_CODES.INTERNAL);
      return { status: "failed", failure };
    }
    // A message is only whole once its prefix was read, and that is where it was admitted.
    const { identity } = this.#options;
    const peerAddress = this.#stream.session?.socket.remoteAddress;
    const admission = this.#admission!;
    return this.#method.handle({ body, coding, identity, peerAddress, admission });
  }

  #answer(message: Uint8Array): void {
    if (!this.#end()) return;
    const stream = this.#stream;
    if (!isOpen(stream)) return;
    stream.respond(OK_HEADERS, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": RPC_CODES.OK }));
    stream.end(frameMessage(message));
  }

  #fail(failure: CallFailure): void {
    if (!this.#end()) return;
    this.#method.failed(failure);
    this.#sendFailure(failure);
  }

  #expire(): void {
    if (!this.#end()) return;
    this.#method.abandoned();
    this.#sendFailure({
      code: "INTERNAL",
      status: { code: RPC_CODES.DEADLINE_EXCEEDED, message: "the deadline passed" },
    });
  }

  #onClose(): void {
    if (this.#end()) this.#method.abandoned();
  }

  /** True for the first of the ways in which a call can be over. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    // While it is handled, the message is in use; `handle` is waited for and then it is released.
    if (!this.#isHandling) {
      this.#admission?.release();
      this.#reader.release();
    }
    return true;
  }

  #sendFailure({ status }: CallFailure): void {
    if (!isOpen(this.#stream)) return;
    endStream(this.#stream, trailersOnly(status));
  }
}

/** False once either side has reset the stream: what is sent then would throw. */
function isOpen(stream: ServerHttp2Stream): boolean {
  return !stream.destroyed && !stream.closed;
}

/**
 * Sends headers as the whole answer. A client that is still sending is told to stop with RST_STREAM and
 * NO_ERROR, which leaves the answer valid.
 */
export function endStream(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders): void {
  const isClientDone = stream.readableEnded || stream.endAfterHeaders;
  stream.respond(headers, { endStream: true });
  if (!isClientDone) stream.close(constants.NGHTTP2_NO_ERROR);
}
