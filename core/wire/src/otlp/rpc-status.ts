import type { OtlpFormat } from "./answer-format.ts";
import { clipAnswerText } from "./answer-text.ts";
import { ProtoWriter } from "./proto-writer.ts";

/** The canonical codes of gRPC. */
export const RPC_CODES = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type RpcCode = (typeof RPC_CODES)[keyof typeof RPC_CODES];

/** `google.rpc.Status`: the body of every failed OTLP/HTTP request and the details of a failed gRPC call. */
export interface RpcStatus {
  readonly code: RpcCode;
  readonly message: string;
  /** Becomes a `google.rpc.RetryInfo` detail. Absent means: sending the same again is of no use. */
  readonly retryDelayMs?: number;
}

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

export function encodeRpcStatus(format: OtlpFormat, status: RpcStatus): Uint8Array {
  return format === "protobuf" ? encodeProtobuf(status) : encodeJson(status);
}

function encodeProtobuf({ code, message, retryDelayMs }: RpcStatus): Uint8Array {
  const writer = new ProtoWriter().varint(1, code).text(2, clipAnswerText(message));
  if (retryDelayMs !== undefined) {
    const { seconds, nanos } = toDuration(retryDelayMs);
    const delay = new ProtoWriter().varint(1, seconds).varint(2, nanos).finish();
    const retryInfo = new ProtoWriter().bytes(1, delay).finish();
    writer.bytes(3, new ProtoWriter().text(1, RETRY_INFO).bytes(2, retryInfo).finish());
  }
  return writer.finish();
}

function encodeJson({ code, message, retryDelayMs }: RpcStatus): Uint8Array {
  const status = {
    code,
    message: clipAnswerText(message),
    ...(retryDelayMs !== undefined && {
      details: [{ "@type": RETRY_INFO, retryDelay: `${Math.ceil(retryDelayMs) / 1000}s` }],
    }),
  };
  return new TextEncoder().encode(JSON.stringify(status));
}

function toDuration(delayMs: number): { readonly seconds: number; readonly nanos: number } {
  const whole = Math.ceil(delayMs);
  return { seconds: Math.floor(whole / 1000), nanos: (whole % 1000) * 1_000_000 };
}
