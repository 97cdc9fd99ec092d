import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from "node:http2";
import type { ConnectionOptions } from "node:tls";
import { decodeExportResponse, decodeRpcStatus } from "@spanhouse/wire";
import {
  FORWARD_ANSWER_BYTES_MAX,
  FORWARD_CONNECT_TIMEOUT_MS,
  TCP_KEEP_ALIVE_MS,
} from "../limits.ts";
import {
  authorityOf,
  type CollectorAddress,
  type ExportClient,
  type ExportMessage,
} from "./export-client.ts";
import { outcomeOfGrpc, outcomeOfStranger, storedWith, type SendOutcome } from "./send-outcome.ts";

const PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const PREFIX_BYTES = 5;

export interface GrpcClientOptions {
  readonly address: CollectorAddress;
  /** Asked for each new connection. */
  readonly tls: () => ConnectionOptions;
}

/** OTLP over gRPC: unary calls over one HTTP/2 connection, which is opened again when it is gone. */
export class GrpcClient implements ExportClient {
  readonly #options: GrpcClientOptions;
  #session: ClientHttp2Session | undefined;

  constructor(options: GrpcClientOptions) {
    this.#options = options;
  }

  async send(message: ExportMessage): Promise<SendOutcome> {
    const session = await this.#connected();
    if (typeof session === "string") {
      return { status: "refused", cause: "unreachable", reason: session };
    }
    return this.#call(session, message);
  }

  renew(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  /** The open connection, or why there is none. */
  async #connected(): Promise<ClientHttp2Session | string> {
    const open = this.#session;
    if (open !== undefined && !open.closed && !open.destroyed) return open;
    this.#session = undefined;
    let session: ClientHttp2Session;
    try {
      session = this.#connect();
    } catch (error) {
      return `cannot connect: ${reasonOf(error)}`;
    }
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => session.destroy(new Error("no connection in time")),
        FORWARD_CONNECT_TIMEOUT_MS,
      );
      session.once("connect", (_session, socket) => {
        clearTimeout(timer);
        socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
        this.#session = session;
        resolve(session);
      });
      // Later failures reach whoever waits for a call, by its stream.
      session.on("error", (error) => resolve(`cannot connect: ${reasonOf(error)}`));
      session.once("goaway", () => {
        if (this.#session === session) this.#session = undefined;
      });
      session.once("close", () => {
        clearTimeout(timer);
        if (this.#session === session) this.#session = undefined;
        resolve("cannot connect: the connection closed");
      });
    });
  }

  #connect(): ClientHttp2Session {
    const { address, tls } = this.#options;
    const at = authorityOf({ host: address.address, port: address.port });
    const settings = { enablePush: false };
    if (!address.isTls) return connect(`http://${at}`, { settings });
    return connect(`https://${at}`, {
      settings,
      servername: address.host,
      ...tls(),
      ALPNProtocols: ["h2"],
    });
  }

  #call(session: ClientHttp2Session, message: ExportMessage): Promise<SendOutcome> {
    const { body, isGzip, headers, timeoutMs } = message;
    return new Promise((resolve) => {
      let stream: ClientHttp2Stream;
      try {
        stream = session.request({
          ...headers,
          [constants.HTTP2_HEADER_METHOD]: "POST",
          [constants.HTTP2_HEADER_PATH]: PATH,
          [constants.HTTP2_HEADER_AUTHORITY]: authorityOf(this.#options.address),
          [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
          te: "trailers",
          "grpc-timeout": `${timeoutMs}m`,
          ...(isGzip && { "grpc-encoding": "gzip" }),
        });
      } catch (error) {
        // The session ended between two events: nothing was sent.
        this.close();
        resolve({ status: "refused", cause: "unreachable", reason: reasonOf(error) });
        return;
      }
      const answer = new CallAnswer();
      // A connection that does not answer may be dead: the next request gets another.
      const timer = setTimeout(() => {
        answer.broke = "no answer in time";
        this.close();
      }, timeoutMs);
      stream.on("response", (received) => (answer.headers = received));
      stream.on("trailers", (received: IncomingHttpHeaders) => (answer.trailers = received));
      stream.on("data", (chunk: Buffer) => answer.push(chunk));
      stream.on("error", (error: Error) => (answer.broke ??= reasonOf(error)));
      stream.on("close", () => {
        clearTimeout(timer);
        resolve(answer.outcome(stream.rstCode));
      });
      stream.cork();
      stream.write(prefixOf(body, isGzip));
      stream.end(body);
      stream.uncork();
    });
  }
}

/** What came back of one call. */
class CallAnswer {
  headers: IncomingHttpHeaders = {};
  trailers: IncomingHttpHeaders | undefined;
  /** Why the call ended before its answer was complete. */
  broke: string | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= FORWARD_ANSWER_BYTES_MAX) this.#chunks.push(chunk);
  }

  outcome(rstCode: number | undefined): SendOutcome {
    const last = this.trailers ?? this.headers;
    const status = last["grpc-status"];
    if (typeof status === "string" && /^\d{1,3}$/.test(status)) return this.#answered(status, last);
    if (rstCode === constants.NGHTTP2_REFUSED_STREAM) {
      return { status: "refused", cause: "busy", reason: "the collector is going away" };
    }
    const http = Number(this.headers[":status"]);
    if (http >= 400) return outcomeOfStranger(http);
    return { status: "unknown", reason: this.broke ?? "the connection broke off" };
  }

  #answered(status: string, trailers: IncomingHttpHeaders): SendOutcome {
    const code = Number(status);
    if (code === 0) {
      const message = Buffer.concat(this.#chunks).subarray(PREFIX_BYTES);
      return storedWith(decodeExportResponse(message));
    }
    const details = trailers["grpc-status-details-bin"];
    const decoded =
      typeof details === "string" ? decodeRpcStatus(Buffer.from(details, "base64")) : undefined;
    const message = decodeGrpcMessage(String(trailers["grpc-message"] ?? ""));
    return outcomeOfGrpc({ code, message, retryDelayMs: decoded?.retryDelayMs });
  }
}

function prefixOf(body: Uint8Array, isGzip: boolean): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix[0] = isGzip ? 1 : 0;
  prefix.writeUInt32BE(body.length, 1);
  return prefix;
}

/** `grpc-message` is percent-encoded; what is not stays as it is. */
function decodeGrpcMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}
