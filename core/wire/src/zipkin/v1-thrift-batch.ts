import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { appendZipkinV1Spans } from "./v1-append.ts";
import { readZipkinV1Thrift } from "./v1-thrift.ts";

/** Decodes the body of `POST /api/v1/spans` in Thrift (`list<Span>` in the binary protocol) and appends its spans. */
export function decodeZipkinV1Thrift(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  const spans = readZipkinV1Thrift(body);
  if (!spans.ok) return { status: "malformed", reason: spans.error };
  return appendZipkinV1Spans(spans.value, appender);
}
