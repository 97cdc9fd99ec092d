import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";

/** Decodes `jaeger.api_v2.PostSpansRequest`, the message of Jaeger's gRPC door. */
export function decodeJaegerProtoBatch(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  void body;
  void appender;
  return { status: "malformed", reason: "not decoded yet" };
}

/** `jaeger.api_v2.PostSpansResponse`, which has no fields. */
export function encodePostSpansResponse(): Uint8Array {
  return new Uint8Array(0);
}
