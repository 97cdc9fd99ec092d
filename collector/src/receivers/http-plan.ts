import type { IncomingMessage } from "node:http";
import {
  CONTENT_CODINGS,
  parseContentCoding,
  type ContentCoding,
  type OtlpFormat,
} from "@spanhouse/wire";
import { tooLarge, type Failure } from "./failure.ts";
import { formatOf } from "./media-type.ts";

/** What the headers of a good request say. */
export interface HttpPlan {
  readonly format: OtlpFormat;
  readonly coding: ContentCoding;
  /** Undefined when the body is chunked. */
  readonly declaredBytes: number | undefined;
}

/** Reads a request's headers; everything that can be refused before its body is read is refused here. */
export function planRequest(
  request: IncomingMessage,
  { path, bytesMax }: { readonly path: string; readonly bytesMax: number },
): HttpPlan | Failure {
  if (pathOf(request) !== path) {
    return {
      code: "INGEST_NOT_FOUND",
      message: `there is nothing here; traces go to POST ${path}`,
    };
  }
  if (request.method !== "POST") {
    return { code: "INGEST_METHOD_NOT_ALLOWED", message: `use POST, not ${request.method ?? ""}` };
  }
  const format = formatOf(request.headers["content-type"]);
  if (format === undefined) {
    return {
      code: "INGEST_UNSUPPORTED_MEDIA_TYPE",
      message: "Content-Type must be application/x-protobuf or application/json",
    };
  }
  const coding = parseContentCoding(request.headers["content-encoding"]);
  if (coding === undefined) {
    return {
      code: "INGEST_UNSUPPORTED_ENCODING",
      message: `Content-Encoding must be one of ${CONTENT_CODINGS.join(", ")}`,
    };
  }
  const declaredBytes = declaredLength(request);
  if (declaredBytes !== undefined && declaredBytes > bytesMax) return tooLarge(bytesMax);
  return { format, coding, declaredBytes };
}

/** The path of a request without its query. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? "";
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

/** Bytes of the body as the headers give them; undefined for a chunked one. */
export function declaredLength(request: IncomingMessage): number | undefined {
  if (request.headers["transfer-encoding"] !== undefined) return undefined;
  return Number(request.headers["content-length"] ?? 0);
}
