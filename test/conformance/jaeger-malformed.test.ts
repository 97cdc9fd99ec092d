import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpanAppender } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  decodeJaegerDatagram,
  decodeJaegerDatagrams,
  decodeJaegerProtoBatch,
  decodeJaegerThriftBatch,
  decodeZipkinV1Thrift,
  type DecodeOutcome,
} from "@spanhouse/wire";
import type { JaegerBatchInput, JaegerSpanInput } from "../support/jaeger-batch.ts";
import { thriftBatch } from "../support/jaeger-batch-encode.ts";
import { jaegerPacket, packetsBody, SMALL_BATCH } from "../support/jaeger-packets.ts";
import { encodePostSpansRequest } from "../support/jaeger-proto-encode.ts";
import { writeWithLibrary, type LibraryProtocol } from "../support/thrift-library.ts";
import type { ThriftStruct } from "../support/thrift-writer.ts";

const PROTOCOLS: readonly LibraryProtocol[] = ["compact", "binary", "oldBinary"];
const COMPACT_HEAD = [0x82, 0x81, 0x00, 9, ...Buffer.from("emitBatch")];
const BINARY_HEAD = [0x80, 1, 0, 4, 0, 0, 0, 9, ...Buffer.from("emitBatch"), 0, 0, 0, 0];

type Decode = (bytes: Uint8Array, appender: SpanAppender) => DecodeOutcome;

/** The outcome and how many spans were appended; whatever it is, nothing stays open. */
function tried(bytes: Uint8Array, decode: Decode): readonly [DecodeOutcome, number] {
  const recorder = new SpanRecorder();
  const outcome = decode(bytes, recorder);
  if (outcome.status === "decoded") expect(recorder.open).toBe("nothing");
  return [outcome, recorder.spans.length];
}

function refused(bytes: readonly number[] | Uint8Array): string {
  const [outcome, spans] = tried(Uint8Array.from(bytes), decodeJaegerDatagram);
  expect([outcome.status, spans]).toEqual(["malformed", 0]);
  return outcome.status === "malformed" ? outcome.reason : "";
}

describe.each(PROTOCOLS)("a packet in the %s protocol", (protocol) => {
  const packet = jaegerPacket(SMALL_BATCH, protocol);

  it("is taken whole, whatever comes after it", () => {
    const longer = Buffer.concat([packet, Buffer.from("rest")]);
    expect(tried(longer, decodeJaegerDatagram)).toMatchObject([{ status: "decoded" }, 2]);
  });

  it("appends nothing when it is cut short, wherever", () => {
    for (let length = 0; length < packet.length; length++) {
      refused(packet.subarray(0, length));
    }
  });

  it("appends all that it says or nothing, whichever bits are flipped", () => {
    const bit = fc.nat({ max: packet.length * 8 - 1 });
    fc.assert(
      fc.property(fc.array(bit, { minLength: 1, maxLength: 4 }), (bits) => {
        const bytes = Uint8Array.from(packet);
        for (const flipped of bits) bytes[flipped >> 3]! ^= 1 << (flipped & 7);
        const [outcome, spans] = tried(bytes, decodeJaegerDatagram);
        expect(spans).toBe(outcome.status === "decoded" ? outcome.spans : 0);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("a packet is refused at once", () => {
  it.each([
    ["a compact list of 2^31 spans", [...COMPACT_HEAD, 0x1c, 0x29, 0xfc, 255, 255, 255, 255, 7]],
    [
      "a binary list of 2^31 - 1 spans",
      [...BINARY_HEAD, 12, 0, 1, 15, 0, 2, 12, 127, 255, 255, 255],
    ],
    ["a binary list of -1 spans", [...BINARY_HEAD, 12, 0, 1, 15, 0, 2, 12, 255, 255, 255, 255]],
    ["a map of 2^31 entries", [...COMPACT_HEAD, 0xfb, 255, 255, 255, 255, 7, 0x33]],
    ["a binary text of -1 bytes", [...BINARY_HEAD, 11, 0, 9, 255, 255, 255, 255]],
    ["a binary text beyond the end", [...BINARY_HEAD, 11, 0, 9, 0, 0, 0, 9, 1]],
    ["a compact text beyond the end", [...COMPACT_HEAD, 0x98, 9, 1]],
    ["a method whose name is beyond the end", [0x82, 0x81, 0, 200, 1, 1]],
  ])("with %s", (_, bytes) => {
    expect(refused(bytes)).toBe("the bytes end too early");
  });

  it.each([
    ["of lists in the compact protocol", [...COMPACT_HEAD, 0x99], [0x19]],
    ["of structures in the compact protocol", [...COMPACT_HEAD, 0x9c], [0x1c]],
    ["of maps in the binary protocol", [...BINARY_HEAD, 13, 0, 9], [8, 13, 0, 0, 0, 1, 0, 0, 0, 1]],
    ["of structures in the binary protocol", [...BINARY_HEAD, 12, 0, 9], [12, 0, 1]],
  ])("with a nesting %s that is thousands deep", (_, head, level) => {
    const depth = Math.floor((65_000 - head.length) / level.length);
    const bytes = [...head, ...Array.from({ length: depth }, () => level).flat()];
    expect(refused(bytes)).toBe("values are nested too deep");
  });

  it.each([
    [
      "a number of more than 64 bits",
      [...COMPACT_HEAD, 0x96, ...Array<number>(10).fill(255), 1],
      /64 bits/,
    ],
    [
      "a length of more than 32 bits",
      [...COMPACT_HEAD, 0x98, 128, 128, 128, 128, 128, 1],
      /32 bits/,
    ],
    [
      "a list of 2^40 spans",
      [...COMPACT_HEAD, 0x1c, 0x29, 0xfc, 128, 128, 128, 128, 128, 32],
      /32 bits/,
    ],
    ["a type that does not exist", [...COMPACT_HEAD, 0x9e], /type 14/],
    ["a type that does not exist, in binary", [...BINARY_HEAD, 17, 0, 1], /type 17/],
    ["a batch that is no structure", [...COMPACT_HEAD, 0x15, 0, 0], /wrong arguments/],
    ["no batch", [...COMPACT_HEAD, 0], /lack the batch/],
    ["an empty batch", [...COMPACT_HEAD, 0x1c, 0, 0], /without process or spans/],
    ["an unknown method", [0x82, 0x81, 0, 4, ...Buffer.from("drop"), 0], /no method "drop"/],
    ["an answer instead of a call", [0x82, 0x41, 0, 0, 0], /no call/],
    ["an unknown version", [0x82, 0x82, 0, 0, 0], /unknown version/],
    ["something else", [...Buffer.from("GET / HTTP/1.1")], /neither/],
    ["nothing", [], /too early/],
  ])("with %s", (_, bytes, reason) => {
    expect(refused(bytes)).toMatch(reason);
  });

  it("when it is larger than UDP allows", () => {
    expect(refused(new Uint8Array(65_536).fill(0x82))).toMatch(/larger than a packet/);
  });
});

describe("a body of packets", () => {
  const good = jaegerPacket(SMALL_BATCH, "compact");
  const zipkin = writeWithLibrary(
    "binary",
    { type: "struct", value: [[1, { type: "list", of: "struct", value: [] }]] },
    { method: "emitZipkinBatch", messageType: 1 },
  );

  it("leaves out malformed packets, counts them, and says what is wrong with the first", () => {
    const body = packetsBody([good, Buffer.from("rubbish"), good.subarray(0, -3), zipkin, good]);
    const recorder = new SpanRecorder();
    expect(decodeJaegerDatagrams(body, recorder)).toEqual({
      status: "decoded",
      spans: 4,
      rejected: 0,
      reason: "",
      packets: 5,
      malformedPackets: 2,
      malformedReason: "neither a compact nor a binary Thrift message",
      clientStats: [],
    });
    expect(recorder.spans).toHaveLength(4);
  });

  it("may be empty", () => {
    expect(decodeJaegerDatagrams(new Uint8Array(0), new SpanRecorder())).toMatchObject({
      status: "decoded",
      spans: 0,
      packets: 0,
    });
  });

  it("is malformed when its lengths are wrong", () => {
    const body = packetsBody([good, good]);
    const [outcome] = tried(body.subarray(0, -1), decodeJaegerDatagrams);
    expect(outcome).toMatchObject({ status: "malformed", reason: /longer than the body/ });
    expect(tried(Uint8Array.of(1, 0), decodeJaegerDatagrams)[0].status).toBe("malformed");
  });
});

describe.each<[string, Uint8Array, Decode]>([
  ["a binary batch", writeWithLibrary("binary", thriftBatch(SMALL_BATCH)), decodeJaegerThriftBatch],
  ["a protobuf request", encodePostSpansRequest(SMALL_BATCH), decodeJaegerProtoBatch],
  [
    "a list of Zipkin spans",
    Uint8Array.of(12, 0, 0, 0, 1, 10, 0, 1, ...Array<number>(8).fill(1), 0),
    decodeZipkinV1Thrift,
  ],
])("%s", (_, body, decode) => {
  it("never throws, whichever bits are flipped and wherever it ends", () => {
    const bit = fc.nat({ max: body.length * 8 - 1 });
    const flips = fc.array(bit, { maxLength: 4 });
    fc.assert(
      fc.property(flips, fc.nat({ max: body.length }), (bits, end) => {
        const bytes = Uint8Array.from(body);
        for (const flipped of bits) bytes[flipped >> 3]! ^= 1 << (flipped & 7);
        const [outcome, spans] = tried(bytes.subarray(0, end), decode);
        if (outcome.status === "decoded") expect(spans).toBe(outcome.spans);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("a list that comes twice", () => {
  const twice = (struct: ThriftStruct, id: number): ThriftStruct => ({
    type: "struct",
    value: [...struct.value, struct.value.find(([field]) => field === id)!],
  });
  const [processField, spansField] = thriftBatch(SMALL_BATCH).value as [
    readonly [number, ThriftStruct],
    readonly [number, { type: "list"; of: "struct"; value: readonly ThriftStruct[] }],
  ];

  it.each([
    ["tags of a span", 10],
    ["logs of a span", 11],
    ["references of a span", 6],
  ])("is refused: %s", (_, id) => {
    const [, list] = spansField;
    const spans = { ...list, value: list.value.map((span) => twice(span, id)) };
    const batch: ThriftStruct = { type: "struct", value: [processField, [2, spans]] };
    const [outcome] = tried(writeWithLibrary("binary", batch), decodeJaegerThriftBatch);
    expect(outcome).toMatchObject({ status: "malformed", reason: "a Span with a list twice" });
  });

  it("is refused: tags of a process", () => {
    const process = twice(processField[1], 2);
    const batch: ThriftStruct = { type: "struct", value: [[1, process], spansField] };
    const [outcome] = tried(writeWithLibrary("binary", batch), decodeJaegerThriftBatch);
    expect(outcome).toMatchObject({ status: "malformed", reason: "a Process with tags twice" });
  });
});

describe("a span with too much", () => {
  // One more than JAEGER_SPAN_ITEMS_MAX.
  const tags = Array.from({ length: 65_537 }, () => ({
    key: "k",
    type: "bool" as const,
    value: true,
  }));
  const [rich, bare] = SMALL_BATCH.spans;
  const of = (change: Partial<JaegerSpanInput>): JaegerBatchInput => ({
    ...SMALL_BATCH,
    spans: [{ ...bare!, ...change }, rich!],
  });
  const logs = tags.slice(0, 2).map(() => ({ timestampUs: 1n, fields: tags.slice(0, 40_000) }));

  it.each<[string, Uint8Array, Decode]>([
    [
      "tags over HTTP",
      writeWithLibrary("binary", thriftBatch(of({ tags }))),
      decodeJaegerThriftBatch,
    ],
    [
      "fields of logs over HTTP",
      writeWithLibrary("binary", thriftBatch(of({ logs }))),
      decodeJaegerThriftBatch,
    ],
    ["tags over gRPC", encodePostSpansRequest(of({ tags })), decodeJaegerProtoBatch],
    ["fields of logs over gRPC", encodePostSpansRequest(of({ logs })), decodeJaegerProtoBatch],
  ])("is refused, and the others are taken: %s", (_, body, decode) => {
    const [outcome, spans] = tried(body, decode);
    expect(spans).toBe(1);
    expect(outcome).toMatchObject({
      status: "decoded",
      rejected: 1,
      reason: "1 span: a span has too many tags, logs and references (1)",
    });
  });

  it("is not what a process with too many tags makes of its spans", () => {
    const batch = { ...SMALL_BATCH, processTags: tags };
    for (const [body, decode] of [
      [writeWithLibrary("binary", thriftBatch(batch)), decodeJaegerThriftBatch],
      [encodePostSpansRequest(batch), decodeJaegerProtoBatch],
    ] as const) {
      const recorder = new SpanRecorder();
      expect(decode(body, recorder)).toMatchObject({ status: "decoded", spans: 2, rejected: 0 });
      expect(recorder.spans[0]!.resource.droppedAttributesCount).toBe(1);
    }
  });
});

describe("a binary batch", () => {
  it.each([
    ["a list of 2^31 - 1 spans", [15, 0, 2, 12, 127, 255, 255, 255]],
    ["a text of 2^31 - 1 bytes", [12, 0, 1, 11, 0, 1, 127, 255, 255, 255]],
  ])("is refused at once with %s", (_, bytes) => {
    const [outcome] = tried(Uint8Array.from(bytes), decodeJaegerThriftBatch);
    expect(outcome).toMatchObject({ status: "malformed", reason: "the bytes end too early" });
  });

  it("is refused when it is 100,000 levels deep", () => {
    const bytes = Uint8Array.from(Array.from({ length: 100_000 }, () => [12, 0, 9]).flat());
    const [outcome] = tried(bytes, decodeJaegerThriftBatch);
    expect(outcome).toMatchObject({ status: "malformed", reason: "values are nested too deep" });
  });
});
