import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { TlsConfig } from "../config/door-settings.ts";
import {
  HTTP_HEADER_BYTES_MAX,
  HTTP_HEADERS_TIMEOUT_MS,
  HTTP_KEEP_ALIVE_MS,
  HTTP_REQUEST_TIMEOUT_MS,
  HTTP_TIMEOUT_CHECK_MS,
  SAMPLING_CONNECTIONS_MAX,
} from "../limits.ts";
import { samplingMetrics, type SamplingMetrics } from "../sampling/sampling-metrics.ts";
import type { SamplingSource } from "../sampling/sampling-source.ts";
import { answerUnparsable, type HttpAnswer } from "./http-answer.ts";
import { listen, urlOf } from "./listen.ts";
import type { Receiver } from "./receiver.ts";
import { answerSampling } from "./sampling-answer.ts";
import { readTlsFiles } from "./tls-files.ts";

/** What the doors are made from that tell clients what to sample. */
export interface SamplingDoorOptions {
  readonly source: SamplingSource;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly tls: TlsConfig;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/** `GET /sampling?service=…` on its own port, as jaeger-agent and jaeger-collector have it. */
export class SamplingHttpReceiver implements Receiver {
  readonly name = "sampling_http";
  readonly #options: SamplingDoorOptions;
  readonly #metrics: SamplingMetrics;
  #server: Server | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: SamplingDoorOptions) {
    this.#options = options;
    this.#metrics = samplingMetrics(options.metrics);
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, tls } = this.#options;
    const tlsOptions = readTlsFiles(tls);
    const bounds = {
      maxHeaderSize: HTTP_HEADER_BYTES_MAX,
      headersTimeout: HTTP_HEADERS_TIMEOUT_MS,
      requestTimeout: HTTP_REQUEST_TIMEOUT_MS,
      keepAliveTimeout: HTTP_KEEP_ALIVE_MS,
      connectionsCheckingInterval: HTTP_TIMEOUT_CHECK_MS,
    };
    const server =
      tlsOptions === undefined
        ? createServer(bounds)
        : createTlsServer({ ...bounds, ...tlsOptions });
    server.maxConnections = SAMPLING_CONNECTIONS_MAX;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
    server.on("clientError", answerUnparsable);
    this.#server = server;
    const realPort = await listen(server, { host, port, setting: "collector.sampling.port" });
    return { url: urlOf(tlsOptions === undefined ? "http" : "https", host, realPort) };
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#close(deadlineMs);
    return this.#stopped;
  }

  async #close(deadlineMs: number): Promise<void> {
    const server = this.#server;
    if (server?.listening !== true) return;
    const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, body } = await this.#answer(request);
    // A question has no body. One that comes all the same ends its connection instead of being read.
    const hasBody =
      request.headers["transfer-encoding"] !== undefined ||
      (request.headers["content-length"] ?? "0") !== "0";
    response.writeHead(status, {
      ...headers,
      "content-length": body.length,
      ...((hasBody || this.#stopped !== undefined) && { connection: "close" }),
    });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  async #answer(request: IncomingMessage): Promise<HttpAnswer> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      this.#metrics.requested("http", "invalid");
      return {
        status: 405,
        headers: { "content-type": "text/plain; charset=utf-8", allow: "GET, HEAD" },
        body: Buffer.from("INGEST_METHOD_NOT_ALLOWED: strategies are asked for with GET\n"),
      };
    }
    const url = request.url ?? "";
    const at = url.indexOf("?");
    const path = at < 0 ? url : url.slice(0, at);
    const query = at < 0 ? "" : url.slice(at + 1);
    const { source } = this.#options;
    return answerSampling({ path, query }, { source, metrics: this.#metrics });
  }
}
