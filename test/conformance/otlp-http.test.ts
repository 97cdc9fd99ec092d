import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Client, type Dispatcher } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDoor, type Door, type DoorSettings } from "../support/doors.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { readRpcStatus, type ReadStatus } from "../support/rpc-status-read.ts";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";

/** The HTTP door held to OTLP/HTTP and to HTTP/1.1, with undici and with bare sockets. */

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";

let door: Door;
let client: Client;

function open(settings: DoorSettings = {}): Promise<void> {
  return startDoor("http", settings).then((started) => {
    door = started;
    client = new Client(door.url);
  });
}

async function close(): Promise<void> {
  await client.destroy();
  await door.receiver.stop(1_000);
}

beforeEach(() => open());
afterEach(close);

async function reopen(settings: DoorSettings): Promise<void> {
  await close();
  await open(settings);
}

interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData["headers"];
  readonly body: Buffer;
}

async function send(options: Partial<Dispatcher.RequestOptions> = {}): Promise<Answer> {
  const { statusCode, headers, body } = await client.request({
    method: "POST",
    path: "/v1/traces",
    headers: { "content-type": PROTOBUF },
    ...options,
  });
  return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) };
}

const post = (body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answer> =>
  send({ body, headers: { "content-type": PROTOBUF, ...headers } });

/** The `google.rpc.Status` of an answer, whichever of the two formats it is in. */
function statusIn({ headers, body }: Answer): ReadStatus {
  if (headers["content-type"] === PROTOBUF) return readRpcStatus(body);
  expect(headers["content-type"]).toBe(JSON_TYPE);
  const { code, message, details } = JSON.parse(body.toString()) as {
    readonly code: number;
    readonly message: string;
    readonly details?: readonly { readonly "@type": string; readonly retryDelay: string }[];
  };
  const detail = details?.[0];
  if (detail === undefined) return { code, message };
  expect(detail["@type"]).toBe("type.googleapis.com/google.rpc.RetryInfo");
  return { code, message, retryDelayMs: parseFloat(detail.retryDelay) * 1000 };
}

const spans = new TraceGenerator({ seed: 1 }).nextTrace();
const protobufBody = encodeOtlpRequest(spans);
const jsonBody = encodeOtlpRequestJson(spans);

describe("POST /v1/traces", () => {
  it("takes protobuf and answers with an empty protobuf message", async () => {
    const answer = await post(protobufBody);
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": PROTOBUF } });
    expect(answer.body).toHaveLength(0);
    expect(door.ingest.block.rows).toBe(spans.length);
  });

  it("takes JSON and answers with an empty object", async () => {
    const answer = await post(jsonBody, { "content-type": JSON_TYPE });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": JSON_TYPE } });
    expect(answer.body.toString()).toBe("{}");
    expect(door.ingest.block.rows).toBe(spans.length);
  });

  it.each(["application/json; charset=UTF-8", "APPLICATION/JSON", " application/json ;x=y"])(
    "understands content type %s",
    async (type) => {
      expect((await post(jsonBody, { "content-type": type })).status).toBe(200);
    },
  );

  it.each([
    [PROTOBUF, ""],
    [JSON_TYPE, "{}"],
  ])("answers an empty %s request with success", async (type, body) => {
    expect((await post(body, { "content-type": type })).status).toBe(200);
    expect((await send({ headers: { "content-type": type } })).status).toBe(
      type === PROTOBUF ? 200 : 400,
    );
  });

  it("ignores a query string", async () => {
    expect((await send({ path: "/v1/traces?x=y", body: protobufBody })).status).toBe(200);
  });

  it("takes a chunked body", async () => {
    const answer = await send({ body: chunked(protobufBody, 100) });
    expect(answer.status).toBe(200);
    expect(door.ingest.block.rows).toBe(spans.length);
  });

  it("says on full success nothing of a partial one, and else how many and why", async () => {
    door.ingest.outcome = { status: "stored", spans: 1, rejected: 3, reason: "3 spans: bad ids" };
    const json = await post(jsonBody, { "content-type": JSON_TYPE });
    expect(json.status).toBe(200);
    expect(JSON.parse(json.body.toString())).toEqual({
      partialSuccess: { rejectedSpans: "3", errorMessage: "3 spans: bad ids" },
    });
    const reason = Buffer.from("3 spans: bad ids");
    expect((await post(protobufBody)).body).toEqual(
      Buffer.concat([Buffer.of(0x0a, reason.length + 4, 0x08, 3, 0x12, reason.length), reason]),
    );
  });
});

describe("a failure is a google.rpc.Status in the request's own format:", () => {
  const formats = [
    [PROTOBUF, protobufBody],
    [JSON_TYPE, jsonBody],
  ] as const;

  it.each(formats)("404 for %s elsewhere", async (type, body) => {
    const answer = await send({ path: "/v1/trace", body, headers: { "content-type": type } });
    expect(answer.status).toBe(404);
    expect(statusIn(answer).message).toContain("INGEST_NOT_FOUND");
  });

  it.each(formats)("405 with Allow for %s by PUT", async (type, body) => {
    const answer = await send({ method: "PUT", body, headers: { "content-type": type } });
    expect(answer).toMatchObject({ status: 405, headers: { allow: "POST" } });
    expect(statusIn(answer).message).toContain("INGEST_METHOD_NOT_ALLOWED");
  });

  it.each(formats)("400 without a retry for malformed %s", async (type) => {
    const answer = await post("{ not at all", { "content-type": type });
    expect(answer.status).toBe(400);
    expect(statusIn(answer)).toMatchObject({ code: 3 });
    expect(statusIn(answer)).not.toHaveProperty("retryDelayMs");
    expect(answer.headers["retry-after"]).toBeUndefined();
  });

  it.each(formats)("400 for %s that is not the gzip it says it is", async (type, body) => {
    const answer = await post(body, { "content-type": type, "content-encoding": "gzip" });
    expect(answer.status).toBe(400);
    expect(statusIn(answer).message).toContain("not valid gzip");
  });

  it.each(formats)("415 naming the codings for %s in one we do not know", async (type, body) => {
    for (const coding of ["snappy", "lz4", "br", "gzip, gzip"]) {
      const answer = await post(body, { "content-type": type, "content-encoding": coding });
      expect(answer.status).toBe(415);
      expect(statusIn(answer).message).toContain("gzip, deflate, zstd, identity");
      expect(answer.headers["accept-encoding"]).toBe("gzip, deflate, zstd, identity");
    }
  });

  it.each(formats)("413 without a retry for %s that is too large", async (type) => {
    await reopen({ requestBytesMax: 1_000 });
    const answer = await post("x".repeat(1_001), { "content-type": type });
    expect(answer.status).toBe(413);
    expect(statusIn(answer)).toMatchObject({ code: 8 });
    expect(statusIn(answer)).not.toHaveProperty("retryDelayMs");
  });

  it.each(formats)("413 for %s whose spans alone make more than one file", async (type, body) => {
    door.ingest.outcome = { status: "tooLarge", reason: "too many spans" };
    const answer = await post(body, { "content-type": type });
    expect(answer.status).toBe(413);
    expect(statusIn(answer)).toEqual({ code: 8, message: "INGEST_TOO_LARGE: too many spans" });
  });

  it.each(formats)(
    "503 with Retry-After and RetryInfo for %s under overload",
    async (type, body) => {
      door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1_200 };
      const answer = await post(body, { "content-type": type });
      expect(answer.status).toBe(503);
      expect(answer.headers["retry-after"]).toBe("2");
      expect(statusIn(answer)).toMatchObject({ code: 14, retryDelayMs: 1_200 });
    },
  );

  it.each(formats)(
    "503 for %s that the pipeline refuses, and never Retry-After: 0",
    async (type, body) => {
      const code = "INGEST_SPOOL_FULL";
      door.ingest.outcome = { status: "refused", code, reason: "full", retryAfterMs: 1 };
      const answer = await post(body, { "content-type": type });
      expect(answer.status).toBe(503);
      expect(answer.headers["retry-after"]).toBe("1");
      expect(statusIn(answer)).toEqual({ code: 14, message: `${code}: full`, retryDelayMs: 1 });
    },
  );

  it.each(formats)("500 for %s when we fail, and the next request works", async (type, body) => {
    door.ingest.outcome = () => Promise.reject(new Error("a bug"));
    const answer = await post(body, { "content-type": type });
    expect(answer.status).toBe(500);
    expect(statusIn(answer)).toMatchObject({ code: 13 });
    expect(door.ingest.openAdmissions).toBe(0);
    door.ingest.outcome = undefined;
    expect((await post(body, { "content-type": type })).status).toBe(200);
  });

  it("is plain text when the request is in no known format", async () => {
    for (const headers of [
      {},
      { "content-type": "text/plain" },
      { "content-type": "application/x" },
    ]) {
      const answer = await send({ body: protobufBody, headers });
      expect(answer).toMatchObject({
        status: 415,
        headers: { "content-type": "text/plain; charset=utf-8" },
      });
      expect(answer.body.toString()).toContain("application/x-protobuf or application/json");
    }
    expect((await send({ method: "GET", headers: {} })).status).toBe(405);
    expect((await send({ method: "GET", path: "/", headers: {} })).status).toBe(404);
  });

  it("keeps its message below 512 bytes", async () => {
    door.ingest.outcome = { status: "malformed", reason: "ä".repeat(10_000) };
    const { message } = statusIn(await post(protobufBody));
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(512);
    expect(message.endsWith("ä…")).toBe(true);
  });
});

describe("compression", () => {
  it.each([
    ["gzip", gzipSync(protobufBody)],
    ["x-gzip", gzipSync(protobufBody)],
    ["GZIP", gzipSync(protobufBody)],
    ["deflate", deflateSync(protobufBody)],
    ["deflate", deflateRawSync(protobufBody)],
    ["identity", protobufBody],
    ["", protobufBody],
  ])("%s is understood", async (coding, body) => {
    expect((await post(body, { "content-encoding": coding })).status).toBe(200);
    expect(door.ingest.block.rows).toBe(spans.length);
  });

  it("does not get around the limit: a bomb is 413", async () => {
    await reopen({ requestBytesMax: 100_000 });
    const answer = await post(gzipSync(Buffer.alloc(100_001)), { "content-encoding": "gzip" });
    expect(answer.status).toBe(413);
    expect(door.ingest.requests).toHaveLength(0);
  });

  it("does not get around admission: what cannot grow is 503", async () => {
    door.ingest.growsTo = 10_000;
    const answer = await post(gzipSync(Buffer.alloc(100_001)), { "content-encoding": "gzip" });
    expect(answer.status).toBe(503);
    expect(door.ingest.admittedBytes).toBe(0);
  });
});

describe("the body", () => {
  it("is refused by its Content-Length before any of it is read", async () => {
    await reopen({ requestBytesMax: 1_000 });
    const socket = await raw(request("content-length: 100000000"));
    expect(await readAnswer(socket)).toContain("HTTP/1.1 413");
  });

  it("is refused under overload before any of it is read", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1 };
    const socket = await raw(request("content-length: 1000"));
    expect(await readAnswer(socket)).toContain("HTTP/1.1 503");
  });

  it("is counted while it arrives when it is chunked", async () => {
    await reopen({ requestBytesMax: 1_000 });
    const answer = await send({ body: chunked(Buffer.alloc(1_001), 100) });
    expect(answer.status).toBe(413);
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("that is too large and still coming is not read to its end, and the answer arrives", async () => {
    await reopen({ requestBytesMax: 1_000 });
    const socket = await raw(request("transfer-encoding: chunked"));
    let sent = 0;
    const chunk = Buffer.concat([
      Buffer.from("10000\r\n"),
      Buffer.alloc(0x10000),
      Buffer.from("\r\n"),
    ]);
    const answer = readAnswer(socket);
    socket.on("error", () => undefined);
    while (!socket.destroyed && sent < 512) {
      socket.write(chunk);
      sent++;
      await delay(1);
    }
    expect(await answer).toContain("HTTP/1.1 413");
    expect(sent).toBeLessThan(512);
  });

  it("is waited for only after 100 Continue when the client asks so", async () => {
    const headers = `expect: 100-continue\r\ncontent-length: ${protobufBody.length}`;
    const socket = await raw(request(headers));
    expect(await readAnswer(socket)).toContain("HTTP/1.1 100 Continue");
    socket.write(protobufBody);
    expect(await readAnswer(socket)).toContain("HTTP/1.1 200");
  });

  it("is not asked for when it would be refused", async () => {
    await reopen({ requestBytesMax: 1_000 });
    const socket = await raw(request("expect: 100-continue\r\ncontent-length: 1001"));
    const answer = await readAnswer(socket);
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    expect(answer.toLowerCase()).toContain("connection: close");
  });

  it("that breaks off gives its admission back", async () => {
    const socket = await raw(request("content-length: 1000"));
    socket.write("some of it");
    await expect.poll(() => door.ingest.openAdmissions).toBe(1);
    socket.destroy();
    await expect.poll(() => door.ingest.openAdmissions).toBe(0);
    expect(await door.metrics.metrics()).toContain('outcome="aborted",code=""} 1');
  });
});

describe("the connection", () => {
  it("is kept for the next request, also after a refused one", async () => {
    const socket = await raw(request("content-length: 0"));
    const answers = [await readAnswer(socket)];
    for (const path of ["/nowhere", "/v1/traces"]) {
      socket.write(request("content-length: 4", path) + "\n\0\n\0");
      answers.push(await readAnswer(socket));
    }
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(["200", "404", "200"]);
  });

  it("that does not speak HTTP is answered 400 and closed", async () => {
    const socket = await raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    expect(await readAnswer(socket)).toContain("HTTP/1.1 400");
    await once(socket, "close");
    expect((await post(protobufBody)).status).toBe(200);
  });

  it("with headers that are too large is answered 431", async () => {
    const socket = await raw(request(`x-large: ${"v".repeat(20_000)}`));
    expect(await readAnswer(socket)).toContain("HTTP/1.1 431");
  });

  it("with two lengths, or a length and chunks, is answered 400", async () => {
    for (const headers of [
      "content-length: 1\r\ncontent-length: 2",
      "content-length: 1\r\ntransfer-encoding: chunked",
    ]) {
      expect(await readAnswer(await raw(request(headers)))).toContain("HTTP/1.1 400");
    }
  });
});

describe("CORS", () => {
  const origin = "https://shop.example";
  const preflight = (headers: Record<string, string>): Promise<Answer> =>
    send({ method: "OPTIONS", headers: { "access-control-request-method": "POST", ...headers } });

  it("is off by default: a preflight is 405 and answers name no origin", async () => {
    expect((await preflight({ origin })).status).toBe(405);
    const { headers } = await post(protobufBody, { origin });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("lets an allowed origin ask, send, and read every answer", async () => {
    await reopen({ allowedOrigins: ["https://*.example"], allowedHeaders: ["x-tenant"] });
    expect(await preflight({ origin })).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers":
          "content-type, content-encoding, x-requested-with, x-tenant",
        "access-control-max-age": "600",
        vary: "Origin",
      },
    });
    for (const body of [protobufBody, "malformed"]) {
      const { headers } = await post(body, { origin });
      expect(headers).toMatchObject({ "access-control-allow-origin": origin, vary: "Origin" });
    }
  });

  it("names no origin to one that is not allowed", async () => {
    await reopen({ allowedOrigins: ["https://*.example"] });
    const { headers } = await preflight({ origin: "https://evil.test" });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect(headers["vary"]).toBe("Origin");
  });
});

describe("what is counted", () => {
  const counts = async (name: string): Promise<string[]> =>
    (await door.metrics.metrics()).split("\n").filter((line) => line.startsWith(`${name}{`));
  const labels = 'receiver="otlp_http",transport="http"';

  it("are spans accepted and spans refused, and requests by outcome and code", async () => {
    await post(protobufBody);
    door.ingest.outcome = { status: "stored", spans: 2, rejected: 3, reason: "3 spans: bad ids" };
    await post(protobufBody);
    door.ingest.outcome = { status: "malformed", reason: "no" };
    await post(protobufBody);
    door.ingest.admission = { admitted: false, code: "INGEST_SPOOL_FULL", retryAfterMs: 1 };
    await post(protobufBody);
    expect(await counts("otelcol_receiver_accepted_spans")).toEqual([
      `otelcol_receiver_accepted_spans{${labels}} ${spans.length + 2}`,
    ]);
    expect(await counts("otelcol_receiver_refused_spans")).toEqual([
      `otelcol_receiver_refused_spans{${labels}} 3`,
    ]);
    expect(await counts("otelcol_receiver_failed_spans")).toEqual([
      `otelcol_receiver_failed_spans{${labels}} 0`,
    ]);
    expect(await counts("otelcol_receiver_requests")).toEqual([
      `otelcol_receiver_requests{${labels},outcome="success",code=""} 2`,
      `otelcol_receiver_requests{${labels},outcome="refused",code="INGEST_MALFORMED"} 1`,
      `otelcol_receiver_requests{${labels},outcome="refused",code="INGEST_SPOOL_FULL"} 1`,
    ]);
  });
});

describe("stopping", () => {
  it("finishes the request in flight, then closes the connection", async () => {
    let finish: () => void = () => undefined;
    door.ingest.outcome = () =>
      new Promise((resolve) => {
        finish = () => resolve({ status: "stored", spans: 1, rejected: 0, reason: "" });
      });
    const answer = post(protobufBody);
    await expect.poll(() => door.ingest.requests.length).toBe(1);
    const stopped = door.receiver.stop(5_000);
    finish();
    expect(await answer).toMatchObject({ status: 200, headers: { connection: "close" } });
    await stopped;
  });

  it("cuts off after the deadline", async () => {
    door.ingest.outcome = () => new Promise(() => undefined);
    const answer = post(protobufBody);
    const refused = expect(answer).rejects.toThrow();
    await expect.poll(() => door.ingest.requests.length).toBe(1);
    await door.receiver.stop(50);
    await refused;
  });
});

/** A body without a length, in pieces. */
function chunked(body: Uint8Array, size: number): Readable {
  return Readable.from(pieces(body, size), { objectMode: false });
}

async function* pieces(body: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) {
    await delay(0);
    yield body.subarray(at, at + size);
  }
}

function request(headers: string, path = "/v1/traces"): string {
  return `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTOBUF}\r\n${headers}\r\n\r\n`;
}

async function raw(text: string): Promise<Socket> {
  const socket = connect(door.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** The next bytes the door sends, as text. */
async function readAnswer(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes.toString();
}
