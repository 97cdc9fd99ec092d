import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDoor, type Door, type DoorSettings } from "../support/doors.ts";
import { ProtobufWriter } from "../support/protobuf-writer.ts";

/** The door for Zipkin, over real sockets: what it takes, what it answers, what it counts. */

const V1 = "/api/v1/spans";
const V2 = "/api/v2/spans";
const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";
const THRIFT_TYPE = "application/x-thrift";

const envoy = readFileSync(join(import.meta.dirname, "../fixtures/zipkin/envoy.json"));
const spanV1 = Buffer.from(
  JSON.stringify([{ traceId: "1", id: "2", name: "work", timestamp: 1_760_000_000_000_000 }]),
);

let door: Door;

beforeEach(async () => {
  door = await startDoor("zipkin");
});
afterEach(() => door.receiver.stop(1_000));

async function reopen(settings: DoorSettings): Promise<void> {
  await door.receiver.stop(1_000);
  door = await startDoor("zipkin", settings);
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function post(
  path: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = { "content-type": JSON_TYPE },
): Promise<Answer> {
  const answer = await fetch(`${door.url}${path}`, {
    method: "POST",
    body: new Uint8Array(body),
    headers,
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** `ListOfSpans { spans { trace_id, id } }`. */
function protobufSpan(): Uint8Array {
  const writer = new ProtobufWriter();
  writer.message(1, () => {
    writer.bytes(1, new Uint8Array(8).fill(1));
    writer.bytes(3, new Uint8Array(8).fill(2));
  });
  return writer.finish();
}

/** `list<Span>` with one span of `trace_id` 1 and `id` 2, in the binary protocol. */
const thriftSpan = Buffer.from(
  ["0c00000001", "0a00010000000000000001", "0a00040000000000000002", "00"].join(""),
  "hex",
);

describe("takes", () => {
  it.each([
    ["v2 JSON", V2, JSON_TYPE, envoy, 2],
    ["v2 protobuf", V2, PROTOBUF_TYPE, protobufSpan(), 1],
    ["v1 JSON", V1, JSON_TYPE, spanV1, 1],
    ["v1 Thrift", V1, THRIFT_TYPE, thriftSpan, 1],
    ["an empty list", V2, JSON_TYPE, Buffer.from("[]"), 0],
    ["parameters of the type", V2, "Application/JSON; charset=utf-8", envoy, 2],
  ])("%s and answers 202 without a word", async (_, path, type, body, rows) => {
    const answer = await post(path, body, { "content-type": type });
    expect(answer).toMatchObject({ status: 202, text: "" });
    expect(answer.headers.get("content-length")).toBe("0");
    expect(door.ingest.block.rows).toBe(rows);
  });

  it("JSON where the request names no type", async () => {
    // fetch sends no type for bytes.
    expect((await post(V2, envoy, {})).status).toBe(202);
    expect((await post(V1, spanV1, {})).status).toBe(202);
    expect(door.ingest.block.rows).toBe(3);
  });

  it.each([
    ["gzip", gzipSync(envoy)],
    ["deflate", deflateSync(envoy)],
  ])("bodies with %s", async (coding, body) => {
    const headers = { "content-type": JSON_TYPE, "content-encoding": coding };
    expect((await post(V2, body, headers)).status).toBe(202);
    expect(door.ingest.block.rows).toBe(2);
  });

  it("good spans beside bad ones, which are counted", async () => {
    const body = Buffer.from(
      JSON.stringify([
        { traceId: "1", id: "x" },
        { traceId: "1", id: "2" },
      ]),
    );
    expect(await post(V2, body)).toMatchObject({ status: 202, text: "" });
    expect(door.ingest.block.rows).toBe(1);
    const metrics = await door.metrics.metrics();
    expect(metrics).toContain(
      'otelcol_receiver_accepted_spans{receiver="zipkin",transport="http"} 1',
    );
    expect(metrics).toContain(
      'otelcol_receiver_refused_spans{receiver="zipkin",transport="http"} 1',
    );
  });

  it("requests of the two versions and formats as different ones", async () => {
    await post(V2, Buffer.from("[]"));
    await post(V1, Buffer.from("[]"));
    await post(V2, new Uint8Array(0), { "content-type": PROTOBUF_TYPE });
    await post(V1, thriftSpan, { "content-type": THRIFT_TYPE });
    expect(door.ingest.requests.map(({ receiver }) => receiver)).toEqual([
      ...["zipkin.v2_json", "zipkin.v1_json", "zipkin.v2_protobuf", "zipkin.v1_thrift"],
    ]);
  });
});

describe("answers in plain text with a code", () => {
  it.each([
    ["malformed JSON", 400, "INGEST_MALFORMED", V2, JSON_TYPE, "[{]"],
    ["JSON that is no list", 400, "INGEST_MALFORMED", V2, JSON_TYPE, "{}"],
    ["malformed v1 JSON", 400, "INGEST_MALFORMED", V1, JSON_TYPE, "["],
    ["malformed protobuf", 400, "INGEST_MALFORMED", V2, PROTOBUF_TYPE, "\x0a\x7f"],
    ["malformed Thrift", 400, "INGEST_MALFORMED", V1, THRIFT_TYPE, "\x0c\x7f\xff\xff\xff"],
    ["Thrift for v2", 415, "INGEST_UNSUPPORTED_MEDIA_TYPE", V2, THRIFT_TYPE, "[]"],
    ["protobuf for v1", 415, "INGEST_UNSUPPORTED_MEDIA_TYPE", V1, PROTOBUF_TYPE, ""],
    ["another path", 404, "INGEST_NOT_FOUND", "/api/v3/spans", JSON_TYPE, "[]"],
  ])("%s", async (_, status, code, path, type, body) => {
    const answer = await post(path, Buffer.from(body, "latin1"), { "content-type": type });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.text).toContain(`${code}: `);
    expect(door.ingest.block.rows).toBe(0);
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("another method", async () => {
    const answer = await fetch(`${door.url}${V2}`, { method: "PUT", body: "[]" });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
  });

  it("a request that is too large, as sent and inflated", async () => {
    await reopen({ requestBytesMax: 1_000 });
    expect((await post(V2, Buffer.alloc(1_001, " "))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(100_000, " "));
    const headers = { "content-type": JSON_TYPE, "content-encoding": "gzip" };
    expect(bomb.length).toBeLessThan(1_000);
    expect(await post(V2, bomb, headers)).toMatchObject({ status: 413 });
  });

  it("overload, before the body is read, and when to come back", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1_500 };
    const answer = await post(V2, envoy);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.text).toContain("INGEST_OVERLOADED: ");
    expect(door.ingest.requests).toEqual([]);
  });
});

it("says how it is at /health", async () => {
  const up = await fetch(`${door.url}/health`);
  expect([up.status, await up.json()]).toEqual([200, { status: "UP" }]);
  await reopen({ readiness: () => "the spool is full" });
  const down = await fetch(`${door.url}/health`);
  expect([down.status, await down.json()]).toEqual([
    503,
    { status: "DOWN", problem: "the spool is full" },
  ]);
});

it("lets pages of allowed origins send", async () => {
  await reopen({ allowedOrigins: ["https://shop.example"] });
  const origin = "https://shop.example";
  const preflight = await fetch(`${door.url}${V2}`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
  const answer = await post(V2, envoy, { "content-type": JSON_TYPE, origin });
  expect(answer.status).toBe(202);
  expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
});

it("speaks TLS when it has a certificate", async () => {
  const file = (name: string): string => join(import.meta.dirname, "../fixtures/tls", name);
  await reopen({
    tls: { certFile: file("server.crt"), keyFile: file("server.key"), clientCaFile: "" },
  });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = httpsRequest(`${door.url}${V2}`, {
      ...{ method: "POST", headers: { "content-type": JSON_TYPE } },
      ...{ ca: readFileSync(file("authority.crt")), agent: false },
    });
    sent.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end(envoy);
  });
  expect(status).toBe(202);
});
