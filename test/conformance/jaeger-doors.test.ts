import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { Client as GrpcClient, credentials, type ServiceError } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDoor, type Door, type DoorKind, type DoorSettings } from "../support/doors.ts";
import { encodePostSpans } from "../support/jaeger-post-spans.ts";
import { jaegerBatch, jaegerDatagram } from "../support/jaeger-thrift-encode.ts";
import { testSpan } from "../support/test-span.ts";
import { encodeThrift, type ThriftStruct } from "../support/thrift-writer.ts";

/** Jaeger's doors held to what its collector and agent do, with real sockets. */

let door: Door;

async function open(kind: DoorKind, settings: DoorSettings = {}): Promise<void> {
  door = await startDoor(kind, settings);
  door.ingest.keepsSpans = true;
}

afterEach(() => door.receiver.stop(500));

const span = testSpan({ name: "GET /cart" });
const names = (): readonly string[] => door.ingest.spans.map(({ name }) => name);

async function metric(name: string, labels: Readonly<Record<string, string>>): Promise<number> {
  const { values } = await door.metrics.getSingleMetric(name)!.get();
  const found = values.find((value) =>
    Object.entries(labels).every(([label, text]) => value.labels[label] === text),
  );
  return found?.value ?? 0;
}

describe("POST /api/traces", () => {
  beforeEach(() => open("jaegerHttp"));

  const body = encodeThrift("binary", jaegerBatch([span])).bytes;
  const post = (
    headers: Readonly<Record<string, string>>,
    { path = "/api/traces", content = body }: { path?: string; content?: Uint8Array } = {},
  ): Promise<Response> =>
    fetch(`${door.url}${path}`, { method: "POST", headers, body: new Uint8Array(content) });

  it.each([
    "application/x-thrift",
    "application/vnd.apache.thrift.binary",
    "application/x-thrift; charset=utf-8",
    "APPLICATION/VND.APACHE.THRIFT.BINARY",
  ])("takes a batch as %s and answers 202 with nothing", async (type) => {
    const answer = await post({ "content-type": type });
    expect([answer.status, await answer.text()]).toEqual([202, ""]);
    expect(names()).toEqual(["GET /cart"]);
  });

  it("ignores the query that clients add", async () => {
    const path = "/api/traces?format=jaeger.thrift";
    expect((await post({ "content-type": "application/x-thrift" }, { path })).status).toBe(202);
  });

  it("takes a compressed batch", async () => {
    const headers = { "content-type": "application/x-thrift", "content-encoding": "gzip" };
    expect((await post(headers, { content: gzipSync(body) })).status).toBe(202);
    expect(names()).toEqual(["GET /cart"]);
  });

  it.each(["text/plain", "application/json", "application/vnd.apache.thrift.compact", ";"])(
    "answers 400 to %s, as Jaeger does",
    async (type) => {
      const answer = await post({ "content-type": type });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(
        /^INGEST_UNSUPPORTED_MEDIA_TYPE: .*application\/x-thrift/,
      );
    },
  );

  it("answers 400 to what is no batch", async () => {
    const answer = await post(
      { "content-type": "application/x-thrift" },
      { content: Buffer.from("not Thrift") },
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/^INGEST_MALFORMED: /);
    expect(names()).toEqual([]);
  });

  it("answers 503 with Retry-After when it cannot be taken now", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_SPOOL_FULL", retryAfterMs: 5_000 };
    const answer = await post({ "content-type": "application/x-thrift" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  });

  it("answers 404 elsewhere, and 405 to other methods", async () => {
    const elsewhere = { path: "/api/v2/spans" };
    expect((await post({ "content-type": "application/x-thrift" }, elsewhere)).status).toBe(404);
    const get = await fetch(`${door.url}/api/traces`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("answers 413 beyond its bound", async () => {
    await door.receiver.stop(100);
    await open("jaegerHttp", { requestBytesMax: body.length - 1 });
    expect((await post({ "content-type": "application/x-thrift" })).status).toBe(413);
  });
});

describe("CollectorService/PostSpans", () => {
  let client: GrpcClient;
  beforeEach(async () => {
    await open("jaegerGrpc");
    const options = { "grpc.use_local_subchannel_pool": 1 };
    client = new GrpcClient(`127.0.0.1:${door.port}`, credentials.createInsecure(), options);
  });
  afterEach(() => client.close());

  const postSpans = (message: Uint8Array, method = "PostSpans") =>
    new Promise<{ readonly code: number; readonly body: Buffer | undefined }>((resolve) => {
      client.makeUnaryRequest(
        `/jaeger.api_v2.CollectorService/${method}`,
        (bytes: Uint8Array) => Buffer.from(bytes),
        (bytes: Buffer) => bytes,
        message,
        (error: ServiceError | null, body?: Buffer) => resolve({ code: error?.code ?? 0, body }),
      );
    });

  it("takes a batch and answers with an empty message", async () => {
    expect(await postSpans(encodePostSpans([span]))).toEqual({ code: 0, body: Buffer.alloc(0) });
    expect(names()).toEqual(["GET /cart"]);
  });

  it("takes more than Jaeger's 4 MiB", async () => {
    const large = {
      key: "large",
      value: { type: "string", value: "x".repeat(5 * 2 ** 20) },
    } as const;
    const message = encodePostSpans([testSpan({ attributes: [large] })]);
    expect((await postSpans(message)).code).toBe(0);
    expect(door.ingest.spans[0]!.attributes).toEqual([large]);
  });

  it("answers INVALID_ARGUMENT to what is no batch, and UNIMPLEMENTED to another method", async () => {
    expect((await postSpans(Buffer.from("no message"))).code).toBe(3);
    expect((await postSpans(encodePostSpans([span]), "GetSpans")).code).toBe(12);
  });

  it("answers UNAVAILABLE when it cannot be taken now", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1_000 };
    expect((await postSpans(encodePostSpans([span]))).code).toBe(14);
  });
});

describe.each([
  ["jaegerCompact", "jaeger_udp_compact"],
  ["jaegerBinary", "jaeger_udp_binary"],
] as const)("the UDP door %s", (kind, receiver) => {
  let socket: Socket;
  beforeEach(async () => {
    await open(kind);
    socket = createSocket("udp4");
    socket.connect(door.port, "127.0.0.1");
    await once(socket, "connect");
  });
  afterEach(() => void socket.close());

  const send = (packet: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(packet, (error) => (error === null ? resolve() : reject(error)));
    });
  const packets = (outcome: string): Promise<number> =>
    metric("spanhouse_udp_packets_total", { receiver, outcome });
  const good = (name: string): Uint8Array => jaegerDatagram("compact", [testSpan({ name })]).bytes;

  it("takes both encodings, as a call or one way, with the identity of nothing", async () => {
    for (const protocol of ["compact", "binary"] as const) {
      for (const messageType of [1, 4]) {
        await send(jaegerDatagram(protocol, [span], { messageType }).bytes);
      }
    }
    await expect.poll(names).toEqual(["GET /cart", "GET /cart", "GET /cart", "GET /cart"]);
    expect(door.ingest.requests[0]!.identity).toEqual({ by: "nothing" });
    expect(await metric("otelcol_receiver_accepted_spans", { receiver })).toBe(4);
    expect(await packets("received")).toBe(4);
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("counts each kind of bad packet as malformed, and stores the next good one", async () => {
    const whole = jaegerDatagram("binary", [span]).bytes;
    const bad: readonly Uint8Array[] = [
      // Cut short.
      whole.subarray(0, whole.length - 20),
      // A list that says it has 2^31 - 1 spans.
      jaegerDatagram("binary", [span], { damage: { kind: "length", at: 3, value: 0x7fffffff } })
        .bytes,
      // Structures in structures, as deep as a packet can hold, in a field that nobody knows.
      deepStructure(60_000),
      Buffer.from("something else entirely"),
      new Uint8Array(0),
      jaegerDatagram("compact", [span], { method: "emitNothing" }).bytes,
    ];
    for (const packet of bad) await send(packet);
    await send(good("after them"));
    await expect.poll(names).toEqual(["after them"]);
    expect(await packets("malformed")).toBe(bad.length);
    expect(await packets("dropped")).toBe(0);
  });

  it.each(["compact", "binary"] as const)(
    "takes Zipkin's spans, by which one packet ends another collector, in the %s encoding",
    async (protocol) => {
      const message = { method: "emitZipkinBatch", messageType: 4 };
      await send(encodeThrift(protocol, zipkinBatch("get /cart"), { message }).bytes);
      await expect.poll(names).toEqual(["get /cart"]);
      expect(await packets("malformed")).toBe(0);
    },
  );

  it("takes a packet of 65,000 bytes, and counts a larger one as malformed", async () => {
    const sized = (bytes: number): Uint8Array => {
      const withText = (chars: number): Uint8Array => {
        const value = { type: "string", value: "x".repeat(chars) } as const;
        return jaegerDatagram("binary", [testSpan({ attributes: [{ key: "large", value }] })])
          .bytes;
      };
      return withText(bytes - withText(0).length);
    };
    await send(sized(65_001));
    await send(sized(65_000));
    await expect.poll(() => names().length).toBe(1);
    expect(await packets("malformed")).toBe(1);
  });

  it("drops and counts, by reason, what the pipeline refuses", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1_000 };
    await send(good("not admitted"));
    const dropped = (reason: string): Promise<number> =>
      metric("spanhouse_udp_dropped_packets_total", { receiver, reason });
    await expect.poll(() => dropped("INGEST_OVERLOADED")).toBe(1);
    door.ingest.admission = undefined;
    const refused = { status: "refused", code: "INGEST_SPOOL_FULL", reason: "full" } as const;
    door.ingest.outcome = { ...refused, retryAfterMs: 1_000 };
    await send(good("not stored"));
    await expect.poll(() => dropped("INGEST_SPOOL_FULL")).toBe(1);
    expect(await packets("dropped")).toBe(2);
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("survives a failure of ours", async () => {
    door.ingest.outcome = () => Promise.reject(new Error("a bug"));
    await send(good("lost"));
    await expect.poll(() => packets("dropped")).toBe(1);
    door.ingest.outcome = undefined;
    await send(good("next"));
    await expect.poll(names).toEqual(["next"]);
  });

  it("holds no more than its bound while nothing becomes durable, and counts the rest", async () => {
    const ends: (() => void)[] = [];
    const stored = { status: "stored", spans: 0, rejected: 0, reason: "" } as const;
    door.ingest.outcome = () => new Promise((resolve) => ends.push(() => resolve(stored)));
    const packet = jaegerDatagram("binary", [
      testSpan({
        attributes: [{ key: "large", value: { type: "string", value: "x".repeat(60_000) } }],
      }),
    ]).bytes;
    for (let sent = 0; sent < 400; sent++) {
      await send(packet);
      // Slowly enough for the kernel to keep all of them.
      await expect.poll(() => packets("received"), { interval: 1 }).toBe(sent + 1);
    }
    const dropped = await metric("spanhouse_udp_dropped_packets_total", {
      receiver,
      reason: "QUEUE_FULL",
    });
    expect(dropped).toBeGreaterThan(0);
    expect(await metric("spanhouse_udp_queue_bytes", { receiver })).toBeLessThanOrEqual(
      16 * 2 ** 20,
    );
    door.ingest.outcome = undefined;
    for (const end of ends) end();
    await send(good("after the jam"));
    await expect.poll(names).toContain("after the jam");
  });

  it("reads what is still coming when it is stopped, and makes it durable", async () => {
    for (let sent = 0; sent < 20; sent++) await send(good(`packet ${sent}`));
    const stopped = door.receiver.stop(5_000);
    for (let sent = 20; sent < 40; sent++) await send(good(`packet ${sent}`));
    await stopped;
    expect(names().length).toBe(40);
  });

  it("says which setting to change when its port is in use", async () => {
    await expect(startDoor(kind, { port: door.port })).rejects.toMatchObject({
      code: "START_PORT_IN_USE",
      message: expect.stringContaining(`--set collector.jaegerUdp.`) as unknown,
    });
  });
});

/** The arguments of `emitZipkinBatch`: one span of one server. */
function zipkinBatch(name: string): ThriftStruct {
  const struct = (value: ThriftStruct["value"]): ThriftStruct => ({ type: "struct", value });
  const endpoint = struct([[3, { type: "string", value: "shop" }]]);
  const annotation = (micros: bigint, value: string): ThriftStruct =>
    struct([
      [1, { type: "i64", value: micros }],
      [2, { type: "string", value }],
      [3, endpoint],
    ]);
  const startUs = 1_795_176_000_000_000n;
  const annotations = [annotation(startUs, "sr"), annotation(startUs + 1_000n, "ss")];
  const span = struct([
    [1, { type: "i64", value: 1n }],
    [3, { type: "string", value: name }],
    [4, { type: "i64", value: 2n }],
    [6, { type: "list", of: "struct", value: annotations }],
    [8, { type: "list", of: "struct", value: [] }],
  ]);
  return struct([[1, { type: "list", of: "struct", value: [span] }]]);
}

/** A compact message whose unknown field holds structures in each other. */
function deepStructure(depth: number): Uint8Array {
  const head = Buffer.from([0x82, 0x81, 0x00, 9, ...Buffer.from("emitBatch")]);
  // Field 9 (delta 9) of type struct, and in it the first field, again a struct, and so on.
  return Buffer.concat([head, Buffer.of(0x9c), Buffer.alloc(depth, 0x1c)]);
}
