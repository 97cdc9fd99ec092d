import { once } from "node:events";
import {
  connect,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";
import { setImmediate as nextTurn } from "node:timers/promises";

/** A gRPC call made by hand, so that tests can break every rule of the protocol. */

export const EXPORT_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
export const HEALTH_PATH = "/grpc.health.v1.Health/Check";

export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  /** Of a trailers-only answer: the headers themselves. */
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** HTTP/2 error code that closed the stream; 0 is none. */
  readonly rstCode: number;
}

export interface RawCall {
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as separate writes. */
  readonly chunks?: readonly Uint8Array[];
  /** False leaves the client's side open. */
  readonly end?: boolean;
}

export async function connectRaw(url: string): Promise<ClientHttp2Session> {
  const session = connect(url);
  await once(session, "remoteSettings");
  return session;
}

export function openRaw(session: ClientHttp2Session, headers: OutgoingHttpHeaders = {}) {
  return session.request({
    ":method": "POST",
    ":path": EXPORT_PATH,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
}

/** Makes one call and waits until its stream is closed. */
export async function callRaw(
  session: ClientHttp2Session,
  { headers, chunks = [frame(new Uint8Array(0))], end = true }: RawCall = {},
): Promise<RawAnswer> {
  const stream = openRaw(session, headers);
  const answer = answerOf(stream);
  for (const chunk of chunks) {
    if (stream.destroyed) break;
    stream.write(chunk);
    await nextTurn();
  }
  if (end) stream.end();
  return answer;
}

export async function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders | undefined;
  const body: Buffer[] = [];
  stream.on("response", (received) => (headers = received));
  stream.on("trailers", (received: IncomingHttpHeaders) => (trailers = received));
  stream.on("data", (chunk: Buffer) => body.push(chunk));
  // A reset is something the tests look at, not a failure of theirs.
  stream.on("error", () => undefined);
  await new Promise((resolve) => stream.once("close", resolve));
  return {
    headers,
    trailers: trailers ?? headers,
    body: Buffer.concat(body),
    rstCode: stream.rstCode,
  };
}

/** A message with gRPC's prefix. */
export function frame(
  message: Uint8Array,
  { flag = 0, length = message.length }: { readonly flag?: number; readonly length?: number } = {},
): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}
