import { CodedError, type ErrorCode } from "@spanhouse/base";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { retryAfterSeconds } from "./retry-after.ts";
import { ClientGoneError } from "./read-deadline.ts";

/** What a request that failed is answered, whatever the API's way of writing it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly status: number;
  /** For the client: nothing about our inside. */
  readonly message: string;
}

/** Turns what was thrown into what is said; bugs go to the log. Sets `retry-after` where it helps. */
export function toFailure(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Failure {
  if (error instanceof CodedError) {
    const delaySeconds = retryAfterSeconds(error);
    if (delaySeconds !== undefined) reply.header("retry-after", delaySeconds);
    if (error.httpStatus >= 500)
      request.log.warn({ code: error.code, url: request.url }, error.message);
    return { code: error.code, status: error.httpStatus, message: error.message };
  }
  if (error instanceof ClientGoneError) {
    // Nobody reads it.
    return { code: "QUERY_TIMEOUT", status: 503, message: error.message };
  }
  // The framework refuses some requests itself, such as a body on a route without one.
  const status = "statusCode" in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500) {
    return { code: "QUERY_INVALID", status, message: error.message };
  }
  request.log.error({ err: error, url: request.url }, "a request failed");
  return { code: "INTERNAL", status: 500, message: "internal error, see the log of the server" };
}
