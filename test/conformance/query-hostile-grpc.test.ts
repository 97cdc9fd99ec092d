import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { traceFromText, TEXT_TRACE_START } from "@spanhouse/model/testing";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FILTERS } from "../support/hostile-texts.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { callRaw, connectRaw, frame, HEALTH_PATH } from "../support/raw-grpc.ts";
import { ReflectionClient } from "../support/reflection-client.ts";

/** Whatever bytes come to the gRPC port, each call ends soon with a code that says whose fault it is. */

const CALLS_MS_MAX = 20_000;
const AT_ONCE = 8;
/** Watching health ends with this and not by itself. */
const DEADLINE_MS = 3_000;

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const SECOND = 1_000_000_000n;
const V3 = "jaeger.api_v3.QueryService";
const WINDOW = {
  startTimeMin: { seconds: String(TEXT_TRACE_START / SECOND - 1n) },
  startTimeMax: { seconds: String(TEXT_TRACE_START / SECOND + 100n) },
};

const DEADLINE_EXCEEDED: number = status.DEADLINE_EXCEEDED;
const USUAL: readonly number[] = [
  ...[status.OK, status.INVALID_ARGUMENT, status.NOT_FOUND],
  ...[status.RESOURCE_EXHAUSTED, status.UNIMPLEMENTED],
];

let query: QueryOverStore;
let client: ReflectionClient;
/** `service/method` of everything that is served. */
let methods: readonly string[];

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(traceFromText("web:GET /checkout 1000..1100 server", TRACE_ID));
  client = new ReflectionClient(query.grpcAddress);
  const services = await client.services();
  const all = services.map(async (service) => {
    const root = await client.describe(service);
    return Object.keys(root.lookupService(service).methods).map((name) => `${service}/${name}`);
  });
  methods = (await Promise.all(all)).flat();
  expect(methods.length).toBeGreaterThan(14);
});

afterAll(async () => {
  await isStillRight();
  client.close();
  await query.close();
});

async function isStillRight(): Promise<void> {
  const { code, answers } = await client.call(`${V3}/FindTraces`, {
    query: { ...WINDOW, serviceName: "web", searchDepth: 5 },
  });
  expect(code).toBe(status.OK);
  expect(answers).toHaveLength(1);
}

/** What a call came to, every method being one with a stream of answers. */
async function send(
  method: string,
  bytes: Uint8Array,
): Promise<{ readonly code: number; readonly details: string }> {
  const call = client.client.makeServerStreamRequest(
    `/${method}`,
    (message: Uint8Array) => Buffer.from(message),
    (answer: Buffer) => answer,
    bytes,
    new Metadata(),
    { deadline: Date.now() + DEADLINE_MS },
  );
  try {
    for await (const answer of call as AsyncIterable<Buffer>) expect(answer).toBeDefined();
    return { code: status.OK, details: "" };
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { code, details };
  }
}

/** Sends them all and counts the codes; those that no client's bytes may cause are a failure. */
async function sendAll(
  calls: readonly (readonly [method: string, bytes: Uint8Array])[],
): Promise<ReadonlyMap<number, number>> {
  const begun = performance.now();
  const codes = new Map<number, number>();
  const problems: string[] = [];
  const queue = calls.values();
  const work = async (): Promise<void> => {
    for (const [method, bytes] of queue) {
      const { code, details } = await send(method, bytes);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      const isWatch = method.endsWith("/Watch") && code === DEADLINE_EXCEEDED;
      if (USUAL.includes(code) || isWatch) continue;
      problems.push(
        `${method} ${Buffer.from(bytes).toString("hex").slice(0, 80)}: ${code} ${details}`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(problems).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(CALLS_MS_MAX);
  return codes;
}

/** Watching ends by its deadline only, so it is asked less often. */
function toEvery(messages: readonly Uint8Array[]): (readonly [string, Uint8Array])[] {
  return methods.flatMap((method) =>
    (method.endsWith("/Watch") ? messages.slice(0, 4) : messages).map(
      (bytes) => [method, bytes] as const,
    ),
  );
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** A length-delimited field, of which the length may be a lie. */
function field(number: number, content: Uint8Array, length = BigInt(content.length)): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(length)]), content]);
}

/** A message in a message in a message. */
function nested(number: number, depth: number): Buffer {
  const heads: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < depth; level++) {
    const head = Buffer.from([number * 8 + 2, ...varint(BigInt(length))]);
    heads.push(head);
    length += head.length;
  }
  return Buffer.concat(heads.reverse());
}

const MAX = 2n ** 64n - 1n;

/** Of the first field of a message, whatever it is, and of the fields of a search. */
const BOMBS: readonly Buffer[] = [
  Buffer.alloc(0),
  ...[[0x00], [0xff], [0x0a], [0x0a, 0x80], Array<number>(20).fill(0xff), [0x08, 0x01]].map(
    (bytes) => Buffer.from(bytes),
  ),
  // Groups, and wire types that there are not.
  ...[0x0b, 0x0c, 0x0e, 0x0f].map((tag) => Buffer.from([tag, 0x01, 0x02])),
  ...[1n, 100n, 2n ** 31n, 2n ** 53n, MAX].map((length) => field(1, Buffer.from("x"), length)),
  ...[0, 1, 7, 8, 9, 15, 16, 17, 32, 1_000, 200_000].map((size) =>
    field(1, Buffer.alloc(size, 0xab)),
  ),
  field(1, Buffer.alloc(16)),
  field(1, Buffer.from([0xed, 0xa0, 0x80, 0xff])),
  field(1, Buffer.from("'; DROP TABLE spans; --")),
  ...[1, 3, 10].flatMap((number) => [nested(number, 200), nested(number, 20_000)]),
  field(1, nested(10, 10_000)),
  field(
    1,
    Buffer.concat(Array.from({ length: 20_000 }, () => field(3, field(1, Buffer.from("k"))))),
  ),
  Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([0x0a, 0x00]))),
  Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from([0xf8, 0x7f, 0x01]))),
  // Times and depths as absurd as 64 bits allow.
  ...[0n, 1n, 2n ** 63n, 2n ** 63n - 1n, MAX].flatMap((value) => {
    const time = Buffer.from([8, ...varint(value), 16, ...varint(value)]);
    const times = [1, 2, 3, 4, 5, 6, 7].map((number) => field(number, time));
    return [
      ...[
        [1, 2],
        [2, 3],
      ].map(([a, b]) => Buffer.concat([field(a!, time), field(b!, time)])),
      field(1, Buffer.concat([...times.slice(3), Buffer.from([64, ...varint(value)])])),
    ];
  }),
];

describe("every method", () => {
  it("answers bombs", async () => {
    const codes = await sendAll(toEvery(BOMBS));
    expect(codes.get(status.INVALID_ARGUMENT)).toBeGreaterThan(100);
  }, 40_000);

  it("answers random bytes", async () => {
    const random = fc.sample(fc.uint8Array({ maxLength: 60 }), { numRuns: 60, seed: 20_260_101 });
    await sendAll(toEvery(random));
  }, 40_000);

  it("refuses more than it reads", async () => {
    const large = field(1, Buffer.alloc(300 * 1024));
    for (const method of methods) {
      expect(await send(method, large), method).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    }
  });
});

describe("a search", () => {
  it("answers what is cut off anywhere, and any bit that is flipped", async () => {
    const root = await client.describe(V3);
    const type = root.lookupType("jaeger.api_v3.FindTracesRequest");
    const filter = { op: "eq", args: [{ attr: { key: "k" } }, { scalar: { value: "v" } }] };
    const whole = type
      .encode(type.fromObject({ query: { ...WINDOW, searchDepth: 5, filter } }))
      .finish();
    const cut = Array.from(whole, (_, length) => whole.slice(0, length));
    const flipped = Array.from(whole, (byte, at) => whole.with(at, byte ^ (1 << (at % 8))));
    const calls = [whole, ...cut, ...flipped].map((bytes) => [`${V3}/FindTraces`, bytes] as const);
    const codes = await sendAll(calls);
    expect(codes.get(status.INVALID_ARGUMENT)).toBeGreaterThan(whole.length / 2);
  }, 40_000);

  it("answers bombs in filters", async () => {
    const type = (await client.describe(V3)).lookupType("jaeger.api_v3.FindTracesRequest");
    const calls = FILTERS.flatMap((json) => {
      try {
        const query = { ...WINDOW, searchDepth: 5, filter: JSON.parse(json) as unknown };
        return [[`${V3}/FindTraces`, type.encode(type.fromObject({ query })).finish()] as const];
      } catch {
        // What cannot be said in protobuf at all.
        return [];
      }
    });
    expect(calls.length).toBeGreaterThan(100);
    const codes = await sendAll(calls);
    expect(codes.get(status.OK)).toBeGreaterThan(20);
    expect(codes.get(status.INVALID_ARGUMENT)).toBeGreaterThan(20);
  }, 40_000);
});

it("answers calls that break the rules of gRPC, and others meanwhile", async () => {
  const session = await connectRaw(`http://${query.grpcAddress}`);
  try {
    const health = { ":path": HEALTH_PATH };
    const answers = await Promise.all([
      callRaw(session, {
        headers: health,
        chunks: [frame(Buffer.alloc(4), { length: 0xffffffff })],
      }),
      callRaw(session, { headers: health, chunks: [frame(Buffer.from("xxxx"), { flag: 1 })] }),
      callRaw(session, { headers: health, chunks: [frame(Buffer.alloc(0), { flag: 0xff })] }),
      callRaw(session, { headers: health, chunks: [Buffer.from([0, 0])] }),
      callRaw(session, { headers: health, chunks: [] }),
      callRaw(session, {
        headers: health,
        chunks: Array.from({ length: 50 }, () => frame(Buffer.alloc(0))),
      }),
      callRaw(session, { headers: { ...health, "grpc-timeout": "99999999999H" } }),
      callRaw(session, { headers: { ...health, "grpc-timeout": "-1x" } }),
      callRaw(session, { headers: { ...health, "grpc-encoding": "bomb" } }),
      callRaw(session, { headers: { ...health, "content-type": "text/plain" } }),
      callRaw(session, { headers: { ":path": "/nobody/Nothing" } }),
      callRaw(session, { headers: { ":path": `/${"a".repeat(4_000)}` } }),
      callRaw(session, { headers: { ...health, ":method": "GET" }, chunks: [] }),
      callRaw(session, { headers: { ...health, "x-bin": "%%%" } }),
    ]);
    for (const [index, { headers, trailers, rstCode }] of answers.entries()) {
      const ended =
        trailers["grpc-status"] !== undefined || rstCode !== 0 || Number(headers[":status"]) >= 400;
      expect(ended, `call ${index}`).toBe(true);
      expect(Number(headers[":status"] ?? 200), `call ${index}`).toBeLessThan(500);
    }
  } finally {
    session.destroy();
  }
  await isStillRight();
});
