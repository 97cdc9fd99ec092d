import { SpanRecorder } from "@spanhouse/model";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { encodeZipkinV2Json } from "../support/zipkin-encode.ts";

/** The spans of an OTLP request, as far as Zipkin can say them, as the body of `POST /api/v2/spans`. */
export function toZipkinV2Json(otlpBody: Uint8Array): Uint8Array {
  const recorder = new SpanRecorder();
  decodeOtlpProtobuf(otlpBody, recorder);
  return encodeZipkinV2Json(recorder.spans);
}
