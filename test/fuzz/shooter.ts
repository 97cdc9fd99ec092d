import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { connect, type ClientHttp2Session } from "node:http2";
import { Pool } from "undici";
import { answerOf, openRaw, type RawAnswer } from "../support/raw-grpc.ts";
import { readRpcStatus } from "../support/rpc-status-read.ts";
import {
  type DoorUrls,
  type GrpcDoorName,
  type GrpcShot,
  type HttpDoorName,
  type HttpShot,
  type PacketShot,
  type Shot,
  type SocketShot,
} from "./shot.ts";

/** What came back; `problem` is set when the answer breaks a rule whatever the request was. */
export interface Answer {
  readonly status: string;
  readonly problem?: string;
  /** Why an attempt ended without an answer, or what the answer said. */
  readonly detail: string;
}

/** Without an answer after this time a request counts as `hung`. */
const ANSWER_MS_MAX = 20_000;
const SOCKET_MS_MAX = 15_000;
const CONNECTIONS = 8;

/** Sends shots to the doors of a collector, over connections that are kept while they live. */
export class Shooter {
  readonly #urls: DoorUrls;
  readonly #pools: Readonly<Record<HttpDoorName, Pool>>;
  readonly #sessions = new Map<string, ClientHttp2Session>();
  readonly #packets: Socket = createSocket("udp4");
  #next = 0;

  constructor(urls: DoorUrls) {
    this.#urls = urls;
    const pool = (door: HttpDoorName): Pool =>
      new Pool(urls[door], {
        connections: CONNECTIONS * 2,
        headersTimeout: ANSWER_MS_MAX,
        bodyTimeout: ANSWER_MS_MAX,
      });
    this.#pools = {
      http: pool("http"),
      jaegerHttp: pool("jaegerHttp"),
      zipkin: pool("zipkin"),
      sampling: pool("sampling"),
    };
  }

  send({ wire }: Shot): Promise<Answer> {
    if ("packet" in wire) return this.#packet(wire);
    if ("raw" in wire) return this.#socket(wire);
    return "body" in wire ? this.#http(wire) : this.#grpc(wire);
  }

  close(): void {
    for (const pool of Object.values(this.#pools)) void pool.destroy();
    for (const session of this.#sessions.values()) session.destroy();
    this.#packets.close();
  }

  async #http({ door, method, path, headers, body, format }: HttpShot): Promise<Answer> {
    try {
      const response = await this.#pools[door].request({
        method: method,
        path,
        headers: { ...headers },
        ...(method === "GET" ? {} : { body }),
      });
      const answer = Buffer.from(await response.body.arrayBuffer());
      const { statusCode } = response;
      const type = response.headers["content-type"];
      const retryAfter = response.headers["retry-after"];
      const problem =
        statusCode === 503 && retryAfter === undefined
          ? "503 without Retry-After"
          : problemOfBody({ statusCode, type, answer, format });
      const detail = answer.toString("utf8").slice(0, 200);
      return { status: String(statusCode), detail, ...(problem !== undefined && { problem }) };
    } catch (error) {
      return { status: statusOfError(error), detail: String(error) };
    }
  }

  async #grpc({ door, headers, bytes }: GrpcShot): Promise<Answer> {
    const session = await this.#session(door);
    if (session === undefined) return { status: "refused", detail: "no connection" };
    const stream = openRaw(session, headers);
    const timer = setTimeout(() => stream.close(8), ANSWER_MS_MAX);
    const answer = answerOf(stream);
    stream.end(bytes);
    const received = await answer;
    clearTimeout(timer);
    return grpcAnswer(received);
  }

  async #session(door: GrpcDoorName): Promise<ClientHttp2Session | undefined> {
    const slot = `${door} ${this.#next++ % CONNECTIONS}`;
    const known = this.#sessions.get(slot);
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const opened = connect(this.#urls[door]);
    this.#sessions.set(slot, opened);
    // What breaks a session is seen by the streams on it.
    opened.on("error", () => opened.destroy());
    opened.setMaxListeners(0);
    await Promise.race([
      once(opened, "connect"),
      new Promise((done) => opened.once("close", done)),
    ]);
    return opened.destroyed ? undefined : opened;
  }

  async #packet({ door, packet }: PacketShot): Promise<Answer> {
    const { hostname, port } = new URL(this.#urls[door]);
    return new Promise((resolve) => {
      this.#packets.send(packet, Number(port), hostname, (error) => {
        const detail = error === null ? "" : error.message;
        resolve({ status: error === null ? "sent" : "not sent", detail });
      });
    });
  }

  async #socket({ door, raw }: SocketShot): Promise<Answer> {
    const { hostname, port } = new URL(this.#urls[door]);
    const socket = connectSocket(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.end(raw);
    const closed = new Promise<"closed">((done) => socket.once("close", () => done("closed")));
    const hung = new Promise<"hung">((done) =>
      setTimeout(() => done("hung"), SOCKET_MS_MAX).unref(),
    );
    const outcome = await Promise.race([closed, hung]);
    socket.destroy();
    const text = Buffer.concat(chunks).toString("latin1").slice(0, 200);
    const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
    return { status: outcome === "hung" ? "hung" : (status ?? "closed"), detail: text };
  }
}

function grpcAnswer({ headers, trailers, rstCode }: RawAnswer): Answer {
  const status = trailers["grpc-status"];
  const message = String(trailers["grpc-message"] ?? "");
  const httpStatus = Number(headers[":status"] ?? 200);
  if (httpStatus !== 200) return { status: String(httpStatus), detail: message };
  if (status === undefined) {
    return { status: "closed", detail: `stream closed with ${rstCode}` };
  }
  const details = trailers["grpc-status-details-bin"];
  const hasRetryInfo =
    typeof details === "string" &&
    readRpcStatus(Buffer.from(details, "base64")).retryDelayMs !== undefined;
  // UNAVAILABLE is the only status here that asks for a retry.
  const problem =
    (status === "14") === hasRetryInfo
      ? undefined
      : hasRetryInfo
        ? `grpc ${String(status)} with RetryInfo`
        : "UNAVAILABLE without RetryInfo";
  return {
    status: `grpc ${String(status)}`,
    detail: message,
    ...(problem !== undefined && { problem }),
  };
}

/** Failures carry a google.rpc.Status in the request's own content type, with a message. */
function problemOfBody({
  statusCode,
  type,
  answer,
  format,
}: {
  readonly statusCode: number;
  readonly type: string | string[] | undefined;
  readonly answer: Buffer;
  readonly format: HttpShot["format"];
}): string | undefined {
  if (format === undefined) return undefined;
  const wanted = format === "json" ? "application/json" : "application/x-protobuf";
  if (type !== wanted) return `content type ${String(type)} for a request in ${wanted}`;
  if (statusCode === 200) return undefined;
  try {
    const message =
      format === "json"
        ? (JSON.parse(answer.toString("utf8")) as { readonly message?: unknown }).message
        : readRpcStatus(answer).message;
    return typeof message === "string" && message !== ""
      ? undefined
      : "a failure without a message";
  } catch (error) {
    return `the body of ${statusCode} is no google.rpc.Status: ${String(error)}`;
  }
}

function statusOfError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") return "hung";
  if (code === "ECONNREFUSED") return "refused";
  return "closed";
}
