import { Readable } from "node:stream";
import { CodedError } from "@spanhouse/base";
import type { OwnErrorBody } from "@spanhouse/model";
import type { FastifyReply, FastifyRequest } from "fastify";
import { READ_TIMEOUT_MS } from "../limits.ts";
import { toFailure } from "./failure.ts";
import { ClientGoneError } from "./read-deadline.ts";

/**
 * Answers with a line of JSON per item as `read` makes them, no faster than the client takes them. The signal
 * that `read` gets is aborted when the client goes away, and after READ_TIMEOUT_MS (CodedError QUERY_TIMEOUT).
 *
 * What fails before the first item is thrown, so that it can have a status of its own; later failures are a last
 * line, the body of an error.
 */
export async function sendLines<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  read: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): Promise<FastifyReply> {
  const controller = new AbortController();
  const timeout = setTimeout(() => {
    const message = `the answer was not complete within ${READ_TIMEOUT_MS} ms`;
    controller.abort(new CodedError("QUERY_TIMEOUT", message));
  }, READ_TIMEOUT_MS);
  reply.raw.once("close", () => {
    clearTimeout(timeout);
    controller.abort(new ClientGoneError("the client closed the connection"));
  });
  const items = read(controller.signal);
  const first = await items.next();
  const lines = toLines(first, items, (error) => {
    const { code, message } = toFailure(error, request, reply);
    return { error: { code, message } };
  });
  reply.header("content-type", "application/x-ndjson");
  return reply.send(Readable.from(lines, { objectMode: false }));
}

async function* toLines<T>(
  first: IteratorResult<T, void>,
  rest: AsyncGenerator<T, void, undefined>,
  failureOf: (error: Error) => OwnErrorBody,
): AsyncGenerator<Buffer, void, undefined> {
  if (first.done === true) return;
  yield lineOf(first.value);
  try {
    for await (const item of rest) yield lineOf(item);
  } catch (error) {
    if (error instanceof ClientGoneError || !(error instanceof Error)) return;
    yield lineOf(failureOf(error));
  }
}

function lineOf(item: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(item)}\n`);
}
