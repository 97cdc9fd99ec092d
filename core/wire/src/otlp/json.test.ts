import { describe, expect, it } from "vitest";
import type { AttributeValue, Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import { JSON_DEPTH_MAX, NESTED_VALUE_BYTES_MAX, REFUSED_SPANS_MAX } from "../limits.ts";
import { decodeOtlpJson } from "./json.ts";
import type { DecodeOutcome } from "../decode-outcome.ts";

// How it works: JSON text in, through the decoder, into a recorder that makes span objects. `span`, `value`
// and `field` put a piece of text into an otherwise sound request.
const IDS = '"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174"';
const TRACE_ID = "5b8efff798038103d269b633813fc60c";

function decode(text: string | Uint8Array): { outcome: DecodeOutcome; spans: readonly Span[] } {
  const recorder = new SpanRecorder();
  const body = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const outcome = decodeOtlpJson(body, recorder);
  if (outcome.status === "decoded") expect(recorder.open).toBe("nothing");
  return { outcome, spans: recorder.spans };
}

function request(spans: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`;
}

function field(text: string): { outcome: DecodeOutcome; span: Span | undefined } {
  const { outcome, spans } = decode(request(`{${IDS}${text === "" ? "" : `,${text}`}}`));
  return { outcome, span: spans[0] };
}

function refusalOf(text: string): string {
  const { outcome } = field(text);
  expect(outcome).toMatchObject({ status: "decoded", spans: 0, rejected: 1 });
  return outcome.reason.replace(/^1 span: | \(1\)$/g, "");
}

function value(text: string): AttributeValue | undefined {
  return field(`"attributes":[{"key":"k","value":${text}}]`).span?.attributes[0]?.value;
}

describe("OTLP JSON", () => {
  it("reads every field of a span", () => {
    const { outcome, spans } = decode(
      `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}],
        "droppedAttributesCount":1},"schemaUrl":"r","scopeSpans":[{"scope":{"name":"n","version":"v",
        "attributes":[{"key":"s","value":{"boolValue":true}}],"droppedAttributesCount":2},"schemaUrl":"s",
        "spans":[{${IDS},"traceState":"a=b","parentSpanId":"EEE19B7EC3C1B173","name":"GET","kind":2,
        "startTimeUnixNano":"1544712660000000001","endTimeUnixNano":1544712661000000003,
        "attributes":[{"key":"i","value":{"intValue":"-5"}}],"droppedAttributesCount":3,
        "events":[{"timeUnixNano":"7","name":"e","attributes":[{"key":"d","value":{"doubleValue":0.5}}],
        "droppedAttributesCount":4}],"droppedEventsCount":5,
        "links":[{"traceId":"${TRACE_ID}","spanId":"00000000000000Ff","traceState":"t","flags":256,
        "attributes":[{"key":"l","value":{"stringValue":""}}],"droppedAttributesCount":6}],
        "droppedLinksCount":7,"status":{"message":"no","code":2},"flags":769}]}]}]}`,
    );
    expect(outcome).toEqual({ status: "decoded", spans: 1, rejected: 0, reason: "" });
    expect(spans).toEqual([
      {
        traceId: TRACE_ID,
        spanId: "eee19b7ec3c1b174",
        parentSpanId: "eee19b7ec3c1b173",
        traceState: "a=b",
        flags: 769,
        name: "GET",
        kind: 2,
        startUnixNano: 1544712660000000001n,
        endUnixNano: 1544712661000000003n,
        attributes: [{ key: "i", value: { type: "int", value: -5n } }],
        droppedAttributesCount: 3,
        events: [
          {
            timeUnixNano: 7n,
            name: "e",
            attributes: [{ key: "d", value: { type: "double", value: 0.5 } }],
            droppedAttributesCount: 4,
          },
        ],
        droppedEventsCount: 5,
        links: [
          {
            traceId: TRACE_ID,
            spanId: "00000000000000ff",
            traceState: "t",
            flags: 256,
            attributes: [{ key: "l", value: { type: "string", value: "" } }],
            droppedAttributesCount: 6,
          },
        ],
        droppedLinksCount: 7,
        statusCode: 2,
        statusMessage: "no",
        resource: {
          attributes: [{ key: "service.name", value: { type: "string", value: "shop" } }],
          droppedAttributesCount: 1,
          schemaUrl: "r",
        },
        scope: {
          name: "n",
          version: "v",
          attributes: [{ key: "s", value: { type: "bool", value: true } }],
          droppedAttributesCount: 2,
          schemaUrl: "s",
        },
      },
    ]);
  });

  it("takes a resource, a scope and schema URLs that come after the spans", () => {
    const padding = " ".repeat(600);
    const { spans } = decode(
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{${IDS}}${padding}],"scope":{"name":"n"},"schemaUrl":"s"}],
        "schemaUrl":"r","resource":{"droppedAttributesCount":9}}]}`,
    );
    expect(spans[0]).toMatchObject({
      resource: { droppedAttributesCount: 9, schemaUrl: "r" },
      scope: { name: "n", schemaUrl: "s" },
    });
  });

  it.each([
    "{}",
    '{"resourceSpans":null}',
    '{"resourceSpans":[]}',
    '\ufeff {"other":[1,{"a":2}]} ',
  ])("takes %j as a request without spans", (text) => {
    expect(decode(text).outcome).toEqual({ status: "decoded", spans: 0, rejected: 0, reason: "" });
  });

  it("passes over keys it does not know, snake_case spellings among them", () => {
    const { span } = field(
      '"span_name":"x","start_time_unix_nano":"5","extra":{"a":[{"b":"]}"}],"c":null},"name":"y"',
    );
    expect(span).toMatchObject({ name: "y", startUnixNano: 0n });
  });

  it("takes null for absent, everywhere", () => {
    const keys = [
      "traceState",
      "name",
      "kind",
      "startTimeUnixNano",
      "attributes",
      "events",
      "links",
    ];
    const { span } = field(`${keys.map((key) => `"${key}":null`).join(",")},"status":null`);
    expect(span).toMatchObject({
      name: "",
      kind: 0,
      startUnixNano: 0n,
      attributes: [],
      events: [],
    });
    expect(value("null")).toEqual({ type: "empty" });
    expect(value('{"stringValue":null}')).toEqual({ type: "empty" });
  });

  it("takes the last of repeated keys", () => {
    const { span } = field(
      `"attributes":[{"key":"a","value":{"intValue":1}}],"events":[{"name":"x"}],"name":"first",
       "attributes":[{"key":"b","key":"c","value":{"intValue":1,"stringValue":"2"}}],"name":"last"`,
    );
    expect(span?.name).toBe("last");
    expect(span?.events).toHaveLength(1);
    expect(span?.attributes).toEqual([{ key: "c", value: { type: "string", value: "2" } }]);
    expect(decode(`{"resourceSpans":[1],"resourceSpans":[]}`).outcome.status).toBe("decoded");
  });

  it("undoes escapes in texts, keys and ids", () => {
    const { span } = field(
      String.raw`"n\u0061me":"a\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00\ud83d.","parentSpanId":"\u0045EE19B7EC3C1B173",
       "attributes":[{"key":"k\u0031","value":{"stringValue":"v\n"}},{"key":"\u006b2","value":{"intValue":2}}]`,
    );
    expect(span?.name).toBe('a"\\/\b\f\n\r\té€😀\ufffd.');
    expect(span?.parentSpanId).toBe("eee19b7ec3c1b173");
    expect(span?.attributes).toEqual([
      { key: "k1", value: { type: "string", value: "v\n" } },
      { key: "k2", value: { type: "int", value: 2n } },
    ]);
  });
});

describe("OTLP JSON values", () => {
  it.each<[string, AttributeValue]>([
    ["{}", { type: "empty" }],
    ['{"other":1}', { type: "empty" }],
    ['{"boolValue":false}', { type: "bool", value: false }],
    ['{"intValue":"9223372036854775807"}', { type: "int", value: 2n ** 63n - 1n }],
    ['{"intValue":-9223372036854775808}', { type: "int", value: -(2n ** 63n) }],
    ['{"intValue":9007199254740993}', { type: "int", value: 9007199254740993n }],
    ['{"intValue":1e3}', { type: "int", value: 1000n }],
    ['{"intValue":-2.0}', { type: "int", value: -2n }],
    ['{"doubleValue":"NaN"}', { type: "double", value: NaN }],
    ['{"doubleValue":"-Infinity"}', { type: "double", value: -Infinity }],
    ['{"doubleValue":"1.25"}', { type: "double", value: 1.25 }],
    ['{"doubleValue":-0}', { type: "double", value: -0 }],
    ['{"doubleValue":0.30000000000000004}', { type: "double", value: 0.1 + 0.2 }],
    ['{"doubleValue":1.7976931348623157e308}', { type: "double", value: Number.MAX_VALUE }],
    ['{"bytesValue":"-_8="}', { type: "bytes", value: Uint8Array.of(251, 255) }],
    ['{"bytesValue":"+/8"}', { type: "bytes", value: Uint8Array.of(251, 255) }],
    ['{"bytesValue":""}', { type: "bytes", value: new Uint8Array() }],
    ['{"arrayValue":{}}', { type: "array", value: [] }],
    ['{"kvlistValue":{"values":null}}', { type: "keyValueList", value: [] }],
    [
      '{"arrayValue":{"values":[{"stringValue":"\\u0061"},{},null,{"kvlistValue":{"values":[{"key":"k"}]}}]}}',
      {
        type: "array",
        value: [
          { type: "string", value: "a" },
          { type: "empty" },
          { type: "empty" },
          { type: "keyValueList", value: [{ key: "k", value: { type: "empty" } }] },
        ],
      },
    ],
  ])("reads %s exactly", (text, expected) => {
    const read = value(text);
    // Bytes come back as a plain array of bytes whatever kind of array held them.
    if (read?.type === "bytes" && expected.type === "bytes") {
      expect([...read.value]).toEqual([...expected.value]);
    } else expect(read).toEqual(expected);
  });

  it.each([
    ['{"intValue":"9223372036854775808"}', "intValue must be a 64-bit integer"],
    ['{"intValue":"99999999999999999999999"}', "intValue must be a 64-bit integer"],
    ['{"intValue":1.5}', "intValue must be a 64-bit integer"],
    ['{"intValue":""}', "intValue must be a 64-bit integer"],
    ['{"intValue":true}', "intValue must be a 64-bit integer"],
    ['{"doubleValue":"x"}', "doubleValue must be a number"],
    ['{"doubleValue":".5"}', "doubleValue must be a number"],
    ['{"boolValue":"true"}', "boolValue must be true or false"],
    ['{"bytesValue":"A"}', "bytesValue must be base64"],
    ['{"bytesValue":"A*=="}', "bytesValue must be base64"],
    ['{"stringValue":5}', "stringValue must be a string"],
    ['{"arrayValue":[]}', "arrayValue must be an object"],
    ['"text"', "value must be an object"],
  ])("refuses the span for %s", (text, reason) => {
    expect(refusalOf(`"attributes":[{"key":"k","value":${text}}]`)).toBe(reason);
  });

  it("stores 32 levels of nesting and refuses 33, of the span only", () => {
    const nested = (levels: number): string =>
      `{"arrayValue":{"values":[`.repeat(levels) + `{"intValue":1}` + "]}}".repeat(levels);
    expect(value(nested(32))?.type).toBe("array");
    expect(refusalOf(`"attributes":[{"key":"k","value":${nested(33)}}]`)).toContain("too deep");
  });

  it("refuses a nested value that is too long, and a resource only loses it", () => {
    const long = `{"arrayValue":{"values":[{"stringValue":"${"x".repeat(NESTED_VALUE_BYTES_MAX)}"}]}}`;
    expect(refusalOf(`"attributes":[{"key":"k","value":${long}}]`)).toContain("too long");
    const { spans } = decode(
      `{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":${long}},{"key":"a"}]},
        "scopeSpans":[{"spans":[{${IDS}}]}]}]}`,
    );
    expect(spans[0]?.resource).toMatchObject({
      droppedAttributesCount: 1,
      attributes: [{ key: "a" }],
    });
  });
});

describe("spans that OTLP JSON refuses", () => {
  it.each([
    ['"traceId":"00000000000000000000000000000000"', "trace_id must be 16 bytes and not all zero"],
    ['"traceId":"5b8efff7"', "trace_id must be 16 bytes and not all zero"],
    ['"traceId":"5b8efff798038103d269b633813fc60g"', "trace_id must be 16 bytes and not all zero"],
    ['"spanId":""', "span_id must be 8 bytes and not all zero"],
    ['"parentSpanId":"ee"', "parent_span_id must be 8 bytes or absent"],
    ['"kind":"SPAN_KIND_SERVER"', "kind must be a number, not the name of one"],
    ['"status":{"code":"STATUS_CODE_ERROR"}', "code must be a number, not the name of one"],
    ['"startTimeUnixNano":-1', "startTimeUnixNano must be an unsigned 64-bit integer"],
    ['"flags":4294967296', "flags must be an unsigned 32-bit integer"],
    ['"events":[{"name":"e","attributes":{}}]', "attributes must be an array"],
    ['"links":[5]', "a link must be an object"],
    ['"name":{}', "name must be a string"],
  ])("are those with %s", (text, reason) => {
    expect(refusalOf(text)).toBe(reason);
  });

  it("leave their neighbours alone and are counted by reason", () => {
    const good = `{${IDS},"name":"good"}`;
    const { outcome, spans } = decode(
      request(`${good},{},{${IDS},"kind":"x","events":[{"name":"e"}]},7,{},${good}`),
    );
    expect(spans.map(({ name }) => name)).toEqual(["good", "good"]);
    expect(outcome).toEqual({
      status: "decoded",
      spans: 2,
      rejected: 4,
      reason:
        "4 spans: trace_id must be 16 bytes and not all zero (2); kind must be a number, not the name of one (1); " +
        "a span must be an object (1)",
    });
  });

  it("make the request malformed when they are more than the bound", () => {
    const good = `{${IDS}}`;
    expect(decode(request("5,".repeat(REFUSED_SPANS_MAX) + good)).outcome).toMatchObject({
      ...{ status: "decoded", spans: 1, rejected: REFUSED_SPANS_MAX },
    });
    const { outcome, spans } = decode(request("5,".repeat(REFUSED_SPANS_MAX + 1) + good));
    expect(spans).toEqual([]);
    expect(outcome).toEqual({
      status: "malformed",
      reason: "more than 100000 spans break a rule of the format: a span must be an object, …",
    });
  });

  it("do not include those with a parent of zeros, which are roots", () => {
    expect(field('"parentSpanId":"0000000000000000"').span?.parentSpanId).toBe("");
  });

  it("do not include those with a link to nowhere, which lose the link and count it", () => {
    const { span } = field(
      `"links":[{"traceId":"00","spanId":"01"},{"spanId":"eee19b7ec3c1b174","traceId":"${TRACE_ID}"}],
       "droppedLinksCount":2`,
    );
    expect(span?.links).toHaveLength(1);
    expect(span?.droppedLinksCount).toBe(3);
  });

  it("do not include those with kinds of the future, which are unspecified", () => {
    expect(field('"kind":9000').span?.kind).toBe(0);
    expect(field('"kind":-1').span?.kind).toBe(0);
  });
});

describe("bodies that are not OTLP JSON", () => {
  it.each([
    ["", "the JSON is cut short, at byte 0"],
    ["[]", "the request must be an object, at byte 0"],
    ["{", "the JSON is cut short, at byte 1"],
    ['{"a":1,}', 'not JSON: unexpected "}", at byte 7'],
    ['{"a" 1}', 'not JSON: unexpected "1", at byte 5'],
    ["{a:1}", 'not JSON: unexpected "a", at byte 1'],
    ['{"a":01}', 'not JSON: unexpected "1", at byte 6'],
    ['{"a":1.}', 'not JSON: unexpected "}", at byte 7'],
    ['{"a":tru}', 'not JSON: unexpected "t", at byte 5'],
    ['{"a":"\n"}', "not JSON: unexpected byte 10, at byte 6"],
    ['{"a":"\\x"}', 'not JSON: unexpected "\\", at byte 6'],
    ['{"a":"\\u12"}', 'not JSON: unexpected "\\", at byte 6'],
    ['{"a":[1}]', 'not JSON: unexpected "}", at byte 7'],
    ["{} {}", 'not JSON: unexpected "{", at byte 3'],
    ['{"resourceSpans":{}}', "resourceSpans must be an array, at byte 17"],
    ['{"resourceSpans":[{"resource":5}]}', "resource must be an object, at byte 30"],
  ])("are refused whole: %s", (text, reason) => {
    expect(decode(text).outcome).toEqual({ status: "malformed", reason });
  });

  it("pass over unknown nesting up to a bound, without a deep stack", () => {
    const nested = (levels: number): string => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    expect(decode(nested(JSON_DEPTH_MAX - 1)).outcome.status).toBe("decoded");
    expect(decode(nested(JSON_DEPTH_MAX)).outcome).toMatchObject({ status: "malformed" });
  });
});
