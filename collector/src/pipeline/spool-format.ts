import type { SpanAppender } from "@spanhouse/model";
import type { TraceFilter } from "@spanhouse/storage";
import type { DecodeOutcome } from "@spanhouse/wire";

/** A wire format: `decodeOtlpProtobuf` and its likes. */
export type Decode = (body: Uint8Array, appender: SpanAppender) => DecodeOutcome;

/**
 * What the pipeline has to know of the content of spool files. Everything else about them (names, checksums,
 * batches, what a start does) is the same for all formats. A pipeline has one format; another one in the same
 * data folder gets a folder of its own (`diskInFolder`).
 */
export interface SpoolFormat {
  /** How names of its files end, without the dot: `native`. Lower-case letters. */
  readonly suffix: string;
  newBlock(): SealableBlock;
  /** Bytes at the beginning of a file of `rows` rows that hold its request keys, at most. */
  keyHeadBytes(rows: number): number;
  /**
   * The keys of the requests in a file, from those bytes. Undefined when it is not the beginning of a file of
   * this format with `rows` rows.
   */
  readKeys(head: Uint8Array, rows: number): RequestKeys | undefined;
  /** Bytes at the beginning of such a file that say which traces are in it. Without it, reads of traces never look. */
  traceHeadBytes?(rows: number): number;
  /** The traces in a file, from those bytes; undefined when they do not say. */
  readTraces?(head: Uint8Array, rows: number): TraceFilter | undefined;
}

export interface RequestKeys {
  /** 16 bytes each, in the order of their rows. */
  readonly keys: Uint8Array;
  /** Rows of each request, in the same order. */
  readonly rowCounts: readonly number[];
}

/**
 * Spans that become one spool file. It is filled, finished, reset and filled again. Appending may throw
 * CodedError INGEST_TOO_LARGE: the request does not fit, and the caller goes back to its mark.
 */
export interface SealableBlock extends SpanAppender {
  /** Spans closed so far. */
  readonly rows: number;
  /** About what `finish` will return, in bytes. */
  readonly byteLength: number;
  /** The state before a request; good for `rollback` of the same block until its reset. */
  mark(): unknown;
  /** Undoes everything since the mark, also in the middle of a span. */
  rollback(mark: unknown): void;
  /** Goes with the next span that is closed: 16 bytes. */
  requestKey(key: Uint8Array): void;
  /**
   * Takes a request as it is when its body already has the format of the file and `decode` would change
   * nothing: the outcome is what `decode` would say. Undefined, and nothing done, when it has to be decoded.
   */
  copyRequest?(body: Uint8Array, decode: Decode): DecodeOutcome | undefined;
  /** Which traces have spans in it; asked before `finish`. */
  traceFilter?(): TraceFilter;
  /** The content of the file in pieces, valid until `reset`. Nothing but `reset` may follow. */
  finish(receivedOnDay: number): readonly Uint8Array[];
  /** Empty again. */
  reset(): void;
}
