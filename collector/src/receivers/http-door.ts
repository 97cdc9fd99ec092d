import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { CorsConfig } from "../config/door-settings.ts";
import type { Admitted } from "../ingest.ts";
import { BodyPool } from "./body-pool.ts";
import { corsOf, type Cors } from "./cors.ts";
import type { DoorOptions } from "./door.ts";
import { refusal, tooLarge, type Failure } from "./failure.ts";
import { failureHeaders, sendAnswer } from "./http-answer.ts";
import { readBody } from "./http-body.ts";
import {
  declaredLength,
  methodsOf,
  pathOf,
  planRequest,
  queryOf,
  type UploadPlan,
} from "./http-plan.ts";
import type { HttpAnswer, HttpProtocol, HttpRead } from "./http-protocol.ts";
import { boundedHttpServer } from "./http-server.ts";
import { listen, urlOf } from "./listen.ts";
import { receiverMetrics, type ReceiverMetrics } from "./receiver-metrics.ts";
import type { Receiver } from "./receiver.ts";
import { GROW_RETRY_AFTER_MS, takeIn } from "./take-in.ts";
import { readTlsFiles } from "./tls-files.ts";
import { reloadTls, type TlsReload } from "./tls-reload.ts";

export interface HttpDoorOptions extends DoorOptions {
  /** Pages that may send; none when it is left out. */
  readonly cors?: CorsConfig;
}

/** An answer, and whether the whole body was read before it. Undefined when the client has gone away. */
type Reply = { readonly answer: HttpAnswer; readonly isBodyRead: boolean } | undefined;

/**
 * A door for a protocol over HTTP/1.1.
 *
 *   path, method, media type, coding, length -> admit -> read -> inflate, accept -> answer
 *
 * It is bare `node:http` because what a door is about happens before a body is parsed (admission,
 * lengths, 100-continue, answers to bodies that are still arriving), where a framework would have to be
 * worked around each time.
 */
export class HttpDoor implements Receiver {
  readonly name: string;
  readonly #protocol: HttpProtocol;
  readonly #options: HttpDoorOptions;
  readonly #metrics: ReceiverMetrics;
  readonly #bodies = new BodyPool();
  readonly #cors: Cors | undefined;
  #server: Server | undefined;
  #tlsReload: TlsReload | undefined;
  #stopped: Promise<void> | undefined;

  constructor(protocol: HttpProtocol, options: HttpDoorOptions) {
    this.name = protocol.name;
    this.#protocol = protocol;
    this.#options = options;
    this.#metrics = receiverMetrics(options.metrics, {
      receiver: protocol.name,
      transport: "http",
    });
    this.#cors = options.cors === undefined ? undefined : corsOf(options.cors);
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, tls } = this.#options;
    const tlsOptions = readTlsFiles(tls);
    const server = boundedHttpServer(tlsOptions);
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response, false);
    });
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response, true);
    });
    this.#server = server;
    const realPort = await listen(server, { host, port, setting: this.#protocol.portSetting });
    this.#tlsReload = reloadTls(server, tlsOptions, { ...this.#options, receiver: this.name });
    return { url: urlOf(tlsOptions === undefined ? "http" : "https", host, realPort) };
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#close(deadlineMs);
    return this.#stopped;
  }

  async #close(deadlineMs: number): Promise<void> {
    this.#tlsReload?.stop();
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
    const protocol = this.#protocol;
    if (this.#cors !== undefined && request.method === "OPTIONS") {
      if (protocol.uploads.has(pathOf(request))) {
        const headers = this.#cors.preflight(request.headers.origin);
        return { answer: { status: 204, headers, body: new Uint8Array(0) }, isBodyRead: false };
      }
    }
    const plan = planRequest(request, { protocol, bytesMax: this.#options.requestBytesMax });
    if ("code" in plan) return this.#refuse(request, plan, false);
    if ("read" in plan) return this.#guard(request, () => this.#read(request, plan.read));
    const admission = this.#options.ingest.admit(plan.declaredBytes ?? 0);
    if (!admission.admitted) {
      return this.#refuse(request, refusal(admission.code, admission.retryAfterMs), false);
    }
    try {
      return await this.#guard(request, () => {
        beforeBody?.();
        return this.#take(request, plan, admission);
      });
    } finally {
      admission.release();
    }
  }

  /** A bug of ours is answered 500 and logged; the door stays open. */
  async #guard(request: IncomingMessage, reply: () => Promise<Reply>): Promise<Reply> {
    try {
      return await reply();
    } catch (error) {
      this.#options.logger.error({ err: error }, "a request failed inside");
      this.#metrics.failed("INTERNAL");
      const failure: Failure = { code: "INTERNAL", message: "the request could not be handled" };
      return { answer: this.#failureAnswer(request, failure), isBodyRead: false };
    }
  }

  async #read(request: IncomingMessage, read: HttpRead): Promise<Reply> {
    return { answer: await read(queryOf(request)), isBodyRead: false };
  }

  async #take(request: IncomingMessage, plan: UploadPlan, admission: Admitted): Promise<Reply> {
    const { ingest, requestBytesMax: bytesMax } = this.#options;
    const { format, coding, identity, declaredBytes } = plan;
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
    const { decode, way } = format;
    const peerAddress = request.socket.remoteAddress;
    const upload = { body: read.body, coding, decode, way, identity, peerAddress, admission };
    const taken = await takeIn(upload, { ingest, bytesMax });
    read.release();
    if (taken.status === "failed") return this.#refuse(request, taken.failure, true);
    this.#metrics.stored(taken.spans, taken.rejected);
    return { answer: format.storedAnswer(taken), isBodyRead: true };
  }

  #refuse(request: IncomingMessage, failure: Failure, isBodyRead: boolean): Reply {
    this.#metrics.refused(failure.code);
    return { answer: this.#failureAnswer(request, failure), isBodyRead };
  }

  #failureAnswer(request: IncomingMessage, failure: Failure): HttpAnswer {
    const answer = this.#protocol.failureAnswer(failure, request.headers["content-type"]);
    const added = failureHeaders(failure, methodsOf(this.#protocol, pathOf(request)));
    return { ...answer, headers: { ...answer.headers, ...added } };
  }
}
