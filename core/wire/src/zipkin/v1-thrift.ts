import { err, type Result } from "@spanhouse/base";
import type { ZipkinV1Span } from "./v1-span.ts";

/**
 * Reads the body of Zipkin's first HTTP API in Thrift: `list<Span>` of zipkincore.thrift in the binary protocol,
 * bare, so it begins with the element type 0x0c and the count. An error says what is wrong with the bytes.
 */
export function readZipkinV1Thrift(body: Uint8Array): Result<readonly ZipkinV1Span[], string> {
  void body;
  return err("not decoded yet");
}
