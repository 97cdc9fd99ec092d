import { CodedError } from "@spanhouse/base";
import { RPC_CODES, type RpcCode } from "@spanhouse/wire";
import type { Logger } from "pino";
import { GRPC_MESSAGE_CHARS_MAX } from "../limits.ts";

/** A call that ends with a status other than OK. The message is cut to GRPC_MESSAGE_CHARS_MAX. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  readonly code: RpcCode;

  constructor(code: keyof typeof RPC_CODES, message: string) {
    super(fitting(message));
    this.code = RPC_CODES[code];
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
    return new GrpcError(codeOf(error), error.message);
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
