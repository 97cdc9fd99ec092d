import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import type { Logger } from "pino";
import { CONTENT_CODINGS, parseContentCoding, RPC_CODES } from "@spanhouse/wire";
import {
  DOOR_CONNECTIONS_MAX,
  GRPC_CONNECTION_WINDOW_BYTES,
  GRPC_FRAME_BYTES_MAX,
  GRPC_HEADER_BYTES_MAX,
  GRPC_IDLE_MS,
  GRPC_PING_WINDOW_MS,
  GRPC_PINGS_MAX,
  GRPC_REQUEST_TIMEOUT_MS,
  GRPC_SESSION_MEMORY_MIB,
  GRPC_STREAM_WINDOW_BYTES,
  GRPC_STREAMS_MAX,
  GRPC_STREAMS_REFUSED_MAX,
  TCP_KEEP_ALIVE_MS,
} from "../../limits.ts";
import { BodyPool } from "../body-pool.ts";
import { identityOf } from "../delivery-headers.ts";
import { failCall, type CallFailure } from "./call-failure.ts";
import { parseGrpcTimeout, trailersOnly } from "./grpc-headers.ts";
import { endStream, UnaryCall, type UnaryMethod } from "./unary-call.ts";

/** Full method name with its slashes (`/package.Service/Method`) to what it does. */
export type UnaryMethods = ReadonlyMap<string, UnaryMethod>;

export interface UnaryServerOptions {
  readonly tls: TlsOptions | undefined;
  readonly methods: UnaryMethods;
  /** Told of calls that fail before a method is found. */
  readonly failed: (failure: CallFailure) => void;
  readonly logger: Logger;
}

/**
 * A gRPC server for unary methods on `node:http2`, for the one door where it pays: frames and windows
 * are much larger than `@grpc/grpc-js` lets a server choose (docs/adr/0003-unary-grpc-on-node-http2.md).
 * It speaks gRPC's HTTP/2 protocol in full for calls with one message each way.
 */
export class UnaryServer {
  readonly server: Http2Server | Http2SecureServer;
  readonly #options: UnaryServerOptions;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #bodies = new BodyPool();

  constructor(options: UnaryServerOptions) {
    this.#options = options;
    const bounds = {
      settings: {
        maxFrameSize: GRPC_FRAME_BYTES_MAX,
        initialWindowSize: GRPC_STREAM_WINDOW_BYTES,
        maxConcurrentStreams: GRPC_STREAMS_MAX,
        maxHeaderListSize: GRPC_HEADER_BYTES_MAX,
        enablePush: false,
      },
      maxSessionMemory: GRPC_SESSION_MEMORY_MIB,
      maxSessionRejectedStreams: GRPC_STREAMS_REFUSED_MAX,
    };
    this.server =
      options.tls === undefined
        ? createServer(bounds)
        : createSecureServer({ ...bounds, ...options.tls, ALPNProtocols: ["h2"] });
    this.server.maxConnections = DOOR_CONNECTIONS_MAX;
    this.server.on("connection", (socket: Socket) => {
      socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    });
    this.server.on("session", (session: ServerHttp2Session) => this.#open(session));
    this.server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      this.#call(stream, headers);
    });
    this.server.on("sessionError", (error: Error) => {
      options.logger.debug({ err: error }, "a connection broke");
    });
  }

  /** Sends GOAWAY everywhere, waits for the calls in flight for at most `deadlineMs`, then cuts off. */
  async close(deadlineMs: number): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    for (const session of this.#sessions) session.close();
    const timer = setTimeout(() => {
      for (const session of this.#sessions) session.destroy();
    }, deadlineMs);
    await closed;
    clearTimeout(timer);
  }

  #open(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.setLocalWindowSize(GRPC_CONNECTION_WINDOW_BYTES);
    session.once("close", () => this.#sessions.delete(session));
    session.setTimeout(GRPC_IDLE_MS, () => session.close());
    boundPings(session);
  }

  #call(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    // A stream that its client resets is an ordinary end of a call; `close` follows and deals with it.
    stream.on("error", (error) => this.#options.logger.debug({ err: error }, "a call broke off"));
    const refused = refuseProtocol(headers);
    if (refused !== undefined) {
      this.#options.failed(refused.failure);
      endStream(stream, refused.headers);
      return;
    }
    const planned = this.#plan(headers);
    if ("status" in planned) {
      this.#options.failed(planned);
      endStream(stream, trailersOnly(planned.status));
      return;
    }
    const { method, ...call } = planned;
    new UnaryCall(stream, method, { ...call, logger: this.#options.logger, bodies: this.#bodies });
  }

  #plan(headers: IncomingHttpHeaders) {
    const path = headers[":path"] ?? "";
    const method = this.#options.methods.get(path);
    if (method === undefined) {
      return failCall({ code: "INGEST_NOT_FOUND", message: `there is no method ${path}` });
    }
    const encoding = textOf(headers["grpc-encoding"]);
    const coding = parseContentCoding(encoding);
    if (coding === undefined) {
      return failCall({
        code: "INGEST_UNSUPPORTED_ENCODING",
        message: `grpc-encoding must be one of ${CONTENT_CODINGS.join(", ")}`,
      });
    }
    const identity = identityOf(headers);
    if ("code" in identity) return failCall(identity);
    const timeout = textOf(headers["grpc-timeout"]);
    const timeoutMs = timeout === undefined ? GRPC_REQUEST_TIMEOUT_MS : parseGrpcTimeout(timeout);
    if (timeoutMs === undefined) {
      return failCall(
        {
          code: "INGEST_MALFORMED",
          message: "grpc-timeout is 1 to 8 digits and one of H M S m u n",
        },
        RPC_CODES.INTERNAL,
      );
    }
    return {
      method,
      coding: encoding === undefined ? undefined : coding,
      identity,
      timeoutMs: Math.min(timeoutMs, GRPC_REQUEST_TIMEOUT_MS),
    };
  }
}

/** What is not gRPC at all is answered in HTTP's own terms. */
function refuseProtocol(headers: IncomingHttpHeaders) {
  const contentType = headers["content-type"]?.toLowerCase() ?? "";
  if (!/^application\/grpc(?:\+proto)?(?:;|$)/.test(contentType)) {
    const failure = failCall({
      code: "INGEST_UNSUPPORTED_MEDIA_TYPE",
      message:
        "this port speaks gRPC with protobuf messages: content-type must be application/grpc",
    });
    return {
      failure,
      headers: {
        ...trailersOnly(failure.status),
        ":status": constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE,
      },
    };
  }
  if (headers[":method"] !== "POST") {
    const failure = failCall({
      code: "INGEST_METHOD_NOT_ALLOWED",
      message: "gRPC calls are POST requests",
    });
    return {
      failure,
      headers: {
        ...trailersOnly(failure.status),
        ":status": constants.HTTP_STATUS_METHOD_NOT_ALLOWED,
        allow: "POST",
      },
    };
  }
  return undefined;
}

/**
 * Ends a connection that pings far more often than any keep-alive or bandwidth probe does. A call resets the
 * count, because some clients probe once per answer.
 */
function boundPings(session: ServerHttp2Session): void {
  let pings = 0;
  let windowStart = 0;
  session.on("stream", () => {
    pings = 0;
  });
  session.on("ping", () => {
    const now = performance.now();
    if (now - windowStart > GRPC_PING_WINDOW_MS) {
      windowStart = now;
      pings = 0;
    }
    pings++;
    if (pings > GRPC_PINGS_MAX) {
      session.destroy(new Error("too many pings"), constants.NGHTTP2_ENHANCE_YOUR_CALM);
    }
  });
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header.join(", ") : header;
}
