import { describe, expect, it } from "vitest";
import { ATTRIBUTE_DEPTH_MAX, type AttributeValue, type Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { NESTED_VALUE_BYTES_MAX } from "../limits.ts";
import { REFUSALS } from "../refusals.ts";
import { decodeOtlpProtobuf } from "./protobuf.ts";

// How it works: requests are written by hand, field by field, because the interesting ones are those that
// no encoder writes. A message is an array of bytes; `msg(2, [...])` is field 2 with that content.

type Wire = Uint8Array | readonly number[];

const join = (...parts: readonly Wire[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Uint8Array.from(part)));

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
const int = (field: number, value: number): Wire => [...varint(field * 8), ...varint(value)];
const msg = (field: number, ...parts: readonly Wire[]): Wire => {
  const content = join(...parts);
  return join(varint(field * 8 + 2), varint(content.length), content);
};
const str = (field: number, text: string): Wire => msg(field, [...Buffer.from(text)]);
const fixed64 = (field: number, value: bigint): Wire => [
  ...varint(field * 8 + 1),
  ...Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(i * 8)) & 255n)),
];
const fixed32 = (field: number, value: number): Wire => [
  ...varint(field * 8 + 5),
  ...[0, 8, 16, 24].map((shift) => (value >>> shift) & 255),
];

const TRACE_ID = Array.from({ length: 16 }, (_, i) => i + 1);
const SPAN_ID = Array.from({ length: 8 }, (_, i) => i + 17);
const IDS = [msg(1, TRACE_ID), msg(2, SPAN_ID)];
const zeros = (count: number): Uint8Array => new Uint8Array(count);

const request = (...spans: readonly Wire[]): Wire => msg(1, msg(2, ...spans));
const span = (...fields: readonly Wire[]): Wire => msg(2, ...IDS, ...fields);

interface Decoded {
  readonly outcome: DecodeOutcome;
  readonly spans: readonly Span[];
}

function decode(body: Wire): Decoded {
  const recorder = new SpanRecorder();
  const outcome = decodeOtlpProtobuf(Uint8Array.from(body), recorder);
  if (outcome.status === "decoded") expect(recorder.open).toBe("nothing");
  return { outcome, spans: recorder.spans };
}

/** The one span that these fields, after good ids, make. */
function read(...fields: readonly Wire[]): Span {
  const { outcome, spans } = decode(request(span(...fields)));
  expect(outcome).toEqual({ status: "decoded", spans: 1, rejected: 0, reason: "" });
  return spans[0]!;
}

function refusalOf(...fields: readonly Wire[]): string {
  const { outcome } = decode(request(msg(2, ...fields), span()));
  expect(outcome).toMatchObject({ status: "decoded", spans: 1, rejected: 1 });
  return outcome.reason.replace(/^1 span: | \(1\)$/g, "");
}

function malformedBy(body: Wire): string {
  const { outcome } = decode(body);
  expect(outcome.status).toBe("malformed");
  return outcome.reason;
}

/** The value of an attribute whose AnyValue has these fields. */
function value(...fields: readonly Wire[]): AttributeValue | undefined {
  return read(msg(9, str(1, "k"), msg(2, ...fields))).attributes[0]?.value;
}

describe("requests", () => {
  it("may be empty, or have empty envelopes", () => {
    const nothing = { status: "decoded", spans: 0, rejected: 0, reason: "" };
    for (const body of [[], msg(1), msg(1, msg(2)), request()]) {
      expect(decode(body).outcome).toEqual(nothing);
    }
  });

  it("are read whatever the order of resource, scope, schema URL and spans is", () => {
    const resource = msg(1, msg(1, str(1, "service.name"), msg(2, str(1, "cart"))), int(2, 3));
    const scope = msg(1, str(1, "lib"), str(2, "1"), msg(3, str(1, "a"), msg(2)), int(4, 5));
    const body = msg(1, msg(2, span(), scope, str(3, "s")), str(3, "r"), resource);
    const [one] = decode(body).spans;
    expect(one!.resource).toEqual({
      attributes: [{ key: "service.name", value: { type: "string", value: "cart" } }],
      droppedAttributesCount: 3,
      schemaUrl: "r",
    });
    expect(one!.scope).toEqual({
      name: "lib",
      version: "1",
      attributes: [{ key: "a", value: { type: "empty" } }],
      droppedAttributesCount: 5,
      schemaUrl: "s",
    });
  });

  it("may have fields that nobody knows, at every level, and the reserved ones", () => {
    const unknown = join(int(900, 1), fixed64(901, 1n), msg(902, [1, 2, 3]), fixed32(903, 1));
    const reserved = msg(1000, [255, 255]);
    const attribute = msg(9, str(1, "k"), int(3, 7), msg(2, str(1, "v"), int(8, 7), unknown));
    const status = msg(15, int(1, 9), str(2, "no"), int(3, 2), unknown);
    const event = msg(11, unknown, str(2, "e"));
    const link = msg(13, unknown, ...IDS);
    const body = [
      ...unknown,
      ...msg(
        1,
        reserved,
        unknown,
        msg(1, unknown),
        msg(2, unknown, msg(1, unknown), span(unknown, attribute, status, event, link)),
      ),
    ];
    const { outcome, spans } = decode(body);
    expect(outcome).toMatchObject({ status: "decoded", spans: 1 });
    expect(spans[0]).toMatchObject({
      attributes: [{ key: "k", value: { type: "string", value: "v" } }],
      statusCode: 2,
      statusMessage: "no",
      events: [{ name: "e" }],
      links: [{ spanId: "1112131415161718" }],
    });
  });
});

describe("fields of a span", () => {
  it("take the last of a repeated one", () => {
    const one = read(
      ...[str(5, "first"), str(5, "last"), int(6, 1), int(6, 2)],
      ...[fixed64(7, 1n), fixed64(7, 2n), msg(15, int(3, 1), str(2, "m")), msg(15, int(3, 2))],
      ...[msg(4, [9, 9]), msg(4, SPAN_ID), fixed32(16, 1), fixed32(16, 0xfffffffe)],
    );
    expect(one).toMatchObject({ name: "last", kind: 2, startUnixNano: 2n, flags: 0xfffffffe });
    expect(one).toMatchObject({ statusCode: 2, statusMessage: "m" });
    expect(one.parentSpanId).toBe("1112131415161718");
  });

  it("hold 64-bit times and 32-bit counts at their extremes", () => {
    const max = 2n ** 64n - 1n;
    const all = 0xffffffff;
    const one = read(fixed64(7, max), fixed64(8, max), int(10, all), int(12, all), int(14, all));
    expect(one).toMatchObject({ startUnixNano: max, endUnixNano: max });
    expect(one).toMatchObject({
      droppedAttributesCount: all,
      droppedEventsCount: all,
      droppedLinksCount: all,
    });
  });

  it("have kind and status 0 for numbers that are none", () => {
    const negative = [0x30, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    expect(read(int(6, 256), msg(15, int(3, 70_000)))).toMatchObject({ kind: 0, statusCode: 0 });
    expect(read(negative)).toMatchObject({ kind: 0 });
  });

  it("may have tags and lengths in more bytes than they need", () => {
    const padded = [0xaa, 0x80, 0x00, 0x82, 0x80, 0x00, 0x61, 0x62];
    const paddedStart = [0xb9, 0x00, 1, 0, 0, 0, 0, 0, 0, 0];
    expect(read(padded, paddedStart)).toMatchObject({ name: "ab", startUnixNano: 1n });
  });
});

describe("ids", () => {
  it.each([
    ["no trace id", [msg(2, SPAN_ID)], REFUSALS.traceId],
    ["a short trace id", [msg(1, TRACE_ID.slice(1)), msg(2, SPAN_ID)], REFUSALS.traceId],
    ["a zero trace id", [msg(1, zeros(16)), msg(2, SPAN_ID)], REFUSALS.traceId],
    ["no span id", [msg(1, TRACE_ID)], REFUSALS.spanId],
    ["a long span id", [msg(1, TRACE_ID), msg(2, [...SPAN_ID, 1])], REFUSALS.spanId],
    ["a zero span id", [msg(1, TRACE_ID), msg(2, zeros(8))], REFUSALS.spanId],
    ["a short parent", [...IDS, msg(4, [1])], REFUSALS.parentSpanId],
  ])("refuse the span and not the request: %s", (_, fields, refusal) => {
    expect(refusalOf(...fields)).toBe(refusal);
  });

  it("of a parent may be absent, empty or zero in a root", () => {
    for (const parent of [[], msg(4), msg(4, zeros(8))]) {
      expect(read(parent).parentSpanId).toBe("");
    }
  });

  it("of a link that are wrong cost the link, which is counted as dropped", () => {
    const bad = [msg(13, msg(1, TRACE_ID)), msg(13, msg(1, zeros(16)), msg(2, SPAN_ID))];
    const one = read(...bad, msg(13, ...IDS, fixed32(6, 1), str(3, "t"), int(5, 2)), int(14, 5));
    expect(one.links).toEqual([
      {
        traceId: "0102030405060708090a0b0c0d0e0f10",
        spanId: "1112131415161718",
        traceState: "t",
        flags: 1,
        attributes: [],
        droppedAttributesCount: 2,
      },
    ]);
    expect(one.droppedLinksCount).toBe(7);
  });

  it("are told in the reason with their counts", () => {
    const { outcome } = decode(request(msg(2), msg(2), msg(2, msg(1, TRACE_ID)), span()));
    expect(outcome).toEqual({
      status: "decoded",
      spans: 1,
      rejected: 3,
      reason: `3 spans: ${REFUSALS.traceId} (2); ${REFUSALS.spanId} (1)`,
    });
  });
});

describe("attribute values", () => {
  it("have every type", () => {
    expect(value(str(1, "é"))).toEqual({ type: "string", value: "é" });
    expect(value(str(1, "x".repeat(300)))).toEqual({ type: "string", value: "x".repeat(300) });
    expect(value(int(2, 1))).toEqual({ type: "bool", value: true });
    expect(value(int(2, 0))).toEqual({ type: "bool", value: false });
    expect(value(fixed64(4, 0x3ff8000000000000n))).toEqual({ type: "double", value: 1.5 });
    expect(value(msg(7, [1, 2]))).toEqual({ type: "bytes", value: Uint8Array.of(1, 2) });
    expect(value()).toEqual({ type: "empty" });
    expect(value(msg(5))).toEqual({ type: "array", value: [] });
    expect(value(msg(6, msg(1, str(1, "a"), msg(2, int(3, 1)))))).toEqual({
      type: "keyValueList",
      value: [{ key: "a", value: { type: "int", value: 1n } }],
    });
  });

  it("have integers of any length", () => {
    for (const number of [0, 1, 127, 128, 16_383, 16_384, 2 ** 28 - 1, 2 ** 28, 2 ** 31, 2 ** 52]) {
      expect(value(int(3, number))).toEqual({ type: "int", value: BigInt(number) });
    }
    const minusOne = [0x18, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    expect(value(minusOne)).toEqual({ type: "int", value: -1n });
    expect(value([0x18, 0x81, 0x80, 0x00])).toEqual({ type: "int", value: 1n });
  });

  it("are the last that is given, in whatever order key and value come", () => {
    expect(value(str(1, "a"), int(3, 5))).toEqual({ type: "int", value: 5n });
    expect(value(msg(5), str(1, "a"))).toEqual({ type: "string", value: "a" });
    const one = read(msg(9, msg(2, int(3, 5)), str(1, "a"), str(1, "b")));
    expect(one.attributes).toEqual([{ key: "b", value: { type: "int", value: 5n } }]);
  });

  it("treat the string tables of profiles as absent", () => {
    const one = read(msg(9, int(3, 4), msg(2, int(8, 4))));
    expect(one.attributes).toEqual([{ key: "", value: { type: "empty" } }]);
  });

  it("may be nested as deep as can be stored", () => {
    const deep = nestedArray(ATTRIBUTE_DEPTH_MAX + 1);
    expect(decode(request(span(msg(9, str(1, "k"), msg(2, deep))))).outcome).toMatchObject({
      spans: 1,
      rejected: 0,
    });
    expect(
      refusalOf(...IDS, msg(9, str(1, "k"), msg(2, nestedArray(ATTRIBUTE_DEPTH_MAX + 2)))),
    ).toBe(REFUSALS.nesting);
  });

  it("are refused at 100,000 levels like at 33", () => {
    const deep = nestedArray(100_000);
    expect(refusalOf(...IDS, msg(9, msg(2, deep)))).toBe(REFUSALS.nesting);
    expect(refusalOf(...IDS, msg(11, msg(3, msg(2, deep))))).toBe(REFUSALS.nesting);
    expect(refusalOf(...IDS, msg(13, ...IDS, msg(4, msg(2, deep))))).toBe(REFUSALS.nesting);
  });

  it("are refused when they are too long and not plain text", () => {
    const long = zeros(NESTED_VALUE_BYTES_MAX);
    expect(refusalOf(...IDS, msg(9, msg(2, msg(7, long))))).toBe(REFUSALS.valueSize);
    expect(
      read(
        msg(
          9,
          msg(
            2,
            msg(
              1,
              long.map(() => 97),
            ),
          ),
        ),
      ).attributes,
    ).toHaveLength(1);
  });

  it("of a resource or scope that are refused are counted as dropped there", () => {
    const bad = msg(2, nestedArray(40));
    const body = msg(1, msg(1, msg(1, bad), int(2, 3)), msg(2, msg(1, msg(3, bad)), span()));
    const { spans } = decode(body);
    expect(spans[0]!.resource).toMatchObject({ attributes: [], droppedAttributesCount: 4 });
    expect(spans[0]!.scope).toMatchObject({ attributes: [], droppedAttributesCount: 1 });
  });
});

describe("bytes that are not protobuf", () => {
  it.each<[string, Wire]>([
    ["a message that is cut short", request(span(str(5, "name"))).slice(0, -3)],
    ["a length past the end of its message", request([0x12, 0x7f])],
    ["a length past the end of the span", request(msg(2, ...IDS, [0x2a, 0x05, 0x61]))],
    ["a length of more than 32 bits", request(span([0x2a, 255, 255, 255, 255, 255, 1]))],
    ["a length with its 32nd bit set", request(span([0x2a, 255, 255, 255, 255, 15]))],
    ["a tag without a value", request(span([0x30]))],
    ["a time that is cut short", request(span([0x39, 1, 2, 3]))],
    ["flags that are cut short", request(span([0x85, 0x01, 1, 2]))],
    ["an endless varint", request(span([0x30, ...Array.from({ length: 10 }, () => 255), 1]))],
    [
      "a varint of more than 64 bits",
      request(span([0x30, ...Array.from({ length: 9 }, () => 255), 2])),
    ],
    ["a group", request(span([0x2b, 0x2c]))],
    ["a wire type that does not exist", request(span([0x2e, 0]))],
    ["field number 0", request(span([0x02, 0x00]))],
    ["a name that is a number", request(span(int(5, 1)))],
    ["a kind that is a message", request(span(msg(6, [1])))],
    ["a start that is a varint", request(span(int(7, 1)))],
    ["flags that are a varint", request(span(int(16, 1)))],
    ["a key that is a number", request(span(msg(9, int(1, 1))))],
    ["a value that is a number", request(span(msg(9, int(2, 1))))],
    ["a text that is a number", request(span(msg(9, msg(2, int(1, 1)))))],
    ["an integer that is a message", request(span(msg(9, msg(2, msg(3, [1])))))],
    ["an array of numbers", request(span(msg(9, msg(2, msg(5, int(1, 1))))))],
    [
      "a text that runs out of its value",
      request(span(msg(9, str(1, "k"), msg(2, [0x0a, 9, 97])))),
    ],
    ["a value that runs out of its attribute", request(span(msg(9, [0x0a, 1, 97, 0x12, 9, 97])))],
    ["an event name that is a number", request(span(msg(11, int(2, 1))))],
    ["a link id that is a number", request(span(msg(13, int(1, 1))))],
    ["a status message that is a number", request(span(msg(15, int(2, 1))))],
    ["resource spans that are a number", int(1, 1)],
    ["a scope that is a number", msg(1, msg(2, int(1, 1)))],
    ["a resource that is a number", msg(1, int(1, 1))],
    ["a resource attribute that is a number", msg(1, msg(1, int(1, 1)))],
    ["text", [...Buffer.from("hello, collector")]],
  ])("are refused with a reason: %s", (_, body) => {
    expect(malformedBy(body)).not.toBe("");
  });

  it("are refused or taken at every length a good request is cut to, and never read past their end", () => {
    const attribute = msg(9, str(1, "key"), msg(2, str(1, "value")));
    const whole = request(
      span(str(5, "name"), fixed64(7, 9n), attribute, msg(9, msg(2, int(3, 300)))),
    );
    const around = Uint8Array.from([...whole, ...whole]);
    for (let length = 0; length < whole.length; length++) {
      // A view into a larger buffer: a read past the end would find bytes there.
      const recorder = new SpanRecorder();
      const { status } = decodeOtlpProtobuf(around.subarray(0, length), recorder);
      expect([length, status]).toEqual([length, length === 0 ? "decoded" : "malformed"]);
    }
  });
});

/** An AnyValue's content: arrays in arrays, `levels` of them. Built from the inside out. */
function nestedArray(levels: number): Wire {
  const reversed: number[] = [];
  const put = (bytes: Wire): void => {
    for (let i = bytes.length - 1; i >= 0; i--) reversed.push(bytes[i]!);
  };
  for (let level = 0; level < levels; level++) {
    // The value inside is an item (field 1 of ArrayValue) of the array (field 5 of AnyValue) around it.
    if (level > 0) put([0x0a, ...varint(reversed.length)]);
    put([0x2a, ...varint(reversed.length)]);
  }
  return reversed.reverse();
}
