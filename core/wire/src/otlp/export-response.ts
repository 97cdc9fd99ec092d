import type { OtlpFormat } from "./answer-format.ts";
import { clipAnswerText } from "./answer-text.ts";
import { ProtoWriter } from "./proto-writer.ts";

/** What of a request was not stored although the request succeeded. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  /** For people; with `rejectedSpans` 0 it is a warning. */
  readonly message: string;
}

/**
 * `ExportTraceServiceResponse`. Full success leaves `partial_success` unset, so its protobuf form has no
 * bytes at all and its JSON form is `{}`.
 */
export function encodeExportResponse(
  format: OtlpFormat,
  partial: PartialSuccess | undefined,
): Uint8Array {
  if (partial === undefined || (partial.rejectedSpans === 0 && partial.message === "")) {
    return format === "protobuf" ? new Uint8Array(0) : new TextEncoder().encode("{}");
  }
  const message = clipAnswerText(partial.message);
  if (format === "protobuf") {
    const body = new ProtoWriter().varint(1, partial.rejectedSpans).text(2, message).finish();
    return new ProtoWriter().bytes(1, body).finish();
  }
  // 64-bit integers are strings in protobuf's JSON form.
  const rejectedSpans = String(partial.rejectedSpans);
  return new TextEncoder().encode(
    JSON.stringify({ partialSuccess: { rejectedSpans, errorMessage: message } }),
  );
}
