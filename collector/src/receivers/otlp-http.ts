import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { CorsConfig } from "../config/door-settings.ts";
import type { Admitted } from "../ingest.ts";
import {
  DOOR_CONNECTIONS_MAX,
  HTTP_HEADER_BYTES_MAX,
  HTTP_HEADERS_TIMEOUT_MS,
  HTTP_KEEP_ALIVE_MS,
  HTTP_REQUEST_TIMEOUT_MS,
  HTTP_TIMEOUT_CHECK_MS,
} from "../limits.ts";
import { corsOf, type Cors } from "./cors.ts";
import type { DoorOptions } from "./door.ts";
import { refusal, tooLarge, type Failure } from "./failure.ts";
import {
  answerUnparsable,
  failureAnswer,
  sendAnswer,
  successAnswer,
  type HttpAnswer,
} from "./http-answer.ts";
import { BodyPool } from "./body-pool.ts";
import { readBody } from "./http-body.ts";
import { declaredLength, pathOf, planRequest, type HttpPlan } from "./http-plan.ts";
import { listen, urlOf } from "./listen.ts";
import { formatOf } from "./media-type.ts";
import { receiverMetrics, type ReceiverMetrics } from "./receiver-metrics.ts";
import type { Receiver } from "./receiver.ts";
import { GROW_RETRY_AFTER_MS, takeIn } from "./take-in.ts";
import { readTlsFiles } from "./tls-files.ts";

export interface OtlpHttpOptions extends DoorOptions {
  readonly cors: CorsConfig;
}

const NAME = "otlp_http";
const PATH = "/v1/traces";

/** An answer, and whether the whole body was read before it. Undefined when the client has gone away. */
type Reply = { readonly answer: HttpAnswer; readonly isBodyRead: boolean } | undefined;

/**
 * OTLP over HTTP/1.1: `POST /v1/traces`, protobuf and JSON.
 *
 *   path, method, media type, coding, length -> admit -> read -> inflate, accept -> answer
 *
 * It is bare `node:http` because what this door is about happens before a body is parsed (admission,
 * lengths, 100-continue, answers to bodies that are still arriving), where a framework would have to be
 * worked around each time.
 */
export class OtlpHttpReceiver implements Receiver {
  readonly name = NAME;
  readonly #options: OtlpHttpOptions;
  readonly #metrics: ReceiverMetrics;
  readonly #bodies = new BodyPool();
  readonly #cors: Cors | undefined;
  #server: Server | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: OtlpHttpOptions) {
    this.#options = options;
    this.#metrics = receiverMetrics(options.metrics, { receiver: NAME, transport: "http" });
    this.#cors = corsOf(options.cors);
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
    server.maxConnections = DOOR_CONNECTIONS_MAX;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response, false);
    });
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response, true);
    });
    server.on("clientError", answerUnparsable);
    this.#server = server;
    const realPort = await listen(server, { host, port, setting: "collector.otlpHttp.port" });
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

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): Promise<void> {
    const beforeBody = expectsContinue ? () => response.writeContinue() : undefined;
    const reply = await this.#reply(request, beforeBody);
    if (reply === undefined) return;
    const { answer, isBodyRead } = reply;
    // A client that waits for "100 Continue" has not sent its body and now never may.
    const isBodyWithheld = expectsContinue && !isBodyRead;
    const mustClose = this.#stopped !== undefined || isBodyWithheld;
    const headers = {
      ...this.#cors?.actual(request.headers.origin),
      ...answer.headers,
      ...(mustClose && { connection: "close" }),
    };
    const isAllHere = isBodyRead || isBodyWithheld;
    const unreadBytes = isAllHere ? 0 : (declaredLength(request) ?? Infinity);
    sendAnswer(request, response, { answer: { ...answer, headers }, unreadBytes });
  }

  async #reply(request: IncomingMessage, beforeBody: (() => void) | undefined): Promise<Reply> {
    if (this.#cors !== undefined && request.method === "OPTIONS" && pathOf(request) === PATH) {
      const headers = this.#cors.preflight(request.headers.origin);
      return { answer: { status: 204, headers, body: new Uint8Array(0) }, isBodyRead: false };
    }
    const bytesMax = this.#options.requestBytesMax;
    const plan = planRequest(request, { path: PATH, bytesMax });
    if ("code" in plan) return this.#refuse(request, plan, false);
    const admission = this.#options.ingest.admit(plan.declaredBytes ?? 0);
    if (!admission.admitted) {
      return this.#refuse(request, refusal(admission.code, admission.retryAfterMs), false);
    }
    try {
      beforeBody?.();
      return await this.#take(request, plan, admission);
    } catch (error) {
      this.#options.logger.error({ err: error }, "a request failed inside");
      this.#metrics.failed("INTERNAL");
      const failure: Failure = { code: "INTERNAL", message: "the request could not be handled" };
      return { answer: failureAnswer(plan.format, failure), isBodyRead: false };
    } finally {
      admission.release();
    }
  }

  async #take(request: IncomingMessage, plan: HttpPlan, admission: Admitted): Promise<Reply> {
    const { ingest, requestBytesMax: bytesMax } = this.#options;
    const { format, coding, declaredBytes } = plan;
    const read = await readBody(request, {
      declaredBytes,
      bytesMax,
      admission,
      pool: this.#bodies,
    });
    switch (read.status) {
      case "aborted":
        this.#metrics.aborted();
        return undefined;
      case "tooLarge":
        return this.#refuse(request, tooLarge(bytesMax), false);
      case "refused":
        return this.#refuse(request, refusal("INGEST_OVERLOADED", GROW_RETRY_AFTER_MS), false);
      case "read":
        break;
    }
    const upload = { body: read.body, coding, format, admission };
    const taken = await takeIn(upload, { ingest, receiver: NAME, bytesMax });
    read.release();
    if (taken.status === "failed") return this.#refuse(request, taken.failure, true);
    const { spans, rejected, reason } = taken;
    this.#metrics.stored(spans, rejected);
    const partial = rejected > 0 ? { rejectedSpans: rejected, message: reason } : undefined;
    return { answer: successAnswer(format, partial), isBodyRead: true };
  }

  #refuse(request: IncomingMessage, failure: Failure, isBodyRead: boolean): Reply {
    this.#metrics.refused(failure.code);
    const format = formatOf(request.headers["content-type"]);
    return { answer: failureAnswer(format, failure), isBodyRead };
  }
}
