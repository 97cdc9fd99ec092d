import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/**
 * Sends a body that is made piece by piece, no faster than the client takes it. A body of one piece goes
 * out whole, with its length.
 */
export function sendPieces(
  reply: FastifyReply,
  pieces: Generator<string, void, undefined>,
): FastifyReply {
  const first = pieces.next();
  const second = first.done === true ? first : pieces.next();
  // Bytes, because the framework adds a charset to the content type of a text.
  if (second.done === true) return reply.send(Buffer.from(first.done === true ? "" : first.value));
  const start = [first.value, second.value] as string[];
  return reply.send(Readable.from(chain(start, pieces), { objectMode: false }));
}

function* chain(start: readonly string[], rest: Iterable<string>): Generator<Buffer> {
  for (const piece of start) yield Buffer.from(piece);
  for (const piece of rest) yield Buffer.from(piece);
}
