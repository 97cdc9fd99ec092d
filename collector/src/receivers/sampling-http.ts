import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { samplingMetrics, type SamplingMetrics } from "../sampling/sampling-metrics.ts";
import type { SamplingSource } from "../sampling/sampling-source.ts";
import type { DoorOptions } from "./door.ts";
import { failureHeaders, textFailure } from "./http-answer.ts";
import { pathOf, queryOf } from "./http-plan.ts";
import type { HttpAnswer } from "./http-protocol.ts";
import { boundedHttpServer } from "./http-server.ts";
import { listen, urlOf } from "./listen.ts";
import type { Receiver } from "./receiver.ts";
import { answerSampling } from "./sampling-answer.ts";
import { readTlsFiles } from "./tls-files.ts";
import { reloadTls, type TlsReload } from "./tls-reload.ts";

/** What the doors are made from that tell clients what to sample. */
export interface SamplingDoorOptions extends Omit<DoorOptions, "ingest" | "requestBytesMax"> {
  readonly source: SamplingSource;
}

/** `GET /sampling?service=…` on its own port, as jaeger-agent and jaeger-collector have it. */
export class SamplingHttpReceiver implements Receiver {
  readonly name = "sampling_http";
  readonly #options: SamplingDoorOptions;
  readonly #metrics: SamplingMetrics;
  #server: Server | undefined;
  #tlsReload: TlsReload | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: SamplingDoorOptions) {
    this.#options = options;
    this.#metrics = samplingMetrics(options.metrics);
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, tls } = this.#options;
    const tlsOptions = readTlsFiles(tls);
    const server = boundedHttpServer(tlsOptions);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
    this.#server = server;
    const realPort = await listen(server, { host, port, setting: "collector.sampling.port" });
    this.#tlsReload = reloadTls(server, tlsOptions, { ...this.#options, receiver: this.name });
    return { url: urlOf(tlsOptions === undefined ? "http" : "https", host, realPort) };
  }

  stop(deadlineMs: number): Promise<void> {
    this.#tlsReload?.stop();
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
      const message = "strategies are asked for with GET";
      const failure = { code: "INGEST_METHOD_NOT_ALLOWED", message } as const;
      const answer = textFailure(failure);
      return { ...answer, headers: { ...answer.headers, ...failureHeaders(failure, "GET, HEAD") } };
    }
    const { source } = this.#options;
    const question = { path: pathOf(request), query: queryOf(request) };
    return answerSampling(question, { source, metrics: this.#metrics });
  }
}
