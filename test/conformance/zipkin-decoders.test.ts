import { SpanRecorder, type Span } from "@spanhouse/model";
import {
  appendZipkinV1Spans,
  decodeZipkinV1Json,
  decodeZipkinV1Thrift,
  decodeZipkinV2Json,
  decodeZipkinV2Protobuf,
  type DecodeOutcome,
  type ZipkinV1Span,
} from "@spanhouse/wire";
import * as fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { meaningOfZipkinV2, type ZipkinV2JsonSpan } from "../support/zipkin-v2-span.ts";

/**
 * The Zipkin decoders held to other implementations: the meaning of a span written as plain code, JSON by the
 * engine, protobuf by protobufjs; and to bytes that are none of that.
 */

const ListOfSpans = protobuf
  .parse(
    `
  syntax = "proto3";
  message ListOfSpans { repeated Span spans = 1; }
  message Span {
    bytes trace_id = 1;
    bytes parent_id = 2;
    bytes id = 3;
    enum Kind { SPAN_KIND_UNSPECIFIED = 0; CLIENT = 1; SERVER = 2; PRODUCER = 3; CONSUMER = 4; }
    Kind kind = 4;
    string name = 5;
    fixed64 timestamp = 6;
    uint64 duration = 7;
    Endpoint local_endpoint = 8;
    Endpoint remote_endpoint = 9;
    repeated Annotation annotations = 10;
    map<string, string> tags = 11;
    bool debug = 12;
    bool shared = 13;
  }
  message Endpoint { string service_name = 1; bytes ipv4 = 2; bytes ipv6 = 3; int32 port = 4; }
  message Annotation { fixed64 timestamp = 1; string value = 2; }
`,
    { keepCase: true },
  )
  .root.lookupType("ListOfSpans");

const hex = (digits: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((id) => !/^0+$/.test(id));
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("true", "FALSE", "ok", "ERROR", "7", "4294967296", 'quote " and \\ and \n'),
);
const tagKey = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    ...["error", "service.name", "peer.service", "network.peer.port", "network.local.address"],
    ...["otel.status_code", "otel.status_description", "w3c.tracestate", "telemetry.sdk.name"],
    ...["otel.scope.name", "otel.scope.version", "otel.library.name", "otel.library.version"],
    ...["otel.dropped_attributes_count", "otel.dropped_events_count", "otel.dropped_links_count"],
    ...["k8s.pod.name", "service.version", "k8s.", "hostname", "aws.ecs.task.arn"],
  ),
);
const micros = fc.oneof(
  fc.nat(1_000),
  fc.integer({ min: 1_600_000_000_000_000, max: 1_800_000_000_000_000 }),
  fc.maxSafeInteger().map(Math.abs),
);
const endpoint = fc.record(
  {
    serviceName: text,
    ipv4: fc.ipV4(),
    ipv6: fc.constantFrom("::1", "2001:db8::c001", "fe80::1:0:0:2"),
    port: fc.integer({ min: 0, max: 65_535 }),
  },
  { requiredKeys: [] },
);
const v2Span: fc.Arbitrary<ZipkinV2JsonSpan> = fc.record(
  {
    traceId: fc.oneof(hex(16), hex(32)),
    parentId: fc.oneof(hex(16), fc.constant("00000000000000ab")),
    id: fc.oneof(hex(16), fc.constant("00000000000000ab")),
    kind: fc.constantFrom("CLIENT", "SERVER", "PRODUCER", "CONSUMER"),
    name: text,
    timestamp: micros,
    duration: fc.nat(),
    localEndpoint: endpoint,
    remoteEndpoint: endpoint,
    annotations: fc.array(fc.record({ timestamp: micros, value: text }), { maxLength: 3 }),
    tags: fc.dictionary(tagKey, text, { noNullPrototype: true }),
    debug: fc.boolean(),
    shared: fc.boolean(),
  },
  { requiredKeys: ["traceId", "id"] },
);

function toProtobuf(spans: readonly ZipkinV2JsonSpan[]): Uint8Array {
  const bytes = (id: string | undefined): Uint8Array | undefined =>
    id === undefined ? undefined : Buffer.from(id, "hex");
  const endpointOf = (given: ZipkinV2JsonSpan["localEndpoint"]): object | undefined =>
    given && {
      service_name: given.serviceName,
      ipv4: given.ipv4 && Uint8Array.from(given.ipv4.split("."), Number),
      ipv6: given.ipv6 && ipv6Bytes(given.ipv6),
      port: given.port,
    };
  return ListOfSpans.encode({
    spans: spans.map((span) => ({
      ...{ name: span.name, timestamp: span.timestamp, duration: span.duration },
      ...{ annotations: span.annotations, tags: span.tags, debug: span.debug, shared: span.shared },
      ...{ trace_id: bytes(span.traceId), parent_id: bytes(span.parentId), id: bytes(span.id) },
      kind: ["", "CLIENT", "SERVER", "PRODUCER", "CONSUMER"].indexOf(span.kind ?? ""),
      local_endpoint: endpointOf(span.localEndpoint),
      remote_endpoint: endpointOf(span.remoteEndpoint),
    })),
  }).finish();
}

function ipv6Bytes(address: string): Uint8Array {
  const [head = "", tail = ""] = address.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const zeros = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(zeros).fill("0"), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}

type Decode = (body: Uint8Array, appender: SpanRecorder) => DecodeOutcome;

function decodeAll(decode: Decode, body: Uint8Array): readonly Span[] {
  const recorder = new SpanRecorder();
  const outcome = decode(body, recorder);
  expect(outcome).toMatchObject({ status: "decoded", spans: recorder.spans.length, rejected: 0 });
  expect(recorder.open).toBe("nothing");
  return recorder.spans;
}

/** With the start of spans that say nothing of their time, which is near now, as the expected one. */
function expectMeaning(decoded: readonly Span[], spans: readonly ZipkinV2JsonSpan[]): void {
  const expected = spans.map((span, index) => {
    const receivedUs = Number((decoded[index]?.startUnixNano ?? 0n) / 1_000n);
    const isGuessed = (span.timestamp ?? 0) === 0 && (span.annotations ?? []).length === 0;
    if (isGuessed) expect(Math.abs(receivedUs / 1_000 - Date.now())).toBeLessThan(60_000);
    return meaningOfZipkinV2(span, receivedUs);
  });
  expect(decoded).toEqual(expected);
}

const RUNS = { numRuns: 400 };

describe("the second model", () => {
  it("means the same from JSON and from protobuf as the table says", () => {
    fc.assert(
      fc.property(fc.array(v2Span, { maxLength: 4 }), (spans) => {
        expectMeaning(decodeAll(decodeZipkinV2Json, Buffer.from(JSON.stringify(spans))), spans);
        expectMeaning(decodeAll(decodeZipkinV2Protobuf, toProtobuf(spans)), spans);
      }),
      RUNS,
    );
  });

  it("does not mind how JSON is spaced and escaped", () => {
    fc.assert(
      fc.property(v2Span, fc.integer({ min: 0, max: 3 }), fc.nat(6), (span, indent, every) => {
        let count = 0;
        const loose = JSON.stringify([span], undefined, indent).replace(/[a-z0-9]/g, (char, at) =>
          isInString(JSON.stringify([span], undefined, indent), Number(at)) && count++ % 7 === every
            ? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
            : char,
        );
        expectMeaning(decodeAll(decodeZipkinV2Json, Buffer.from(loose)), [span]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the first model", () => {
  const id = fc.oneof(hex(16), fc.string({ maxLength: 17 }));
  const host = fc.option(
    fc.record({
      serviceName: fc.constantFrom("", "a", "b"),
      ipv4: fc.constantFrom("", "10.0.0.1"),
      ipv6: fc.constantFrom("", "::1"),
      port: fc.nat(65_535),
    }),
    { nil: undefined },
  );
  const core = ["cs", "cr", "sr", "ss", "ms", "mr", "ws", "wr"];
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const time = fc.oneof(fc.bigInt({ min: 1n, max: 9n }), int64);
  const v1Span: fc.Arbitrary<ZipkinV1Span> = fc.record({
    traceId: fc.oneof(hex(32), fc.string({ maxLength: 33 })),
    id,
    parentId: fc.oneof(fc.constant(""), id),
    name: text,
    timestampUs: fc.option(time, { nil: undefined }),
    durationUs: fc.option(time, { nil: undefined }),
    debug: fc.boolean(),
    annotations: fc.array(
      fc.record({ timestampUs: time, value: fc.oneof(fc.constantFrom(...core), text), host }),
      { maxLength: 6 },
    ),
    binaryAnnotations: fc.array(
      fc.record({
        key: fc.oneof(fc.constantFrom("sa", "ca", "ma", "lc", "error"), text),
        value: fc.oneof(
          fc.record({ type: fc.constant("string" as const), value: text }),
          fc.record({ type: fc.constant("bool" as const), value: fc.boolean() }),
          fc.record({ type: fc.constant("int" as const), value: int64 }),
          fc.record({ type: fc.constant("double" as const), value: fc.double() }),
          fc.record({ type: fc.constant("bytes" as const), value: fc.uint8Array() }),
        ),
        host,
      }),
      { maxLength: 6 },
    ),
  });

  it("takes or refuses a span whatever it says, and loses no annotation of one that it takes", () => {
    fc.assert(
      fc.property(v1Span, (span) => {
        const recorder = new SpanRecorder();
        const outcome = appendZipkinV1Spans([span], recorder);
        const { spans } = recorder;
        expect(outcome).toMatchObject({ spans: spans.length, rejected: spans.length > 0 ? 0 : 1 });
        if (spans.length === 0) return;
        const notes = span.annotations.filter(({ value }) => !core.includes(value));
        const told = spans.flatMap(({ events }) => events.map(({ name }) => name));
        expect(told.filter((name) => !core.includes(name)).sort()).toEqual(
          notes.map(({ value }) => Buffer.from(value).toString()).sort(),
        );
      }),
      RUNS,
    );
  });
});

describe("bytes that are something else", () => {
  const v2 = [
    { traceId: "a".repeat(32), id: "b".repeat(16), timestamp: 5, duration: 6, name: "n\u0001" },
    { traceId: "1".repeat(16), id: "2".repeat(16), tags: { error: "x", a: "b" }, kind: "SERVER" },
  ] as const satisfies readonly ZipkinV2JsonSpan[];
  const v1 = [
    {
      ...{ traceId: "1", id: "2", timestamp: 3, duration: 4 },
      annotations: [{ timestamp: 5, value: "sr", endpoint: { serviceName: "a", port: 1 } }],
      binaryAnnotations: [{ key: "k", value: "v", type: "STRING" }],
    },
  ];
  const thrift = Buffer.from(
    "0c000000010a000100000000000000010a00040000000000000002" +
      "0f00060c000000010a000100000000000000050b0002000000027372" +
      "00" +
      "00",
    "hex",
  );
  const formats: readonly (readonly [string, Decode, Uint8Array])[] = [
    ["v2 JSON", decodeZipkinV2Json, Buffer.from(JSON.stringify(v2))],
    ["v2 protobuf", decodeZipkinV2Protobuf, toProtobuf(v2)],
    ["v1 JSON", decodeZipkinV1Json, Buffer.from(JSON.stringify(v1))],
    ["v1 Thrift", decodeZipkinV1Thrift, thrift],
  ];

  /** Decodes without throwing, and leaves the appender between spans unless the bytes are malformed. */
  function tolerate(decode: Decode, body: Uint8Array): void {
    const recorder = new SpanRecorder();
    const outcome = decode(body, recorder);
    if (outcome.status === "malformed") expect(outcome.reason).not.toBe("");
    else expect([outcome.spans, recorder.open]).toEqual([recorder.spans.length, "nothing"]);
  }

  it.each(formats)("are told from %s that is cut anywhere", (_, decode, body) => {
    expect(decode(body, new SpanRecorder())).toMatchObject({ status: "decoded", rejected: 0 });
    for (let end = 0; end < body.length; end++) tolerate(decode, body.subarray(0, end));
  });

  it.each(formats)("never make %s throw: changed bytes", (_, decode, body) => {
    const change = fc.record({ at: fc.nat(body.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = Uint8Array.from(body);
        for (const { at, byte } of changes) changed[at] = byte;
        tolerate(decode, changed);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(formats)("never make %s throw: any bytes", (_, decode) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => tolerate(decode, bytes)));
  });

  it("are refused when they claim 2^31 spans", () => {
    const claim = Buffer.from("0c7fffffff", "hex");
    const outcome = decodeZipkinV1Thrift(claim, new SpanRecorder());
    expect(outcome.status).toBe("malformed");
  });
});

/** Whether the character belongs to the text of a string, and not to an escape in it. */
function isInString(json: string, at: number): boolean {
  let inside = false;
  for (let index = 0; index < at; index++) {
    if (inside && json[index] === "\\") {
      const length = json[index + 1] === "u" ? 5 : 1;
      if (at <= index + length) return false;
      index += length;
    } else if (json[index] === '"') inside = !inside;
  }
  return inside;
}
