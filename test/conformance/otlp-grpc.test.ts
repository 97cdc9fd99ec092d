import { once } from "node:events";
import type { ClientHttp2Session, IncomingHttpHeaders } from "node:http2";
import { setImmediate as nextTurn } from "node:timers/promises";
import { deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDoor, type Door, type DoorSettings } from "../support/doors.ts";
import { readRpcStatus } from "../support/rpc-status-read.ts";
import {
  answerOf,
  callRaw,
  connectRaw,
  EXPORT_PATH,
  frame,
  HEALTH_PATH,
  openRaw,
} from "../support/raw-grpc.ts";

/**
 * The gRPC door held to the protocol byte by byte with `node:http2`. What stock clients make of the same
 * door is in `otlp-exporters.test.ts` and `grpc-client.test.ts`.
 */

let door: Door;
let session: ClientHttp2Session;

async function open(settings: DoorSettings = {}): Promise<void> {
  door = await startDoor("grpc", settings);
  // Most of these bodies are not OTLP: what the decoders make of one is tested elsewhere.
  door.ingest.outcome = { status: "stored", spans: 1, rejected: 0, reason: "" };
  session = await connectRaw(door.url);
}

async function close(): Promise<void> {
  session.destroy();
  await door.receiver.stop(1_000);
}

beforeEach(() => open());
afterEach(close);

/** Starts over with other settings. */
async function reopen(settings: DoorSettings): Promise<void> {
  await close();
  await open(settings);
}

function statusOf({ trailers }: { readonly trailers: IncomingHttpHeaders }): number {
  return Number(trailers["grpc-status"]);
}

const OK = 0;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAVAILABLE = 14;

const body = Buffer.from("a request".repeat(1000));
/** The same, as the zstd command line compresses it. */
const zstdBody = Buffer.from("KLUv/QRYjQAASGEgcmVxdWVzdAEAHIN8OQJlh7lr", "base64");

describe("a call", () => {
  it("is answered with headers, an empty response message and an OK trailer", async () => {
    const answer = await callRaw(session, { chunks: [frame(body)] });
    expect(answer.headers[":status"]).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/grpc");
    expect(answer.body).toEqual(frame(new Uint8Array(0)));
    expect(statusOf(answer)).toBe(OK);
    expect(Buffer.from(door.ingest.requests[0]!.body)).toEqual(body);
  });

  it("may carry an empty request, which is a success", async () => {
    expect(statusOf(await callRaw(session))).toBe(OK);
  });

  it("may leave out te: trailers, which proxies strip", async () => {
    const stream = session.request({
      ":method": "POST",
      ":path": EXPORT_PATH,
      "content-type": "application/grpc",
    });
    stream.end(frame(body));
    expect(statusOf(await answerOf(stream))).toBe(OK);
  });

  it.each(["application/grpc", "application/grpc+proto", "application/grpc;v=1"])(
    "may have content-type %s",
    async (type) => {
      expect(statusOf(await callRaw(session, { headers: { "content-type": type } }))).toBe(OK);
    },
  );

  it.each(["application/json", "application/grpc-web", "application/grpc+json", "text/plain"])(
    "with content-type %s is answered HTTP 415",
    async (type) => {
      const answer = await callRaw(session, { headers: { "content-type": type } });
      expect(answer.headers[":status"]).toBe(415);
    },
  );

  it("with another method than POST is answered HTTP 405", async () => {
    const answer = await callRaw(session, { headers: { ":method": "PUT" } });
    expect(answer.headers[":status"]).toBe(405);
    expect(answer.headers["allow"]).toBe("POST");
  });

  it.each(["/x.Y/Z", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/"])(
    "to the unknown method %s is UNIMPLEMENTED",
    async (path) => {
      expect(statusOf(await callRaw(session, { headers: { ":path": path } }))).toBe(UNIMPLEMENTED);
    },
  );
});

describe("the message", () => {
  it("is put together whatever the frames are cut into", async () => {
    const bytes = frame(Buffer.from("cut anywhere"));
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(statusOf(await callRaw(session, { chunks }))).toBe(OK);
    expect(Buffer.from(door.ingest.requests[0]!.body).toString()).toBe("cut anywhere");
  });

  it("arrives whole when it is larger than a frame and the windows", async () => {
    const large = Buffer.alloc(40 * 2 ** 20, "0123456789abcdef");
    expect(statusOf(await callRaw(session, { chunks: [frame(large)] }))).toBe(OK);
    expect(large.equals(door.ingest.requests[0]!.body)).toBe(true);
  });

  it.each([
    ["two messages", [frame(body), frame(body)]],
    ["two messages in one write", [Buffer.concat([frame(body), frame(body)])]],
    ["no message", []],
  ])("must be one: %s is UNIMPLEMENTED", async (_, chunks) => {
    expect(statusOf(await callRaw(session, { chunks }))).toBe(UNIMPLEMENTED);
    expect(door.ingest.requests).toHaveLength(0);
  });

  it.each([
    ["a prefix cut short", [Uint8Array.of(0, 0, 0)]],
    ["a message cut short", [frame(body, { length: body.length + 1 })]],
    ["a compressed flag of 2", [frame(body, { flag: 2 })]],
  ])("that is broken is INTERNAL: %s", async (_, chunks) => {
    expect(statusOf(await callRaw(session, { chunks }))).toBe(INTERNAL);
  });

  it("that the decoder refuses is INVALID_ARGUMENT without RetryInfo", async () => {
    door.ingest.outcome = { status: "malformed", reason: "field 1 is cut – short %" };
    const answer = await callRaw(session);
    expect(statusOf(answer)).toBe(INVALID_ARGUMENT);
    expect(decodeURIComponent(answer.trailers["grpc-message"] as string)).toBe(
      "INGEST_MALFORMED: field 1 is cut – short %",
    );
    expect(answer.trailers["grpc-status-details-bin"]).toBeUndefined();
  });
});

describe("compression", () => {
  it.each([
    ["gzip", gzipSync(body)],
    ["deflate", deflateSync(body)],
    ["zstd", zstdBody],
  ])("with %s is understood", async (coding, compressed) => {
    const headers = { "grpc-encoding": coding };
    const answer = await callRaw(session, { headers, chunks: [frame(compressed, { flag: 1 })] });
    expect(statusOf(answer)).toBe(OK);
    expect(Buffer.from(door.ingest.requests[0]!.body)).toEqual(body);
  });

  it("is advertised in the answer", async () => {
    const answer = await callRaw(session);
    expect(answer.headers["grpc-accept-encoding"]).toBe("gzip,deflate,zstd,identity");
  });

  it("may be left out message by message", async () => {
    const headers = { "grpc-encoding": "gzip" };
    expect(statusOf(await callRaw(session, { headers, chunks: [frame(body)] }))).toBe(OK);
    expect(Buffer.from(door.ingest.requests[0]!.body)).toEqual(body);
  });

  it.each([
    ["without grpc-encoding", {}],
    ["with grpc-encoding identity", { "grpc-encoding": "identity" }],
  ])("flagged on the message but not named is INTERNAL: %s", async (_, headers) => {
    const chunks = [frame(gzipSync(body), { flag: 1 })];
    expect(statusOf(await callRaw(session, { headers, chunks }))).toBe(INTERNAL);
  });

  it("we do not know is UNIMPLEMENTED, and the answer names what we do", async () => {
    const answer = await callRaw(session, { headers: { "grpc-encoding": "snappy" } });
    expect(statusOf(answer)).toBe(UNIMPLEMENTED);
    expect(answer.trailers["grpc-accept-encoding"]).toBe("gzip,deflate,zstd,identity");
  });

  it("with data that is none is INVALID_ARGUMENT", async () => {
    const headers = { "grpc-encoding": "gzip" };
    const answer = await callRaw(session, { headers, chunks: [frame(body, { flag: 1 })] });
    expect(statusOf(answer)).toBe(INVALID_ARGUMENT);
  });
});

describe("a request that is too large", () => {
  beforeEach(() => reopen({ requestBytesMax: 10_000 }));

  it("by its length is RESOURCE_EXHAUSTED without RetryInfo, before it is read or admitted", async () => {
    const answer = await callRaw(session, {
      chunks: [frame(Buffer.of(1), { length: 10_001 })],
      end: false,
    });
    expect(statusOf(answer)).toBe(RESOURCE_EXHAUSTED);
    expect(answer.trailers["grpc-status-details-bin"]).toBeUndefined();
    expect(answer.trailers["grpc-message"]).toContain("INGEST_TOO_LARGE");
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("by 2 GiB and more is no different", async () => {
    const answer = await callRaw(session, {
      chunks: [frame(Buffer.of(1), { length: 0xffff_ffff })],
      end: false,
    });
    expect(statusOf(answer)).toBe(RESOURCE_EXHAUSTED);
  });

  it("only after decompression is RESOURCE_EXHAUSTED without RetryInfo", async () => {
    const bomb = gzipSync(Buffer.alloc(10_001));
    const headers = { "grpc-encoding": "gzip" };
    const answer = await callRaw(session, { headers, chunks: [frame(bomb, { flag: 1 })] });
    expect(statusOf(answer)).toBe(RESOURCE_EXHAUSTED);
    expect(answer.trailers["grpc-status-details-bin"]).toBeUndefined();
  });

  it("of exactly the limit is taken", async () => {
    expect(statusOf(await callRaw(session, { chunks: [frame(Buffer.alloc(10_000))] }))).toBe(OK);
  });

  it("does not use up the connection, however many there are", async () => {
    const chunks = Array.from({ length: 16 }, () => Buffer.alloc(64 * 1024));
    for (let i = 0; i < 50; i++) {
      const call = { chunks: [frame(Buffer.of(1), { length: 2 ** 20 + 1 }), ...chunks] };
      expect(statusOf(await callRaw(session, call))).toBe(RESOURCE_EXHAUSTED);
    }
    expect(statusOf(await callRaw(session, { chunks: [frame(Buffer.alloc(10_000))] }))).toBe(OK);
  });
});

describe("under overload", () => {
  it("a call is UNAVAILABLE with RetryInfo before its message is read", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 2_500 };
    const answer = await callRaw(session, {
      chunks: [frame(Buffer.of(1), { length: 1_000_000 })],
      end: false,
    });
    expect(statusOf(answer)).toBe(UNAVAILABLE);
    const details = Buffer.from(answer.trailers["grpc-status-details-bin"] as string, "base64");
    expect(readRpcStatus(details)).toMatchObject({ code: UNAVAILABLE, retryDelayMs: 2_500 });
  });

  it("a call refused by the pipeline is UNAVAILABLE with RetryInfo", async () => {
    door.ingest.outcome = {
      status: "refused",
      code: "INGEST_SPOOL_FULL",
      reason: "the spool is full",
      retryAfterMs: 100,
    };
    const answer = await callRaw(session);
    expect(statusOf(answer)).toBe(UNAVAILABLE);
    const details = Buffer.from(answer.trailers["grpc-status-details-bin"] as string, "base64");
    expect(readRpcStatus(details)).toEqual({
      code: UNAVAILABLE,
      message: "INGEST_SPOOL_FULL: the spool is full",
      retryDelayMs: 100,
    });
  });

  it("a message that inflates beyond what may be in flight is UNAVAILABLE with RetryInfo", async () => {
    door.ingest.growsTo = 1_000;
    const answer = await callRaw(session, {
      headers: { "grpc-encoding": "gzip" },
      chunks: [frame(gzipSync(body), { flag: 1 })],
    });
    expect(statusOf(answer)).toBe(UNAVAILABLE);
    expect(answer.trailers["grpc-status-details-bin"]).toBeDefined();
  });
});

describe("partial success", () => {
  it("is OK with the count and the reason", async () => {
    door.ingest.outcome = {
      status: "stored",
      spans: 2,
      rejected: 300,
      reason: "300 spans: bad ids",
    };
    const answer = await callRaw(session);
    expect(statusOf(answer)).toBe(OK);
    const reason = Buffer.from("300 spans: bad ids");
    const partial = Buffer.concat([Buffer.of(0x08, 0xac, 0x02, 0x12, reason.length), reason]);
    expect(answer.body).toEqual(frame(Buffer.concat([Buffer.of(0x0a, partial.length), partial])));
  });
});

describe("a call gives its admission back", () => {
  it("when it is answered", async () => {
    await callRaw(session, { chunks: [frame(body)] });
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("when the client resets it in the middle of the message", async () => {
    const stream = openRaw(session);
    const closed = answerOf(stream);
    stream.write(frame(Buffer.of(1), { length: 1_000 }));
    await expect.poll(() => door.ingest.openAdmissions).toBe(1);
    stream.close(8);
    await closed;
    await expect.poll(() => door.ingest.openAdmissions).toBe(0);
  });

  it("when the connection breaks in the middle of the message", async () => {
    const stream = openRaw(session);
    void answerOf(stream);
    stream.write(frame(Buffer.of(1), { length: 1_000 }));
    await expect.poll(() => door.ingest.openAdmissions).toBe(1);
    session.destroy();
    await expect.poll(() => door.ingest.openAdmissions).toBe(0);
    expect(await door.metrics.metrics()).toContain('outcome="aborted",code=""} 1');
  });

  it("only after the pipeline has let go of the message, when the client leaves meanwhile", async () => {
    let finish: () => void = () => undefined;
    door.ingest.outcome = () =>
      new Promise((resolve) => {
        finish = () => resolve({ status: "stored", spans: 1, rejected: 0, reason: "" });
      });
    const stream = openRaw(session);
    const closed = answerOf(stream);
    stream.end(frame(body));
    await expect.poll(() => door.ingest.requests.length).toBe(1);
    stream.close(8);
    await closed;
    expect(door.ingest.openAdmissions).toBe(1);
    finish();
    await expect.poll(() => door.ingest.openAdmissions).toBe(0);
  });
});

describe("the deadline", () => {
  it("is kept while the message is read", async () => {
    const headers = { "grpc-timeout": "20m" };
    const answer = await callRaw(session, {
      headers,
      chunks: [frame(body, { length: 10_000 })],
      end: false,
    });
    expect(statusOf(answer)).toBe(DEADLINE_EXCEEDED);
    expect(door.ingest.openAdmissions).toBe(0);
  });

  it("is kept while the spans are made durable", async () => {
    door.ingest.outcome = () => new Promise(() => undefined);
    const answer = await callRaw(session, { headers: { "grpc-timeout": "20m" } });
    expect(statusOf(answer)).toBe(DEADLINE_EXCEEDED);
  });

  it("that is not one is INTERNAL", async () => {
    expect(statusOf(await callRaw(session, { headers: { "grpc-timeout": "soon" } }))).toBe(
      INTERNAL,
    );
  });
});

describe("the connection", () => {
  it("offers large frames and windows, and bounds streams and headers", async () => {
    expect(session.remoteSettings).toMatchObject({
      maxFrameSize: 2 ** 20,
      initialWindowSize: 8 * 2 ** 20,
      maxConcurrentStreams: 256,
      maxHeaderListSize: 16 * 1024,
    });
    await expect.poll(() => session.state.remoteWindowSize).toBe(32 * 2 ** 20);
  });

  it("ends a stream whose headers are too large, and serves the next", async () => {
    const large = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`x-${i}`, "v".repeat(1_000)]),
    );
    expect((await callRaw(session, { headers: large })).rstCode).not.toBe(0);
    expect(statusOf(await callRaw(session))).toBe(OK);
  });

  it("is closed when it is flooded with pings, and only that one", async () => {
    const closed = new Promise((resolve) => session.once("close", resolve));
    let code: number | undefined;
    session.on("goaway", (received: number) => (code = received));
    session.on("error", () => undefined);
    for (let i = 0; i < 20_000 && !session.destroyed; i++) {
      session.ping(() => undefined);
      if (i % 10 === 9) await nextTurn();
    }
    await closed;
    expect(code).toBe(11);
    session = await connectRaw(door.url);
    expect(statusOf(await callRaw(session))).toBe(OK);
  });

  it("that does not speak HTTP/2 is closed", async () => {
    const answer = fetch(`${door.url}/v1/traces`, { method: "POST", body: "{}" });
    await expect(answer).rejects.toThrow();
    expect(statusOf(await callRaw(session))).toBe(OK);
  });
});

describe("stopping", () => {
  it("sends GOAWAY, finishes the calls in flight and then closes", async () => {
    let finish: () => void = () => undefined;
    door.ingest.outcome = () =>
      new Promise((resolve) => {
        finish = () => resolve({ status: "stored", spans: 1, rejected: 0, reason: "" });
      });
    const answer = callRaw(session);
    await expect.poll(() => door.ingest.requests.length).toBe(1);
    const goaway = once(session, "goaway");
    const stopped = door.receiver.stop(5_000);
    await goaway;
    finish();
    expect(statusOf(await answer)).toBe(OK);
    await stopped;
  });

  it("cuts off after the deadline", async () => {
    door.ingest.outcome = () => new Promise(() => undefined);
    const answer = callRaw(session);
    await expect.poll(() => door.ingest.requests.length).toBe(1);
    await door.receiver.stop(50);
    expect((await answer).trailers["grpc-status"]).toBeUndefined();
  });
});

describe("the health service", () => {
  const headers = { ":path": HEALTH_PATH };
  const service = (name: string) =>
    Buffer.concat([Buffer.of(0x0a, name.length), Buffer.from(name)]);

  it("says SERVING of the server and of the trace service", async () => {
    const known = service("opentelemetry.proto.collector.trace.v1.TraceService");
    for (const message of [new Uint8Array(0), known]) {
      const answer = await callRaw(session, { headers, chunks: [frame(message)] });
      expect(answer.body).toEqual(frame(Buffer.of(0x08, 1)));
      expect(statusOf(answer)).toBe(OK);
    }
  });

  it("says NOT_SERVING while the collector is not ready", async () => {
    await reopen({ readiness: () => "the spool cannot be written" });
    const answer = await callRaw(session, { headers });
    expect(answer.body).toEqual(frame(Buffer.of(0x08, 2)));
  });

  it("answers NOT_FOUND for a service it does not know", async () => {
    const answer = await callRaw(session, { headers, chunks: [frame(service("x.Y"))] });
    expect(statusOf(answer)).toBe(NOT_FOUND);
  });

  it("answers even when the collector admits nothing", async () => {
    door.ingest.admission = { admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1 };
    expect(statusOf(await callRaw(session, { headers }))).toBe(OK);
  });
});
