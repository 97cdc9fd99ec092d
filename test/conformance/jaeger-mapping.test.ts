import { expect, it } from "vitest";
import type { Attribute, AttributeValue, Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  decodeJaegerDatagram,
  decodeJaegerProtoBatch,
  decodeJaegerThriftBatch,
  type JaegerOutcome,
} from "@spanhouse/wire";
import type { JaegerBatchInput, JaegerSpanInput, JaegerTagInput } from "../support/jaeger-batch.ts";
import { thriftArguments, thriftBatch } from "../support/jaeger-batch-encode.ts";
import { jaegerPacket, SMALL_BATCH } from "../support/jaeger-packets.ts";
import { encodePostSpansRequest } from "../support/jaeger-proto-encode.ts";
import { writeWithLibrary } from "../support/thrift-library.ts";
import type { ThriftStruct } from "../support/thrift-writer.ts";

// What Jaeger's spans mean here, field by field. That nothing is lost is in jaeger-decoders.test.ts.

const [RICH, BARE] = SMALL_BATCH.spans as [JaegerSpanInput, JaegerSpanInput];
const TRACE_ID = RICH.traceId;
const ORIGIN = text("spanhouse.origin", "jaeger");

function text(key: string, value: string): Attribute {
  return { key, value: { type: "string", value } };
}

function tag(key: string, value: string | boolean | bigint | number): JaegerTagInput {
  if (typeof value === "string") return { key, type: "string", value };
  if (typeof value === "boolean") return { key, type: "bool", value };
  if (typeof value === "bigint") return { key, type: "int64", value };
  return { key, type: "float64", value };
}

function batchOf(change: Partial<JaegerSpanInput>): JaegerBatchInput {
  return { ...SMALL_BATCH, spans: [{ ...BARE, ...change }] };
}

function decode(packet: Uint8Array): readonly [JaegerOutcome, readonly Span[]] {
  const recorder = new SpanRecorder();
  return [decodeJaegerDatagram(packet, recorder), recorder.spans];
}

/** The one span of a packet in the compact protocol. */
function spanOf(change: Partial<JaegerSpanInput>): Span {
  const [outcome, spans] = decode(jaegerPacket(batchOf(change), "compact"));
  expect(outcome).toMatchObject({ status: "decoded", spans: 1, rejected: 0 });
  return spans[0]!;
}

function tagged(...tags: readonly JaegerTagInput[]): Span {
  return spanOf({ tags });
}

it("is a span with everything", () => {
  const [, [span]] = decode(jaegerPacket(SMALL_BATCH, "compact"));
  expect(span).toEqual({
    traceId: TRACE_ID,
    spanId: "051581bf3cb55c13",
    parentSpanId: "00000000000000ff",
    traceState: "",
    flags: 3,
    name: "GET /",
    kind: 2,
    startUnixNano: 1_700_000_000_000_001_000n,
    endUnixNano: 1_700_000_000_002_501_000n,
    attributes: [
      { key: "http.status_code", value: { type: "int", value: 200n } },
      { key: "load", value: { type: "double", value: 0.5 } },
      { key: "digest", value: { type: "bytes", value: Uint8Array.of(1, 2, 3) } },
      text("long", "x".repeat(200)),
    ],
    droppedAttributesCount: 0,
    events: [
      {
        timeUnixNano: 1_700_000_000_000_002_000n,
        name: "retry",
        attributes: [{ key: "attempt", value: { type: "int", value: -2n } }],
        droppedAttributesCount: 0,
      },
    ],
    droppedEventsCount: 0,
    links: [
      {
        traceId: "000000000000000000000000000000ab",
        spanId: "00000000000000cd",
        traceState: "",
        flags: 0,
        attributes: [text("opentracing.ref_type", "follows_from")],
        droppedAttributesCount: 0,
      },
    ],
    droppedLinksCount: 0,
    statusCode: 2,
    statusMessage: "",
    resource: {
      attributes: [
        text("service.name", "shop"),
        text("host.name", "a-host"),
        text("opencensus.exporterversion", "Jaeger-Node-3.19.0"),
        text("client-uuid", "c1"),
      ],
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
    scope: {
      name: "",
      version: "",
      attributes: [ORIGIN],
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
  });
});

it("is the same span in every protocol", () => {
  const [, compact] = decode(jaegerPacket(SMALL_BATCH, "compact"));
  const others = [
    decode(jaegerPacket(SMALL_BATCH, "binary"))[1],
    decode(jaegerPacket(SMALL_BATCH, "oldBinary"))[1],
  ];
  const thrift = new SpanRecorder();
  decodeJaegerThriftBatch(writeWithLibrary("binary", thriftBatch(SMALL_BATCH)), thrift);
  const proto = new SpanRecorder();
  decodeJaegerProtoBatch(encodePostSpansRequest(SMALL_BATCH), proto);
  for (const spans of [...others, thrift.spans, proto.spans]) expect(spans).toEqual(compact);
});

it.each([
  ["error=true", [tag("error", true)], 2, ""],
  [
    "error=true with a description",
    [tag("otel.status_description", "x"), tag("error", true)],
    2,
    "x",
  ],
  [
    "error=true and a status of HTTP",
    [tag("http.status_message", "y"), tag("error", true)],
    2,
    "y",
  ],
  [
    "error=true against otel.status_code",
    [tag("otel.status_code", "OK"), tag("error", true)],
    2,
    "",
  ],
  ["error=false", [tag("error", false)], 0, ""],
  ["error as text", [tag("error", "true")], 0, ""],
  ["otel.status_code=OK", [tag("otel.status_code", "OK")], 1, ""],
  ["otel.status_code=error", [tag("otel.status_code", "error")], 2, ""],
  ["404 of a client", [tag("http.status_code", 404n), tag("span.kind", "client")], 2, ""],
  ["404 of a server", [tag("http.status_code", 404n), tag("span.kind", "server")], 0, ""],
  ["500 of a server", [tag("http.status_code", 500n), tag("span.kind", "server")], 2, ""],
  ["500 as text", [tag("http.status_code", "500")], 2, ""],
  ["500 of a client in JavaScript", [tag("http.status_code", 500)], 2, ""],
  ["200", [tag("http.status_code", 200n)], 0, ""],
  ["what is no status of HTTP", [tag("http.status_code", 600n)], 0, ""],
  ["500 against OK", [tag("http.status_code", 500n), tag("otel.status_code", "OK")], 1, ""],
] satisfies [string, JaegerTagInput[], number, string][])("reads the status from %s", (...row) => {
  const [, tags, code, message] = row;
  const span = tagged(...tags);
  expect([span.statusCode, span.statusMessage]).toEqual([code, message]);
});

it("says where a status came from that nobody said", () => {
  expect(tagged(tag("http.status_code", 500n)).attributes).toEqual([
    text("spanhouse.status.source", "http.status_code"),
    { key: "http.status_code", value: { type: "int", value: 500n } },
  ]);
});

it("takes scope and trace state from the tags of OpenTelemetry's exporters", () => {
  const span = tagged(
    tag("otel.scope.name", "io.example"),
    tag("otel.scope.version", "1.2"),
    tag("w3c.tracestate", "a=b"),
    tag("otel.status_code", "ERROR"),
    tag("error", true),
  );
  expect(span).toMatchObject({ traceState: "a=b", statusCode: 2, attributes: [] });
  expect(span.scope).toMatchObject({ name: "io.example", version: "1.2", attributes: [ORIGIN] });
  const old = tagged(tag("otel.library.name", "io.example"));
  expect(old.scope).toMatchObject({
    name: "io.example",
    attributes: [ORIGIN, text("spanhouse.origin.spelling", "otel.library")],
  });
});

it("keeps 64 bits of integers, the bits of doubles, and the types of everything else", () => {
  const values = tagged(
    tag("largest", 2n ** 63n - 1n),
    tag("smallest", -(2n ** 63n)),
    tag("pi", Math.PI),
    tag("infinite", -Infinity),
    tag("false", false),
    tag("empty", ""),
  ).attributes.map(({ value }) => value);
  expect(values).toEqual([
    { type: "int", value: 2n ** 63n - 1n },
    { type: "int", value: -(2n ** 63n) },
    { type: "double", value: Math.PI },
    { type: "double", value: -Infinity },
    { type: "bool", value: false },
    { type: "string", value: "" },
  ] satisfies AttributeValue[]);
});

it("goes by the type that a tag says when all values are written, and by nothing when none is", () => {
  const all = (type: number): ThriftStruct => ({
    type: "struct",
    value: [
      [1, { type: "string", value: "k" }],
      [2, { type: "i32", value: type }],
      [3, { type: "string", value: "text" }],
      [4, { type: "double", value: 1.5 }],
      [5, { type: "bool", value: true }],
      [6, { type: "i64", value: 7n }],
      [7, { type: "string", value: Uint8Array.of(9) }],
    ],
  });
  const none = (type: number): ThriftStruct => ({
    ...all(type),
    value: all(type).value.slice(0, 2),
  });
  const batch = thriftBatch(batchOf({ tags: [] }));
  const tags = [0, 1, 2, 3, 4, 77].flatMap((type) => [all(type), none(type)]);
  const withTags = replaceTags(batch, tags);
  for (const protocol of ["compact", "binary"] as const) {
    const message = { method: "emitBatch", messageType: 4 };
    const [, spans] = decode(writeWithLibrary(protocol, thriftArguments(withTags), message));
    expect(spans[0]!.attributes.map(({ value }) => value)).toEqual([
      { type: "string", value: "text" },
      { type: "string", value: "" },
      { type: "double", value: 1.5 },
      { type: "double", value: 0 },
      { type: "bool", value: true },
      { type: "bool", value: false },
      { type: "int", value: 7n },
      { type: "int", value: 0n },
      { type: "bytes", value: Uint8Array.of(9) },
      { type: "bytes", value: new Uint8Array(0) },
      { type: "string", value: "text" },
      { type: "string", value: "" },
    ] satisfies AttributeValue[]);
  }
});

/** The tags of the only span. */
function replaceTags(batch: ThriftStruct, tags: readonly ThriftStruct[]): ThriftStruct {
  const list = { type: "list", of: "struct", value: tags } as const;
  const [process, [spansId, spans]] = batch.value as [
    ThriftStruct["value"][number],
    [number, { type: "list"; of: "struct"; value: ThriftStruct[] }],
  ];
  const [span] = spans.value;
  const fields = span!.value.map(([id, value]) => [id, id === 10 ? list : value] as const);
  const changed: ThriftStruct = { type: "struct", value: fields };
  return { type: "struct", value: [process, [spansId, { ...spans, value: [changed] }]] };
}

it("takes the parent from references when no field names it", () => {
  const other = { type: "CHILD_OF", traceId: BARE.traceId.replace("6124", "6125") } as const;
  const parentOf = (types: readonly ("CHILD_OF" | "FOLLOWS_FROM")[]): string =>
    spanOf({
      references: [
        { ...other, spanId: "00000000000000aa" },
        ...types.map((type, index) => ({
          ...{ type, traceId: BARE.traceId, spanId: `00000000000000b${index}` },
        })),
      ],
    }).parentSpanId;
  expect(parentOf([])).toBe("");
  expect(parentOf(["FOLLOWS_FROM"])).toBe("00000000000000b0");
  expect(parentOf(["FOLLOWS_FROM", "CHILD_OF"])).toBe("00000000000000b1");
});

it("counts references that point nowhere as dropped", () => {
  const nowhere = {
    type: "CHILD_OF",
    traceId: "0".repeat(32),
    spanId: "00000000000000aa",
  } as const;
  expect(spanOf({ references: [nowhere] })).toMatchObject({ links: [], droppedLinksCount: 1 });
});

it("keeps an end before its start", () => {
  const span = spanOf({ startUs: 1_000_000n, durationUs: -1n });
  expect(span.endUnixNano - span.startUnixNano).toBe(-1_000n);
});

it.each([
  ["no trace id", { traceId: "0".repeat(32) }, "trace_id must be 16 bytes and not all zero"],
  ["no span id", { spanId: "0".repeat(16) }, "span_id must be 8 bytes and not all zero"],
  ["a start before 1970", { startUs: -1n }, "start and end must be between 1970 and 2554"],
  ["an end before 1970", { durationUs: -1n }, "start and end must be between 1970 and 2554"],
  ["an end after 2554", { startUs: 2n ** 63n - 1n }, "start and end must be between 1970 and 2554"],
])("refuses a span with %s and takes the others", (_, change, reason) => {
  const batch = { ...SMALL_BATCH, spans: [{ ...BARE, ...change }, RICH] };
  const [outcome, spans] = decode(jaegerPacket(batch, "compact"));
  expect(outcome).toMatchObject({ spans: 1, rejected: 1, reason: `1 span: ${reason} (1)` });
  expect(spans).toHaveLength(1);
});

it("leaves out a log whose time cannot be, and counts it", () => {
  const logs = [-1n, 5n].map((timestampUs) => ({ timestampUs, fields: [] }));
  const span = spanOf({ logs });
  expect(span.droppedEventsCount).toBe(1);
  expect(span.events.map(({ timeUnixNano }) => timeUnixNano)).toEqual([5_000n]);
});

it("has no service name when the process has none", () => {
  const [, [span]] = decode(jaegerPacket({ ...SMALL_BATCH, serviceName: "" }, "compact"));
  expect(span!.resource.attributes.map(({ key }) => key)).not.toContain("service.name");
});

it("reads spans that stand before their process", () => {
  const { value } = thriftBatch(SMALL_BATCH);
  const reversed: ThriftStruct = { type: "struct", value: value.toReversed() };
  const message = { method: "emitBatch", messageType: 1 };
  const [, expected] = decode(jaegerPacket(SMALL_BATCH, "compact"));
  expect(decode(writeWithLibrary("compact", thriftArguments(reversed), message))[1]).toEqual(
    expected,
  );
  const recorder = new SpanRecorder();
  decodeJaegerThriftBatch(writeWithLibrary("binary", reversed), recorder);
  expect(recorder.spans).toEqual(expected);
});

it("tells what the client says that it lost", () => {
  const stats: ThriftStruct = {
    type: "struct",
    value: [
      [1, { type: "i64", value: 5n }],
      [2, { type: "i64", value: 6n }],
      [3, { type: "i64", value: 7n }],
    ],
  };
  const batch = thriftBatch(SMALL_BATCH, [
    [3, { type: "i64", value: 42n }],
    [4, stats],
  ]);
  const clientStats = [
    {
      client: "c1",
      sequence: 42,
      fullQueueDroppedSpans: 5,
      tooLargeDroppedSpans: 6,
      failedToEmitSpans: 7,
    },
  ];
  const message = { method: "emitBatch", messageType: 4 };
  const [outcome] = decode(writeWithLibrary("compact", thriftArguments(batch), message));
  expect(outcome).toMatchObject({ status: "decoded", spans: 2, clientStats });
  const body = writeWithLibrary("binary", batch);
  expect(decodeJaegerThriftBatch(body, new SpanRecorder())).toMatchObject({ clientStats });
});

it("keeps warnings of protobuf spans where Jaeger keeps them", () => {
  const recorder = new SpanRecorder();
  decodeJaegerProtoBatch(encodePostSpansRequest(batchOf({}), "batch", ["late", "odd"]), recorder);
  expect(recorder.spans[0]!.attributes).toEqual([
    {
      key: "@jaeger@warnings",
      value: {
        type: "array",
        value: [
          { type: "string", value: "late" },
          { type: "string", value: "odd" },
        ],
      },
    },
  ]);
});

it("pads trace ids of eight bytes, as old senders of protobuf write them", () => {
  const request = encodePostSpansRequest(batchOf({ traceId: "48485a3953bb6124" }));
  const recorder = new SpanRecorder();
  decodeJaegerProtoBatch(request, recorder);
  expect(recorder.spans[0]!.traceId).toBe(BARE.traceId);
});
