import type { ErrorCode } from "@spanhouse/base";
import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "@spanhouse/wire";

/**
 * The seam between the doors (`receivers/`) and what makes spans durable (`pipeline/`): a door asks
 * `admit` before it reads a body, and hands the whole body over with `accept`. Neither ever throws or
 * rejects for bad input or overload.
 *
 *   headers -> admit(declared bytes) -> body read, inflated (grow) -> accept -> answer -> release
 */
export interface Ingest {
  /**
   * Asked before a body is read. `bytes` is the best that is known: Content-Length, the length of a gRPC
   * message, or 0 and `grow` while bytes arrive.
   */
  admit(bytes: number): Admission;
  /**
   * Resolves when the spans are durable (fsynced) or refused. The body must not change until then.
   */
  accept(request: IngestRequest): Promise<IngestOutcome>;
}

export interface IngestRequest {
  /** The uncompressed body. */
  readonly body: Uint8Array;
  /** `decodeOtlpProtobuf` and its likes. */
  readonly decode: (body: Uint8Array, appender: SpanAppender) => DecodeOutcome;
  /** Door and format, `otlp_http.json`: part of what makes a request the same as one before. */
  readonly receiver: string;
  /** What makes this request the same as one before; its body when nothing is said. */
  readonly identity?: RequestIdentity;
  /** IP address of the other end of the connection. */
  readonly peerAddress?: string;
}

export type RequestIdentity =
  /** The same bytes sent again are the same request: what clients do that had no answer. */
  | { readonly by: "body" }
  /** Never the same: the same datagram twice is two datagrams. */
  | { readonly by: "nothing" }
  /**
   * An agent's batch. It sends its batches one after the other and each until it has an answer, so only the
   * last token of a sender can come again, but that may be hours later: it is kept without a time limit.
   * Sender and token are secrets of 32 hexadecimal digits that nobody else can guess.
   */
  | { readonly by: "delivery"; readonly sender: string; readonly token: string };

export type Admission = Admitted | Refused;

/** A share of the bytes in flight. Whoever got it gives it back exactly once, whatever happens. */
export interface Admitted {
  readonly admitted: true;
  /** Gives everything back. Further calls do nothing. */
  release(): void;
  /** Asks for `bytes` more, for what was not known at first. False means refused; what is held stays held. */
  grow(bytes: number): boolean;
}

export interface Refused {
  readonly admitted: false;
  readonly code: RefusalCode;
  /** When the client should try again. */
  readonly retryAfterMs: number;
}

export type RefusalCode = Extract<
  ErrorCode,
  "INGEST_OVERLOADED" | "INGEST_SPOOL_FULL" | "INGEST_SPOOL_FAILED" | "INGEST_SHUTTING_DOWN"
>;

export type IngestOutcome =
  | {
      readonly status: "stored";
      /** Spans that are durable now. */
      readonly spans: number;
      /** Spans that were left out, with the reason for people ("" when none). */
      readonly rejected: number;
      readonly reason: string;
    }
  | { readonly status: "malformed"; readonly reason: string }
  /** Nothing was stored, because its spans alone make more than one file of the spool may have. */
  | { readonly status: "tooLarge"; readonly reason: string }
  /**
   * Nothing was stored; the same request may succeed later. Without `retryAfterMs` it is not certain: a disk that
   * failed may still have it after a restart, so nobody else should be given it.
   */
  | {
      readonly status: "refused";
      readonly code: RefusalCode;
      readonly reason: string;
      readonly retryAfterMs?: number;
    };
