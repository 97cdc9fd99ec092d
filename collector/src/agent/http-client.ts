import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
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
import {
  outcomeOfHttp,
  outcomeOfStranger,
  parseRetryAfter,
  storedWith,
  type SendOutcome,
} from "./send-outcome.ts";

const PATH = "/v1/traces";

export interface HttpClientOptions {
  readonly address: CollectorAddress;
  /** Asked for each new connection. */
  readonly tls: () => ConnectionOptions;
}

/** OTLP over HTTP/1.1, one connection that is kept. */
export class HttpClient implements ExportClient {
  readonly #options: HttpClientOptions;
  #agent: HttpAgent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#agent = this.#newAgent();
  }

  renew(): void {
    // What is idle closes now, what is under way when it is done.
    this.#agent.destroy();
    this.#agent = this.#newAgent();
  }

  close(): void {
    this.renew();
  }

  send(message: ExportMessage): Promise<SendOutcome> {
    const { address, tls } = this.#options;
    const { body, isGzip, headers, timeoutMs } = message;
    const options = {
      agent: this.#agent,
      host: address.address,
      port: address.port,
      method: "POST",
      path: PATH,
      headers: {
        ...headers,
        host: authorityOf(address),
        "content-type": "application/x-protobuf",
        "content-length": body.length,
        ...(isGzip && { "content-encoding": "gzip" }),
      },
    };
    return new Promise((resolve) => {
      const request = address.isTls
        ? httpsRequest({ ...options, servername: address.host, ...tls() })
        : httpRequest(options);
      let isConnected = false;
      const fail = (reason: string): void => {
        clearTimeout(timer);
        resolve(
          isConnected
            ? { status: "unknown", reason }
            : { status: "refused", cause: "unreachable", reason: `cannot connect: ${reason}` },
        );
      };
      const timer = setTimeout(() => request.destroy(new Error("no answer in time")), timeoutMs);
      const connectTimer = setTimeout(() => {
        if (!isConnected) request.destroy(new Error("no connection in time"));
      }, FORWARD_CONNECT_TIMEOUT_MS);
      request.on("socket", (socket) => {
        if (request.reusedSocket) isConnected = true;
        socket.once(address.isTls ? "secureConnect" : "connect", () => (isConnected = true));
      });
      request.on("error", (error) => fail(error.message));
      let hasAnswer = false;
      request.on("close", () => {
        clearTimeout(connectTimer);
        if (!hasAnswer) fail("the connection broke off");
      });
      request.on("response", (response) => {
        hasAnswer = true;
        void readAnswer(response).then((answer) => {
          clearTimeout(timer);
          if (answer === undefined) fail("the answer broke off");
          else resolve(outcomeOf(response, answer));
        });
      });
      request.end(body);
    });
  }

  #newAgent(): HttpAgent {
    const options = { keepAlive: true, keepAliveMsecs: TCP_KEEP_ALIVE_MS, maxSockets: 1 };
    return this.#options.address.isTls ? new HttpsAgent(options) : new HttpAgent(options);
  }
}

function outcomeOf(response: IncomingMessage, body: Buffer): SendOutcome {
  const status = response.statusCode ?? 0;
  const isPage = /^text\/html\b/i.test(response.headers["content-type"] ?? "");
  // 413 is a proxy's to say: smaller batches will pass.
  if (isPage && status !== 413) return outcomeOfStranger(status);
  if (status >= 200 && status < 300) return storedWith(decodeExportResponse(body));
  const decoded = decodeRpcStatus(body);
  const retryAfterMs = parseRetryAfter(response.headers["retry-after"], Date.now());
  const message = decoded?.message ?? response.statusMessage ?? "";
  return outcomeOfHttp({ status, message, retryAfterMs: decoded?.retryDelayMs ?? retryAfterMs });
}

/** The body of an answer, as much of it as is of use; undefined when it breaks off. */
async function readAnswer(response: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= FORWARD_ANSWER_BYTES_MAX) chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}
