import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import { ATTEMPT_MS_MAX, type LoadClient, type SendOutcome } from "./load-client.ts";
import { FRAME_HEADER_BYTES } from "./request-template.ts";

const PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const GRPC_OK = 0;
/** Statuses after which OTLP clients send again; RESOURCE_EXHAUSTED (8) only with RetryInfo. */
const RETRYABLE: ReadonlySet<number> = new Set([1, 4, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;
const RETRY_INFO = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");

/** gRPC's unary call over one HTTP/2 connection, which is opened again when it breaks. */
export function createGrpcLoadClient(endpoint: string): LoadClient {
  let session: ClientHttp2Session | undefined;
  const open = (): ClientHttp2Session => {
    const opened = connect(endpoint, {
      settings: {
        initialWindowSize: 8 * 1024 * 1024,
        maxFrameSize: 1024 * 1024,
        enablePush: false,
      },
    });
    // Its streams report the same failure to whoever waits for them.
    opened.on("error", () => opened.destroy());
    opened.on("goaway", () => {
      if (session === opened) session = undefined;
    });
    return opened;
  };
  return {
    send(bytes) {
      if (session === undefined || session.closed || session.destroyed) session = open();
      return call(session, bytes);
    },
    close: () => session?.close(),
  };
}

function call(session: ClientHttp2Session, bytes: Uint8Array): Promise<SendOutcome> {
  bytes[0] = 0;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(1, bytes.length - FRAME_HEADER_BYTES);
  return new Promise((resolve) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: PATH,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      te: "trailers",
    });
    const chunks: Buffer[] = [];
    let headers: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders | undefined;
    stream.setTimeout(ATTEMPT_MS_MAX, () => stream.close(constants.NGHTTP2_CANCEL));
    stream.on("response", (received) => (headers = received));
    stream.on("trailers", (received: IncomingHttpHeaders) => (trailers = received));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", (error: Error) => {
      resolve({ status: "retry", reason: `connection: ${codeOf(error)}`, afterMs: undefined });
    });
    stream.on("close", () => {
      resolve(outcomeOf(trailers ?? headers, Buffer.concat(chunks)));
    });
    stream.end(bytes);
  });
}

function outcomeOf(trailers: IncomingHttpHeaders, body: Buffer): SendOutcome {
  const header = trailers["grpc-status"];
  if (header === undefined) {
    return { status: "retry", reason: "connection: no grpc-status", afterMs: undefined };
  }
  const status = Number(header);
  if (status === GRPC_OK) return { status: "acknowledged", rejectedSpans: rejectedSpans(body) };
  const reason = `grpc ${status}`;
  const afterMs = retryDelayMs(trailers["grpc-status-details-bin"]);
  if (RETRYABLE.has(status) || (status === RESOURCE_EXHAUSTED && afterMs !== undefined)) {
    return { status: "retry", reason, afterMs };
  }
  return { status: "failed", reason: `${reason} ${String(trailers["grpc-message"] ?? "")}` };
}

/** `partial_success.rejected_spans`, both field 1: frame header, 0x0a, length, 0x08, varint. */
function rejectedSpans(frame: Buffer): number {
  const message = frame.subarray(FRAME_HEADER_BYTES);
  return message[0] === 0x0a && message[2] === 0x08 ? readVarint(message, 3).value : 0;
}

/**
 * The delay of a RetryInfo in a `google.rpc.Status`. After its type URL come 0x12 and a length (the
 * value), 0x0a and a length (the duration), then seconds (0x08) and nanoseconds (0x10), each optional.
 */
function retryDelayMs(details: string | string[] | undefined): number | undefined {
  if (typeof details !== "string") return undefined;
  const status = Buffer.from(details, "base64");
  const found = status.indexOf(RETRY_INFO);
  if (found < 0) return undefined;
  let at = found + RETRY_INFO.length + 4;
  let ms = 0;
  for (const [tag, toMs] of [
    [0x08, 1_000],
    [0x10, 1e-6],
  ] as const) {
    if (status[at] !== tag) continue;
    const { value, end } = readVarint(status, at + 1);
    ms += value * toMs;
    at = end;
  }
  return ms;
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.length; at++, scale *= 128) {
    value += (bytes[at]! & 127) * scale;
    if (bytes[at]! < 128) return { value, end: at + 1 };
  }
  return { value, end: bytes.length };
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
