import fc from "fast-check";
import type { Type } from "protobufjs";
import { describe, expect, it } from "vitest";
import type { Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  decodeMessage,
  decodeOtlpJson,
  decodeOtlpProtobuf,
  encodeMessage,
  encodeOtlpJson,
  encodeSpansChunks,
  encodeTracesData,
  fromMessageJson,
  HEALTH_FILE,
  JAEGER_V2_FILE,
  JAEGER_V3,
  JAEGER_V3_FILE,
  REFLECTION_V1,
  toMessageJson,
} from "@spanhouse/wire";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { rootOf } from "../support/descriptor-root.ts";

// How it works: protobufjs gets our descriptors, as any stranger does through reflection, and must read what we
// write and write what we read.

const root = rootOf([JAEGER_V2_FILE, JAEGER_V3_FILE, HEALTH_FILE, REFLECTION_V1.file]);
const PLAIN = { longs: String, bytes: String, enums: String, defaults: false } as const;
const RUNS = { numRuns: 200 };

function read(name: string, bytes: Uint8Array): unknown {
  const type = root.lookupType(name);
  return type.toObject(type.decode(bytes), PLAIN);
}

function write(type: Type, value: Record<string, unknown>): Uint8Array {
  const problem = type.verify(value);
  if (problem !== null) throw new Error(problem);
  return type.encode(type.fromObject(value)).finish();
}

describe("our messages", () => {
  it("are written so that others read them", () => {
    const bytes = encodeMessage(JAEGER_V3.findTraceSummaries.output, {
      summaries: [
        {
          traceId: "ab".repeat(16),
          rootServiceName: "web",
          minStartTimeUnixNano: 2n ** 63n + 1n,
          spanCount: 300,
          services: [{ name: "wéb", spanCount: 1, errorSpanCount: 0 }, { name: "db" }],
        },
      ],
    });
    expect(read("jaeger.api_v3.FindTraceSummariesResponse", bytes)).toEqual({
      summaries: [
        {
          traceId: "ab".repeat(16),
          rootServiceName: "web",
          minStartTimeUnixNano: "9223372036854775809",
          spanCount: 300,
          services: [{ name: "wéb", spanCount: 1 }, { name: "db" }],
        },
      ],
    });
  });

  it("are read as others write them", () => {
    const type = root.lookupType("jaeger.api_v3.FindTracesRequest");
    const bytes = write(type, {
      query: {
        serviceName: "web",
        // protobufjs knows nothing of maps in descriptors, so here they are the list they are on the wire.
        attributes: [
          { key: "http.status_code", value: "500" },
          { key: "", value: "empty key" },
        ],
        startTimeMin: { seconds: -1, nanos: 5 },
        startTimeMax: { seconds: 1_700_000_000, nanos: 999_999_999 },
        durationMin: { seconds: 2, nanos: 500_000_000 },
        searchDepth: -7,
        rawTraces: true,
        filter: {
          op: "eq",
          args: [{ attr: { key: "a", level: "span" } }, { scalar: { value: "1", type: "int" } }],
        },
      },
    });
    const decoded = decodeMessage(JAEGER_V3.findTraces.input, bytes);
    if (!decoded.ok) throw new Error(decoded.error);
    expect(decoded.value.query).toMatchObject({
      serviceName: "web",
      operationName: "",
      attributes: new Map([
        ["http.status_code", "500"],
        ["", "empty key"],
      ]),
      startTimeMin: -999_999_995n,
      startTimeMax: 1_700_000_000_999_999_999n,
      durationMin: 2_500_000_000n,
      durationMax: undefined,
      searchDepth: -7,
      rawTraces: true,
      filter: {
        op: "eq",
        args: [
          { attr: { key: "a", level: "span" }, scalar: undefined },
          { scalar: { value: "1", type: "int" } },
        ],
      },
    });
  });

  it("are the same as JSON, in either spelling", () => {
    const json = {
      query: {
        service_name: "web",
        attributes: { a: "b" },
        startTimeMin: "2026-01-02T03:04:05.5Z",
        duration_max: "1.5s",
        searchDepth: "20",
        filter: { op: "exists", args: [{ field: { name: "name", level: "span" } }] },
      },
    };
    const message = fromMessageJson(JAEGER_V3.findTraces.input, json);
    if (!message.ok) throw new Error(message.error);
    expect(toMessageJson(JAEGER_V3.findTraces.input, message.value)).toEqual({
      query: {
        serviceName: "web",
        attributes: { a: "b" },
        startTimeMin: "2026-01-02T03:04:05.500Z",
        durationMax: "1.500s",
        searchDepth: 20,
        filter: { op: "exists", args: [{ field: { name: "name", level: "span" } }] },
      },
    });
  });

  it.each([
    [{ query: { nonsense: 1 } }, 'unknown field "nonsense" in jaeger.api_v3.TraceQueryParameters'],
    [{ query: 1 }, "jaeger.api_v3.TraceQueryParameters must be an object"],
    [{ query: { searchDepth: 3e9 } }, "searchDepth must be a whole number"],
    [{ query: { startTimeMin: "yesterday" } }, "startTimeMin must be a time in RFC 3339"],
    [{ query: { attributes: { a: 1 } } }, "attributes must be a text"],
    [[], "jaeger.api_v3.FindTracesRequest must be an object"],
  ])("refuse the JSON %j", (json, problem) => {
    const message = fromMessageJson(JAEGER_V3.findTraces.input, json);
    expect(message.ok ? "" : message.error).toContain(problem);
  });

  it("never throw for bytes, and refuse what is nested without end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        decodeMessage(JAEGER_V3.findTraces.input, bytes);
      }),
      { numRuns: 2_000 },
    );
    let nested: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 201; depth++) {
      nested = Buffer.concat([
        Uint8Array.of(depth % 2 === 0 ? 0x12 : 0x32),
        varint(nested.length),
        nested,
      ]);
    }
    const question = Buffer.concat([Uint8Array.of(0x52), varint(nested.length), nested]);
    const outer = Buffer.concat([Uint8Array.of(0x0a), varint(question.length), question]);
    const decoded = decodeMessage(JAEGER_V3.findTraces.input, outer);
    expect(decoded.ok ? "" : decoded.error).toBe("messages are nested deeper than 100");
  });
});

function varint(value: number): Uint8Array {
  return value < 0x80 ? Uint8Array.of(value) : Uint8Array.of((value & 0x7f) | 0x80, value >> 7);
}

describe("spans in answers", () => {
  const spans = fc.array(arbitrarySpan, { maxLength: 3 });

  it("are OTLP JSON that gives back any span exactly", () => {
    fc.assert(
      fc.property(spans, (given) => {
        const body = `{"resourceSpans":[${[...encodeOtlpJson([given])].join("")}]}`;
        const recorder = new SpanRecorder();
        const outcome = decodeOtlpJson(Buffer.from(body), recorder);
        expect(outcome).toMatchObject({ status: "decoded", rejected: 0 });
        expect(recorder.spans).toEqual(given);
      }),
      RUNS,
    );
  });

  it("keep the sign of a zero, which JSON's own writer drops", () => {
    const [span] = fc.sample(arbitrarySpan, 1);
    const value = { type: "double", value: -0 } as const;
    const given = { ...span!, attributes: [{ key: "a", value }] };
    const recorder = new SpanRecorder();
    const body = `{"resourceSpans":[${[...encodeOtlpJson([[given]])].join("")}]}`;
    decodeOtlpJson(Buffer.from(body), recorder);
    expect(recorder.spans[0]?.attributes).toEqual([{ key: "a", value }]);
  });

  it("are OTLP protobuf that gives back any span exactly, also to others", () => {
    fc.assert(
      fc.property(spans, (given) => {
        const bytes = encodeTracesData(given);
        const recorder = new SpanRecorder();
        decodeOtlpProtobuf(bytes, recorder);
        expect(recorder.spans).toEqual(given);
        const others = read("opentelemetry.proto.trace.v1.TracesData", bytes) as {
          resourceSpans?: { scopeSpans: { spans: { spanId: string }[] }[] }[];
        };
        const ids = (others.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap((scope) => scope.spans.map(({ spanId }) => spanId)),
        );
        expect(ids).toEqual(
          given.map(({ spanId }) => Buffer.from(spanId, "hex").toString("base64")),
        );
      }),
      RUNS,
    );
  });

  it("are grouped by resource and scope, whatever their order", () => {
    const [a, b, c] = fc.sample(arbitrarySpan, 3) as [Span, Span, Span];
    const mixed = [
      a,
      { ...b, resource: a.resource },
      c,
      { ...c, resource: a.resource, scope: a.scope },
    ];
    const text = [...encodeOtlpJson([mixed])].join("");
    const groups = JSON.parse(`[${text}]`) as { scopeSpans: { spans: { name?: string }[] }[] }[];
    expect(groups.map(({ scopeSpans }) => scopeSpans.map((scope) => scope.spans.length))).toEqual([
      [2, 1],
      [1],
    ]);
  });

  it("are Jaeger's messages of ten spans each, with all nanoseconds", () => {
    const [span] = fc.sample(arbitrarySpan, 1) as [Span];
    const shown: Span = {
      ...span,
      traceId: "0".repeat(31) + "1",
      parentSpanId: "00000000000000aa",
      name: "GET /",
      kind: 2,
      flags: 1,
      startUnixNano: 1_700_000_000_123_456_789n,
      endUnixNano: 1_700_000_002_123_456_790n,
      attributes: [
        { key: "big", value: { type: "int", value: -(2n ** 63n) } },
        { key: "raw", value: { type: "bytes", value: Uint8Array.of(1, 2) } },
        { key: "share", value: { type: "double", value: Number.NaN } },
        { key: "on", value: { type: "bool", value: true } },
      ],
      events: [
        {
          timeUnixNano: 1_700_000_000_200_000_001n,
          name: "e",
          attributes: [],
          droppedAttributesCount: 0,
        },
      ],
      links: [],
      traceState: "",
      statusCode: 0,
      statusMessage: "",
      resource: {
        attributes: [{ key: "service.name", value: { type: "string", value: "web" } }],
        droppedAttributesCount: 0,
        schemaUrl: "",
      },
      scope: { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
    };
    const trace = {
      spans: Array.from({ length: 23 }, () => shown),
      spanWarnings: new Map([[22, ["late"]]]),
      warnings: [],
      sortTags: false,
    };
    const chunks = [...encodeSpansChunks(trace)].map(
      (bytes) =>
        read("jaeger.api_v2.SpansResponseChunk", bytes) as { spans: { warnings?: string[] }[] },
    );
    expect(chunks.map((chunk) => chunk.spans.length)).toEqual([10, 10, 3]);
    expect(chunks[2]!.spans[2]!.warnings).toEqual(["late"]);
    expect(chunks[0]!.spans[0]).toEqual({
      traceId: "AAAAAAAAAAAAAAAAAAAAAQ==",
      spanId: Buffer.from(span.spanId, "hex").toString("base64"),
      operationName: "GET /",
      references: [{ traceId: "AAAAAAAAAAAAAAAAAAAAAQ==", spanId: "AAAAAAAAAKo=" }],
      flags: 1,
      startTime: { seconds: "1700000000", nanos: 123_456_789 },
      duration: { seconds: "2", nanos: 1 },
      tags: [
        { key: "big", vType: "INT64", vInt64: "-9223372036854775808" },
        { key: "raw", vType: "BINARY", vBinary: "AQI=" },
        { key: "share", vType: "FLOAT64", vFloat64: Number.NaN },
        { key: "on", vType: "BOOL", vBool: true },
        { key: "span.kind", vStr: "server" },
      ],
      logs: [
        {
          timestamp: { seconds: "1700000000", nanos: 200_000_001 },
          fields: [{ key: "event", vStr: "e" }],
        },
      ],
      process: { serviceName: "web" },
    });
  });
});
