import { ERRORS, type ErrorCode } from "@spanhouse/base";
import { RPC_CODES, type RpcCode, type RpcStatus } from "@spanhouse/wire";
import type { RefusalCode } from "../ingest.ts";

/** Why a request failed, in words that suit every door. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** Set when sending the same request again can succeed. */
  readonly retryAfterMs?: number;
}

export type FailureCode = Extract<
  ErrorCode,
  `INGEST_${string}` | `SAMPLING_${string}` | "INTERNAL"
>;

const OWN_RPC_CODES: Readonly<Record<FailureCode, RpcCode>> = {
  INGEST_MALFORMED: RPC_CODES.INVALID_ARGUMENT,
  INGEST_TOO_LARGE: RPC_CODES.RESOURCE_EXHAUSTED,
  INGEST_UNSUPPORTED_MEDIA_TYPE: RPC_CODES.INVALID_ARGUMENT,
  INGEST_UNSUPPORTED_ENCODING: RPC_CODES.UNIMPLEMENTED,
  INGEST_METHOD_NOT_ALLOWED: RPC_CODES.UNIMPLEMENTED,
  INGEST_NOT_FOUND: RPC_CODES.UNIMPLEMENTED,
  INGEST_OVERLOADED: RPC_CODES.UNAVAILABLE,
  INGEST_SPOOL_FULL: RPC_CODES.UNAVAILABLE,
  INGEST_SPOOL_FAILED: RPC_CODES.UNAVAILABLE,
  INGEST_SHUTTING_DOWN: RPC_CODES.UNAVAILABLE,
  SAMPLING_REQUEST_INVALID: RPC_CODES.INVALID_ARGUMENT,
  SAMPLING_UNAVAILABLE: RPC_CODES.UNAVAILABLE,
  INTERNAL: RPC_CODES.INTERNAL,
};

const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  INGEST_OVERLOADED: "more data is in flight than can be taken",
  INGEST_SPOOL_FULL: "the spool is full because the store has not caught up",
  INGEST_SPOOL_FAILED: "the spool cannot be written",
  INGEST_SHUTTING_DOWN: "shutting down",
};

/**
 * A refusal of the pipeline. It says when to come back, unless the spans may turn up after all: an agent gives what
 * was refused with a delay to another collector.
 */
export function refusal(
  code: RefusalCode,
  retryAfterMs: number | undefined,
  reason?: string,
): Failure {
  const message = reason ?? REFUSALS[code];
  return { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

export function tooLarge(bytesMax: number): Failure {
  return {
    code: "INGEST_TOO_LARGE",
    message: `a request may have at most ${bytesMax} bytes, also after decompression (setting collector.requestBytesMax)`,
  };
}

/** What the client reads; the code leads to its page in `docs/errors`. */
export function toRpcStatus({ code, message, retryAfterMs }: Failure): RpcStatus {
  return {
    code: OWN_RPC_CODES[code],
    message: `${code}: ${message}`,
    ...(retryAfterMs !== undefined && { retryDelayMs: retryAfterMs }),
  };
}

export function toHttpStatus({ code }: Failure): number {
  return ERRORS[code].httpStatus;
}
