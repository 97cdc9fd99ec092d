import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { CONTENT_CODINGS } from "@spanhouse/wire";
import { HTTP_DISCARD_BYTES_MAX, HTTP_DISCARD_MS_MAX } from "../limits.ts";
import { toHttpStatus, type Failure } from "./failure.ts";
import type { HttpAnswer } from "./http-protocol.ts";

/** A failure in plain text, for protocols that have no form for it; mostly a person reads it. */
export function textFailure(failure: Failure, status = toHttpStatus(failure)): HttpAnswer {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: Buffer.from(`${failure.code}: ${failure.message}\n`),
  };
}

/** What HTTP itself says about a failure, whatever the protocol. `methods` are those the path knows. */
export function failureHeaders(failure: Failure, methods: string): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  if (failure.retryAfterMs !== undefined)
    headers["retry-after"] = String(wholeSeconds(failure.retryAfterMs));
  if (failure.code === "INGEST_METHOD_NOT_ALLOWED") headers["allow"] = methods;
  if (failure.code === "INGEST_UNSUPPORTED_ENCODING") {
    headers["accept-encoding"] = CONTENT_CODINGS.join(", ");
  }
  return headers;
}

/** `Retry-After` has no fractions, and 0 would ask for an immediate retry. */
function wholeSeconds(delayMs: number): number {
  return Math.max(1, Math.ceil(delayMs / 1000));
}

/**
 * Answers a request whose body may still be on its way. A small rest is read and thrown away, so that the
 * connection stays usable. A large one ends the connection, but only after a grace in which its bytes are thrown
 * away: closing at once would reset the connection, and the client might never see the answer.
 */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, unreadBytes }: { readonly answer: HttpAnswer; readonly unreadBytes: number },
): void {
  const headers = { ...answer.headers, "content-length": answer.body.length };
  if (unreadBytes <= HTTP_DISCARD_BYTES_MAX) {
    response.writeHead(answer.status, headers).end(answer.body);
    return;
  }
  response.writeHead(answer.status, { ...headers, connection: "close" });
  response.write(answer.body);
  let discarded = 0;
  const close = (): void => {
    clearTimeout(timer);
    request.off("data", onData);
    // Ends the connection too, as the headers said.
    response.end();
  };
  const onData = (chunk: Buffer): void => {
    discarded += chunk.length;
    if (discarded > HTTP_DISCARD_BYTES_MAX) close();
  };
  const timer = setTimeout(close, HTTP_DISCARD_MS_MAX);
  request.on("data", onData);
  request.once("end", close);
  request.once("close", close);
}

const UNPARSABLE: Readonly<Record<string, readonly [status: string, why: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "the headers are too large"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "the request did not arrive in time"],
};

/** Answers what is not HTTP, or too slow, on the bare connection, and closes it. */
export function answerUnparsable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, why] = UNPARSABLE[error.code ?? ""] ?? ["400 Bad Request", "this is not HTTP/1.1"];
  const body = `INGEST_MALFORMED: ${why}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
