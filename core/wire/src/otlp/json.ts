import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { JsonRequestDecoder } from "./json-request.ts";

/** Decoding is synchronous, so one decoder serves all requests and keeps its buffers and its guesses. */
let decoder: JsonRequestDecoder | undefined;

/**
 * Decodes an `ExportTraceServiceRequest` in OTLP JSON and appends its spans: hexadecimal ids, integers as
 * number or text, enums as numbers, lowerCamelCase keys; unknown keys are passed over, of repeated ones
 * the last counts. Only what the appender throws (a block that is full) is thrown.
 */
export function decodeOtlpJson(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  // A plain Uint8Array whatever came in (often a Buffer): V8 compiles the byte loops for one kind of array.
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  decoder ??= new JsonRequestDecoder(appender);
  return decoder.decode(bytes, appender);
}
