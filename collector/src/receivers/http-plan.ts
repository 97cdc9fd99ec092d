import type { IncomingMessage } from "node:http";
import { CONTENT_CODINGS, parseContentCoding, type ContentCoding } from "@spanhouse/wire";
import type { RequestIdentity } from "../ingest.ts";
import { identityOf } from "./delivery-headers.ts";
import { tooLarge, type Failure } from "./failure.ts";
import type { HttpProtocol, HttpRead, UploadFormat } from "./http-protocol.ts";
import { mediaTypeOf } from "./media-type.ts";

/** What the headers of a good request say. */
export type HttpPlan = { readonly read: HttpRead } | UploadPlan;

export interface UploadPlan {
  readonly format: UploadFormat;
  readonly coding: ContentCoding;
  readonly identity: RequestIdentity;
  /** Undefined when the body is chunked. */
  readonly declaredBytes: number | undefined;
}

/** Reads a request's headers; everything that can be refused before its body is read is refused here. */
export function planRequest(
  request: IncomingMessage,
  { protocol, bytesMax }: { readonly protocol: HttpProtocol; readonly bytesMax: number },
): HttpPlan | Failure {
  const path = pathOf(request);
  const formats = protocol.uploads.get(path);
  const read = protocol.reads?.get(path);
  if (formats === undefined && read === undefined) return notFound(protocol);
  if (read !== undefined && request.method === "GET") return { read };
  if (formats === undefined || request.method !== "POST") {
    const message = `use ${methodsOf(protocol, path)}, not ${request.method ?? ""}`;
    return { code: "INGEST_METHOD_NOT_ALLOWED", message };
  }
  const format = formats.get(mediaTypeOf(request.headers["content-type"]));
  if (format === undefined) {
    const types = [...formats.keys()].filter((type) => type !== "");
    const message = `Content-Type must be ${types.join(" or ")}`;
    return { code: "INGEST_UNSUPPORTED_MEDIA_TYPE", message };
  }
  const coding = parseContentCoding(request.headers["content-encoding"]);
  if (coding === undefined) {
    return {
      code: "INGEST_UNSUPPORTED_ENCODING",
      message: `Content-Encoding must be one of ${CONTENT_CODINGS.join(", ")}`,
    };
  }
  const identity = identityOf(request.headers);
  if ("code" in identity) return identity;
  const declaredBytes = declaredLength(request);
  if (declaredBytes !== undefined && declaredBytes > bytesMax) return tooLarge(bytesMax);
  return { format, coding, identity, declaredBytes };
}

/** The methods a path knows, as `Allow` lists them. */
export function methodsOf(protocol: HttpProtocol, path: string): string {
  const methods: string[] = [];
  if (protocol.reads?.has(path) === true) methods.push("GET");
  if (protocol.uploads.has(path)) methods.push("POST");
  return methods.join(", ");
}

function notFound({ uploads }: HttpProtocol): Failure {
  const paths = [...uploads.keys()].join(" or ");
  const hint = paths === "" ? "" : `; traces go to POST ${paths}`;
  return { code: "INGEST_NOT_FOUND", message: `there is nothing here${hint}` };
}

/** The path of a request without its query. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? "";
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

/** The query of a request; empty when it has none. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? "";
  const query = url.indexOf("?");
  return new URLSearchParams(query < 0 ? "" : url.slice(query + 1));
}

/** Bytes of the body as the headers give them; undefined for a chunked one. */
export function declaredLength(request: IncomingMessage): number | undefined {
  if (request.headers["transfer-encoding"] !== undefined) return undefined;
  return Number(request.headers["content-length"] ?? 0);
}
