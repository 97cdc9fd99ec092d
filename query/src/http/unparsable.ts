import type { Duplex } from "node:stream";

const UNPARSABLE: Readonly<Record<string, readonly [status: string, why: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "the headers are too large"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "the request did not arrive in time"],
};

/**
 * Answers what is not HTTP, too large a head or too slow, on the bare connection, and closes it. It says so, because
 * a proxy that keeps the connection would send somebody else's request into it.
 */
export function answerUnparsable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, why] = UNPARSABLE[error.code ?? ""] ?? ["400 Bad Request", "this is not HTTP/1.1"];
  const body = `${why}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
