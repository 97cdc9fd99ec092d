import type { OutgoingHttpHeaders } from "node:http2";
import { CONTENT_CODINGS, encodeRpcStatus, type RpcStatus } from "@spanhouse/wire";

/** The spellings of gRPC over HTTP/2 in headers and trailers. */

export const GRPC_CONTENT_TYPE = "application/grpc";
export const ACCEPTED_ENCODINGS = CONTENT_CODINGS.join(",");

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Milliseconds of a `grpc-timeout` such as `100m`; undefined when it is not one. */
export function parseGrpcTimeout(text: string): number | undefined {
  const unit = UNIT_MS[text.slice(-1)];
  const digits = text.slice(0, -1);
  if (unit === undefined || !/^\d{1,8}$/.test(digits)) return undefined;
  return Number(digits) * unit;
}

/** Text as `grpc-message` carries it: UTF-8, percent-encoded except for visible ASCII and spaces. */
export function encodeGrpcMessage(text: string): string {
  return text.replace(/[^ -$&-~]+/gu, (run) => {
    let encoded = "";
    for (const byte of Buffer.from(run)) {
      encoded += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }
    return encoded;
  });
}

/**
 * The headers of an answer that consists of nothing but them. The whole `google.rpc.Status` goes along in
 * binary when it says more than code and message, which is where clients look for RetryInfo.
 */
export function trailersOnly(status: RpcStatus): OutgoingHttpHeaders {
  return {
    ":status": 200,
    "content-type": GRPC_CONTENT_TYPE,
    "grpc-accept-encoding": ACCEPTED_ENCODINGS,
    "grpc-status": status.code,
    "grpc-message": encodeGrpcMessage(status.message),
    ...(status.retryDelayMs !== undefined && {
      "grpc-status-details-bin": Buffer.from(encodeRpcStatus("protobuf", status)).toString(
        "base64",
      ),
    }),
  };
}

/** A message with its prefix, not compressed: answers are tens of bytes. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}
