import type { Attribute, AttributeValue, Span } from "@spanhouse/model";
import { TEXT_TRACE_ID, traceFromText } from "@spanhouse/model/testing";
import { describe, expect, it } from "vitest";
import {
  encodeJaegerError,
  encodeJaegerList,
  encodeJaegerTraces,
  type JaegerTraceSource,
} from "./answer.ts";

/** Bodies are compared whole, parsed: Jaeger's clients read JSON, not bytes. */

const START_US = 1_767_225_600_000_000;

function sourceOf(spans: readonly Span[], sortTags = true): JaegerTraceSource {
  return { spans, spanWarnings: new Map(), warnings: [], sortTags };
}

function encode(sources: readonly JaegerTraceSource[], pretty = false): string {
  return [...encodeJaegerTraces(sources, [], pretty)].join("");
}

interface Tag {
  readonly key: string;
  readonly type: string;
  readonly value: unknown;
}
interface Answer {
  readonly data: readonly {
    readonly spans: readonly {
      readonly tags: readonly Tag[];
      readonly references: unknown;
      readonly processID: string;
      readonly flags?: number;
    }[];
    readonly processes: unknown;
  }[];
}

function spanOf(change: Partial<Span>): Span {
  return { ...traceFromText("web:GET / 0..1")[0]!, ...change };
}

function answerOf(spans: readonly Span[], sortTags = true): Answer["data"][number] {
  return (JSON.parse(encode([sourceOf(spans, sortTags)])) as Answer).data[0]!;
}

function attribute(key: string, value: AttributeValue): Attribute {
  return { key, value };
}

const RICH: Span = spanOf({
  kind: 3,
  flags: 0x301,
  statusCode: 2,
  statusMessage: "deadlock",
  traceState: "a=b",
  attributes: [
    attribute("z", { type: "string", value: "last" }),
    attribute("a", { type: "int", value: 1n }),
  ],
  events: [
    {
      timeUnixNano: BigInt(START_US) * 1000n + 500_999n,
      name: "exception",
      attributes: [attribute("exception.type", { type: "string", value: "Deadlock" })],
      droppedAttributesCount: 0,
    },
  ],
});

it("writes a span with everything in Jaeger's names and order", () => {
  expect(JSON.parse(encode([sourceOf([RICH])]))).toEqual({
    data: [
      {
        traceID: TEXT_TRACE_ID,
        spans: [
          {
            traceID: TEXT_TRACE_ID,
            spanID: "0000000000000001",
            flags: 1,
            operationName: "GET /",
            references: [],
            startTime: START_US,
            duration: 1000,
            tags: [
              { key: "otel.scope.name", type: "string", value: "test" },
              { key: "otel.scope.version", type: "string", value: "1.0.0" },
              { key: "a", type: "int64", value: 1 },
              { key: "z", type: "string", value: "last" },
              { key: "span.kind", type: "string", value: "client" },
              { key: "otel.status_code", type: "string", value: "ERROR" },
              { key: "error", type: "bool", value: true },
              { key: "otel.status_description", type: "string", value: "deadlock" },
              { key: "w3c.tracestate", type: "string", value: "a=b" },
            ],
            logs: [
              {
                timestamp: START_US + 500,
                fields: [
                  { key: "event", type: "string", value: "exception" },
                  { key: "exception.type", type: "string", value: "Deadlock" },
                ],
              },
            ],
            processID: "p1",
            warnings: null,
          },
        ],
        processes: { p1: { serviceName: "web", tags: [] } },
        warnings: null,
      },
    ],
    total: 0,
    limit: 0,
    offset: 0,
    errors: null,
  });
});

describe("tags", () => {
  it.each([
    ["text", { type: "string", value: "x" }, "string", "x"],
    ["a boolean", { type: "bool", value: false }, "bool", false],
    ["an integer", { type: "int", value: -5n }, "int64", -5],
    ["the largest safe integer", { type: "int", value: 2n ** 53n - 1n }, "int64", 2 ** 53 - 1],
    ["a larger integer", { type: "int", value: 2n ** 53n }, "int64", "9007199254740992"],
    [
      "a far negative integer",
      { type: "int", value: -(2n ** 63n) },
      "int64",
      "-9223372036854775808",
    ],
    ["a double", { type: "double", value: 0.5 }, "float64", 0.5],
    ["no number", { type: "double", value: NaN }, "float64", "NaN"],
    ["bytes", { type: "bytes", value: Uint8Array.of(1, 2, 3) }, "binary", "AQID"],
    ["nothing", { type: "empty" }, "string", ""],
    [
      "an array",
      {
        type: "array",
        value: [
          { type: "string", value: "a" },
          { type: "int", value: 2n ** 60n },
          { type: "empty" },
        ],
      },
      "string",
      '["a",1152921504606846976,null]',
    ],
    [
      "a key-value list",
      {
        type: "keyValueList",
        value: [
          attribute("b", { type: "bool", value: true }),
          attribute("a", { type: "bytes", value: Uint8Array.of(255) }),
          attribute("b", { type: "double", value: 1.5 }),
        ],
      },
      "string",
      '{"a":"/w==","b":1.5}',
    ],
  ] satisfies [string, AttributeValue, string, unknown][])("writes %s", (_, value, type, json) => {
    const { tags } = answerOf([spanOf({ attributes: [attribute("key", value)] })]).spans[0]!;
    expect(tags.find((tag) => tag.key === "key")).toEqual({ key: "key", type, value: json });
  });

  it("keeps the order of attributes when asked for raw", () => {
    const { tags } = answerOf([RICH], false).spans[0]!;
    expect(tags.slice(2, 4).map((tag) => tag.key)).toEqual(["z", "a"]);
  });

  it("leaves out what is not set", () => {
    const bare = spanOf({ kind: 0, scope: { ...RICH.scope, name: "", version: "" } });
    const span = answerOf([bare]).spans[0]!;
    expect(span.tags).toEqual([]);
    expect(span).not.toHaveProperty("flags");
  });
});

describe("references", () => {
  const link = {
    traceId: "0000000000000000" + "00000000000000ab",
    spanId: "00000000000000cd",
    traceState: "",
    flags: 0,
    attributes: [],
    droppedAttributesCount: 0,
  };
  const parent = { refType: "CHILD_OF", traceID: TEXT_TRACE_ID, spanID: "00000000000000ff" };

  it("has the parent first, then links", () => {
    const span = spanOf({ parentSpanId: "00000000000000ff", links: [link] });
    expect(answerOf([span]).spans[0]!.references).toEqual([
      parent,
      { refType: "FOLLOWS_FROM", traceID: "00000000000000ab", spanID: "00000000000000cd" },
    ]);
  });

  it("takes the parent's type from a link to it that says one", () => {
    const typed = {
      ...link,
      traceId: TEXT_TRACE_ID,
      spanId: "00000000000000ff",
      attributes: [attribute("opentracing.ref_type", { type: "string", value: "follows_from" })],
    };
    const span = spanOf({ parentSpanId: "00000000000000ff", links: [typed, link] });
    expect(answerOf([span]).spans[0]!.references).toEqual([
      { ...parent, refType: "FOLLOWS_FROM" },
      { refType: "FOLLOWS_FROM", traceID: "00000000000000ab", spanID: "00000000000000cd" },
    ]);
  });
});

it("numbers processes by first appearance and has equal ones once", () => {
  const [web, cart, again] = traceFromText(`
    web:a 0..1
    cart:b 0..1
    web:c 0..1
  `);
  const equal: Span = { ...again!, resource: { ...web!.resource } };
  const nameless: Span = { ...again!, resource: { ...web!.resource, attributes: [] } };
  const { spans, processes } = answerOf([web!, cart!, equal, nameless]);
  expect(spans.map((span) => span.processID)).toEqual(["p1", "p2", "p1", "p3"]);
  expect(processes).toEqual({
    p1: { serviceName: "web", tags: [] },
    p2: { serviceName: "cart", tags: [] },
    p3: { serviceName: "OTLPResourceNoServiceName", tags: [] },
  });
});

it("writes trace ids of 64 bits with 16 digits, and a duration that is not negative", () => {
  const short = "0000000000000000" + "00000000000000ab";
  const span = spanOf({ traceId: short, endUnixNano: 0n });
  expect(JSON.parse(encode([sourceOf([span])]))).toMatchObject({
    data: [{ traceID: "00000000000000ab", spans: [{ traceID: "00000000000000ab", duration: 0 }] }],
  });
});

it("carries warnings of spans and traces, and errors about traces", () => {
  const source: JaegerTraceSource = {
    ...sourceOf([RICH]),
    spanWarnings: new Map([[0, ["late"]]]),
    warnings: ["cut"],
  };
  const errors = [{ msg: "trace not found", traceId: "0".repeat(31) + "1" }];
  const body = [...encodeJaegerTraces([source], errors, false)].join("");
  expect(JSON.parse(body)).toMatchObject({
    data: [{ spans: [{ warnings: ["late"] }], warnings: ["cut"] }],
    errors: [{ msg: "trace not found", traceID: "0000000000000001" }],
  });
});

it.each([
  ["no traces", []],
  ["a trace", [sourceOf(traceFromText("web:a 0..1\n  web:b\\n 0..1"))]],
  ["two traces", [sourceOf([RICH]), sourceOf([RICH])]],
])("says the same with four spaces of indentation: %s", (_, sources) => {
  const compact = encode(sources);
  expect(encode(sources, true)).toBe(JSON.stringify(JSON.parse(compact), null, 4));
});

it("writes large traces in pieces", () => {
  const spans = Array.from({ length: 2_000 }, () => RICH);
  const pieces = [...encodeJaegerTraces([sourceOf(spans)], [], false)];
  expect(pieces.length).toBeGreaterThan(5);
  expect((JSON.parse(pieces.join("")) as Answer).data[0]!.spans).toHaveLength(2_000);
});

it("writes lists with their count, and errors with a line end", () => {
  expect(JSON.parse(encodeJaegerList(["a"], false))).toEqual({
    data: ["a"],
    total: 1,
    limit: 0,
    offset: 0,
    errors: null,
  });
  expect(encodeJaegerError(404, "trace not found")).toBe(
    '{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found"}]}\n',
  );
});
