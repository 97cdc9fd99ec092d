import { Metadata } from "@grpc/grpc-js";
import { CodedError } from "@spanhouse/base";
import { encodeRpcStatus, RPC_CODES, type RpcCode } from "@spanhouse/wire";
import type { Logger } from "pino";
import { retryAfterSeconds } from "../http/retry-after.ts";
import { GRPC_MESSAGE_CHARS_MAX } from "../limits.ts";

const DETAILS = "grpc-status-details-bin";

/** A call that ends with a status other than OK. The message is cut to GRPC_MESSAGE_CHARS_MAX. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  readonly code: RpcCode;
  /** Trailers, with a `google.rpc.RetryInfo` when asking again may help. */
  readonly metadata = new Metadata();

  constructor(code: keyof typeof RPC_CODES, message: string, retryAfterSeconds?: number) {
    super(fitting(message));
    this.code = RPC_CODES[code];
    if (retryAfterSeconds === undefined) return;
    const retryDelayMs = retryAfterSeconds * 1_000;
    const status = { code: this.code, message: this.message, retryDelayMs };
    this.metadata.set(DETAILS, Buffer.from(encodeRpcStatus("protobuf", status)));
  }
}

/** Messages repeat what the client has sent, which can be long. A character that is cut in two could not be encoded. */
function fitting(message: string): string {
  const isShort = message.length <= GRPC_MESSAGE_CHARS_MAX;
  const text = isShort ? message : `${message.slice(0, GRPC_MESSAGE_CHARS_MAX - 1)}…`;
  return Buffer.from(text).toString();
}

/** What was thrown as what the client is told; bugs go to the log. */
export function toGrpcError(error: unknown, method: string, logger: Logger): GrpcError {
  if (error instanceof GrpcError) return error;
  if (error instanceof CodedError) {
    if (error.httpStatus >= 500) logger.warn({ code: error.code, method }, error.message);
    return new GrpcError(codeOf(error), error.message, retryAfterSeconds(error));
  }
  logger.error({ err: error, method }, "a call failed");
  return new GrpcError("INTERNAL", "internal error, see the log of the server");
}

function codeOf({ code, httpStatus }: CodedError): keyof typeof RPC_CODES {
  if (code === "QUERY_OVERLOADED") return "RESOURCE_EXHAUSTED";
  if (httpStatus === 503) return "UNAVAILABLE";
  if (httpStatus === 404) return "NOT_FOUND";
  return httpStatus < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
}
