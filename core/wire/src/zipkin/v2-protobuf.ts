import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { MalformedProtobuf, ProtobufReader } from "../otlp/protobuf-reader.ts";
import { wrongWireType } from "../otlp/protobuf-value.ts";
import { RefusalCounts } from "../refusals.ts";
import { ZipkinV2Appender } from "./v2-append.ts";
import { ZipkinV2ProtobufSpanReader } from "./v2-protobuf-span.ts";
import { ZipkinV2Span } from "./v2-span.ts";

/** `repeated Span spans = 1`. */
const SPANS = 0x0a;

/** Decoding is synchronous, so one object serves the spans of all requests. */
let span: ZipkinV2Span | undefined;

/**
 * Decodes a `zipkin.proto3.ListOfSpans` (zipkin.proto), the body of `POST /api/v2/spans` in protobuf, and
 * appends its spans. What is wrong within a span costs that span. Only what the appender throws (a block that
 * is full) is thrown.
 */
export function decodeZipkinV2Protobuf(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  // A plain Uint8Array whatever came in (often a Buffer): V8 compiles the byte loops for one kind of array.
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  span ??= new ZipkinV2Span();
  try {
    return decodeSpans(bytes, appender, span);
  } catch (error) {
    if (error instanceof MalformedProtobuf) return { status: "malformed", reason: error.message };
    throw error;
  } finally {
    span.close();
  }
}

function decodeSpans(bytes: Uint8Array, to: SpanAppender, into: ZipkinV2Span): DecodeOutcome {
  const reader = new ProtobufReader(bytes);
  const spanReader = new ZipkinV2ProtobufSpanReader(reader, into);
  const appender = new ZipkinV2Appender(to);
  const refusals = new RefusalCounts();
  let spanCount = 0;
  while (reader.at < bytes.length && !refusals.isTooMany) {
    const tag = reader.tag(bytes.length);
    if (tag === SPANS) {
      const end = reader.lengthEnd(bytes.length);
      const refusal = spanReader.read(end) ?? appender.append(into);
      if (refusal === undefined) spanCount++;
      else refusals.add(refusal);
      reader.at = end;
    } else if (tag >>> 3 === 1) throw wrongWireType(tag);
    else reader.skip(tag, bytes.length);
  }
  return refusals.outcome(spanCount);
}
