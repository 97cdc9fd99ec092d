import { CodedError } from "@spanhouse/base";
import type { FastifyReply } from "fastify";
import { READ_TIMEOUT_MS } from "../limits.ts";

/** The client closed its connection before there was an answer. Nobody reads what is answered now. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";
}

/**
 * Runs the reads of one request. The signal they get is aborted, and this throws, when the client goes
 * away or after `timeoutMs` (CodedError QUERY_TIMEOUT), whether or not the reads heed the signal.
 */
export async function withDeadline<T>(
  reply: FastifyReply,
  read: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number = READ_TIMEOUT_MS,
): Promise<T> {
  const controller = new AbortController();
  let abort: (reason: Error) => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = (reason) => {
      reject(reason);
      controller.abort(reason);
    };
  });
  const timeout = setTimeout(() => {
    const message = `the store did not answer within ${timeoutMs} ms; ask for a shorter time range`;
    abort(new CodedError("QUERY_TIMEOUT", message));
  }, timeoutMs);
  const onClose = (): void => {
    abort(new ClientGoneError("the client closed the connection"));
  };
  reply.raw.once("close", onClose);
  try {
    return await Promise.race([read(controller.signal), aborted]);
  } finally {
    clearTimeout(timeout);
    reply.raw.off("close", onClose);
  }
}
