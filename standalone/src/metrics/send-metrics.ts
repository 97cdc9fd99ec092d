import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { EXPOSITION_TYPES, writeExposition, type MetricFamily } from "@spanhouse/wire";
import { METRICS_GZIP_LEVEL } from "../limits.ts";
import { acceptsGzip, negotiateFormat } from "./negotiate.ts";

/**
 * Answers a scrape in the format and coding it asks for. It is written piece by piece, no faster than the
 * scraper takes it.
 */
export async function sendMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  families: Iterable<MetricFamily>,
): Promise<void> {
  const format = negotiateFormat(request.headers.accept);
  const isGzip = acceptsGzip(request.headers["accept-encoding"]?.toString());
  response.writeHead(200, {
    "content-type": EXPOSITION_TYPES[format],
    "cache-control": "no-store",
    vary: "accept, accept-encoding",
    ...(isGzip ? { "content-encoding": "gzip" } : {}),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const pieces = Readable.from(bytesOf(writeExposition(families, format)), { objectMode: false });
  try {
    if (isGzip) await pipeline(pieces, createGzip({ level: METRICS_GZIP_LEVEL }), response);
    else await pipeline(pieces, response);
  } catch (error) {
    // A scraper that went away is nothing to tell; anything else must not look like a whole answer.
    response.destroy();
    if (!isGone(error)) throw error;
  }
}

function* bytesOf(pieces: Iterable<string>): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE";
}
