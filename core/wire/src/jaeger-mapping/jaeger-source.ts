import { JAEGER_SOURCE_BYTES_KEPT, JAEGER_VERSION_BYTES_MAX } from "../limits.ts";
import {
  CLIENT_VERSION,
  HOST_NAME,
  ORIGIN_JAEGER,
  ORIGIN_KEY,
  REF_TYPE_KEY,
  REF_TYPE_TEXTS,
  SPELLING_KEY,
  SPELLING_TEXTS,
  STATUS_SOURCE_KEY,
  WARNINGS_KEY,
} from "./origin.ts";

/** A text of our own in the source. */
export interface SourceText {
  readonly start: number;
  readonly end: number;
}

/** Where the ids of the span and of the link that are being appended stand. */
export const TRACE_ID_AT = 0;
export const SPAN_ID_AT = 16;
export const PARENT_SPAN_ID_AT = 24;
const IDS_BYTES = 32;
/** Where a version is put together. */
const VERSION_AT = IDS_BYTES;
const TEXTS_AT = VERSION_AT + CLIENT_VERSION.prefix.length + JAEGER_VERSION_BYTES_MAX;

const encoder = new TextEncoder();
const head: number[] = [];

function sourceText(text: string): SourceText {
  const start = TEXTS_AT + head.length;
  head.push(...encoder.encode(text));
  return { start, end: TEXTS_AT + head.length };
}

export const TEXT = {
  serviceName: sourceText("service.name"),
  hostName: sourceText(HOST_NAME.otel),
  exporterVersion: sourceText(CLIENT_VERSION.otel),
  refType: sourceText(REF_TYPE_KEY),
  origin: sourceText(ORIGIN_KEY),
  jaeger: sourceText(ORIGIN_JAEGER),
  spelling: sourceText(SPELLING_KEY),
  statusSource: sourceText(STATUS_SOURCE_KEY),
  httpStatusCode: sourceText("http.status_code"),
  warnings: sourceText(WARNINGS_KEY),
} as const;
/** By REF_TYPE. */
export const REF_TYPE_SOURCE_TEXTS = REF_TYPE_TEXTS.map(sourceText);
/** By bits of SPELLING. */
export const SPELLING_SOURCE_TEXTS = SPELLING_TEXTS.map(sourceText);

const PREFIX = encoder.encode(CLIENT_VERSION.prefix);
const BODY_AT = TEXTS_AT + head.length;

/**
 * The source of a request: a copy of its body behind the ids and texts that the body does not have as an
 * appender needs them, so that nothing ever changes the source in the middle of a span.
 *
 *   ids │ version │ texts of our own │ body
 */
export class JaegerSource {
  bytes: Uint8Array = newBytes(JAEGER_SOURCE_BYTES_KEPT);
  view: DataView = new DataView(this.bytes.buffer);
  /** Where the body begins and ends. */
  readonly start = BODY_AT;
  end = BODY_AT;

  load(body: Uint8Array): void {
    if (BODY_AT + body.length > this.bytes.length) this.#use(newBytes(BODY_AT + body.length));
    this.bytes.set(body, BODY_AT);
    this.end = BODY_AT + body.length;
  }

  /** Gives back memory beyond the usual. */
  trim(): void {
    if (this.bytes.length > JAEGER_SOURCE_BYTES_KEPT) this.#use(newBytes(JAEGER_SOURCE_BYTES_KEPT));
  }

  /** `Jaeger-` and the range; undefined when it is too long. */
  version(start: number, end: number): SourceText | undefined {
    if (end - start > JAEGER_VERSION_BYTES_MAX) return undefined;
    this.bytes.set(PREFIX, VERSION_AT);
    this.bytes.copyWithin(VERSION_AT + PREFIX.length, start, end);
    return { start: VERSION_AT, end: VERSION_AT + PREFIX.length + (end - start) };
  }

  #use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

function newBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(head, TEXTS_AT);
  return bytes;
}
