import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { MalformedProtobuf } from "./protobuf-reader.ts";
import { RequestDecoder } from "./protobuf-request.ts";

/**
 * Decodes an `ExportTraceServiceRequest` and appends its spans. What the bytes are not is told by the
 * outcome; only what the appender throws (a block that is full) is thrown.
 */
export function decodeOtlpProtobuf(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  // A plain Uint8Array whatever came in (often a Buffer): V8 compiles the byte loops for one kind of array.
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  try {
    return new RequestDecoder(bytes, appender).decode();
  } catch (error) {
    if (error instanceof MalformedProtobuf) return { status: "malformed", reason: error.message };
    throw error;
  }
}
