import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { gzip } from "node:zlib";
import { diag } from "@opentelemetry/api";
import * as nodeHttp from "@opentelemetry/otlp-exporter-base/node-http";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { ANSWER_BYTES_MAX } from "../limits.ts";
import { outcomeOfHttp, type SendOutcome } from "./send-outcome.ts";
import type { HttpExitParcel, Parcel, SpanSender } from "./span-sender.ts";

const GZIP_LEVEL = 3;

/** The one function of that package which reads all variables; it is to get another name in its version 2. */
const { convertLegacyHttpOptions: readConfiguration } = nodeHttp as unknown as {
  readonly convertLegacyHttpOptions: (
    options: object,
    signal: "TRACES",
    path: string,
    headers: Readonly<Record<string, string>>,
  ) => HttpConfiguration;
};

interface HttpConfiguration {
  readonly url: string;
  readonly compression: string;
  readonly timeoutMillis: number;
  readonly headers: () => Promise<Record<string, string>>;
  readonly agentFactory: (protocol: string) => Agent | Promise<Agent>;
}

export interface HttpSenderOptions {
  readonly encoding: "protobuf" | "json";
}

/**
 * OTLP over HTTP. What the variables of OpenTelemetry say about it (address, headers, compression, certificates) is read by
 * OpenTelemetry's own code when this is called.
 */
export function makeHttpSender({ encoding }: HttpSenderOptions): SpanSender {
  const isJson = encoding === "json";
  const serializer = isJson ? JsonTraceSerializer : ProtobufTraceSerializer;
  const configuration = readConfiguration({}, "TRACES", "v1/traces", {
    "content-type": isJson ? "application/json" : "application/x-protobuf",
  });
  const link = new HttpLink(
    configuration.url,
    configuration.headers(),
    Promise.resolve(configuration.agentFactory(new URL(configuration.url).protocol)),
    configuration.timeoutMillis,
  );
  const isCompressed = configuration.compression === "gzip";
  return {
    target: configuration.url,
    ready: () => link.ready.catch(() => undefined),
    pack(spans) {
      const body = serializer.serializeRequest([...spans] as ReadableSpan[]);
      return new HttpParcel(link, spans.length, body ?? new Uint8Array(), isCompressed);
    },
    close: () => link.close(),
  };
}

class HttpLink {
  readonly url: string;
  /** As far as they are known; there when it is ready. */
  headers: Readonly<Record<string, string>> = {};
  agent: Agent | undefined;
  /** Rejects when either cannot be had. */
  readonly ready: Promise<void>;
  readonly #timeoutMs: number;

  /** @param timeoutMs of a request, if whoever sends does not want it to be shorter */
  constructor(
    url: string,
    headers: Promise<Record<string, string>>,
    agent: Promise<Agent>,
    timeoutMs: number,
  ) {
    this.url = url;
    this.#timeoutMs = timeoutMs;
    this.ready = Promise.all([
      headers.then((found) => void (this.headers = found)),
      agent.then((found) => void (this.agent = found)),
    ]).then(() => undefined);
    // Whoever sends is told; nobody else has to be.
    this.ready.catch((error: unknown) => diag.debug("OTLP configuration", error));
  }

  /** Certificates and keys that were read for the connection. */
  get tls(): Record<string, unknown> {
    const { ca, cert, key } =
      (this.agent as { options?: Record<string, unknown> } | undefined)?.options ?? {};
    return { ca, cert, key };
  }

  async post(
    body: Uint8Array,
    encoding: string | undefined,
    timeoutMs: number,
  ): Promise<SendOutcome> {
    try {
      await this.ready;
      return await this.#request(body, encoding, Math.min(timeoutMs, this.#timeoutMs));
    } catch (error) {
      // Certificates that cannot be read, headers that cannot be written.
      return { kind: "refused", reason: String(error) };
    }
  }

  #request(
    body: Uint8Array,
    encoding: string | undefined,
    timeoutMs: number,
  ): Promise<SendOutcome> {
    return new Promise((resolve) => {
      let isAnswered = false;
      const headers = { ...this.headers, ...(encoding && { "content-encoding": encoding }) };
      const options = { method: "POST", headers, agent: this.agent };
      // Not imported: it has to be loaded by the program, after instrumentations are in place.
      const request: ClientRequest = process
        .getBuiltinModule(this.url.startsWith("https:") ? "node:https" : "node:http")
        .request(this.url, options, (answer) => {
          isAnswered = true;
          void readAnswer(answer).then(resolve);
        });
      // Of the whole answer: one that comes drop by drop would keep the others waiting for ever.
      const deadline = setTimeout(
        () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      ).unref();
      request.on("close", () => clearTimeout(deadline));
      request.on("socket", (socket) => socket.unref());
      request.on("error", (error: NodeJS.ErrnoException) => {
        if (!isAnswered) resolve({ kind: "retry", reason: error.code ?? error.message });
      });
      request.end(body);
    });
  }

  close(): void {
    this.agent?.destroy();
  }
}

async function readAnswer(answer: IncomingMessage): Promise<SendOutcome> {
  const outcome = outcomeOfHttp(answer.statusCode ?? 0, answer.headers["retry-after"]);
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) break;
    }
  } catch (error) {
    // The status is what counts; it was read.
    diag.debug("answer of the collector", error);
  }
  return outcome;
}

class HttpParcel implements Parcel {
  readonly spanCount: number;
  readonly #link: HttpLink;
  #body: Uint8Array;
  #encoding: "gzip" | undefined;
  /** Compressed at once and not when it is sent, because waiting parcels are many. */
  readonly #compressed: Promise<void>;

  constructor(link: HttpLink, spanCount: number, body: Uint8Array, isCompressed: boolean) {
    this.#link = link;
    this.spanCount = spanCount;
    this.#body = body;
    this.#compressed = isCompressed ? this.#compress() : Promise.resolve();
  }

  #compress(): Promise<void> {
    return new Promise((resolve) => {
      gzip(this.#body, { level: GZIP_LEVEL }, (error, compressed) => {
        if (error === null) {
          this.#body = compressed;
          this.#encoding = "gzip";
        }
        resolve();
      });
    });
  }

  async send(timeoutMs: number): Promise<SendOutcome> {
    await this.#compressed;
    return this.#link.post(this.#body, this.#encoding, timeoutMs);
  }

  handOver(): HttpExitParcel {
    const headers = {
      ...this.#link.headers,
      ...(this.#encoding && { "content-encoding": this.#encoding }),
    };
    return {
      kind: "http",
      spanCount: this.spanCount,
      url: this.#link.url,
      headers,
      body: this.#body,
      tls: this.#link.tls,
    };
  }
}
