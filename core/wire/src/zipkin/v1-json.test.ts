import { serviceNameOf, SpanRecorder, type Span } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { REFUSED_SPANS_MAX, ZIPKIN_V1_SPAN_BYTES_MAX } from "../limits.ts";
import { decodeZipkinV1Json } from "./v1-json.ts";

const US = 1_700_000_000_123_456;
const FRONTEND = { serviceName: "frontend", ipv4: "10.0.0.1", port: 8080 };
const LOCAL = { traceId: "1", id: "2", name: "work", timestamp: US, duration: 5 };

function decodeText(text: string): {
  readonly outcome: DecodeOutcome;
  readonly spans: readonly Span[];
} {
  const recorder = new SpanRecorder();
  const outcome = decodeZipkinV1Json(Buffer.from(text), recorder);
  expect(recorder.open).toBe("nothing");
  return { outcome, spans: recorder.spans };
}

it("decodes a client span", () => {
  const { outcome, spans } = decodeText(
    JSON.stringify([
      {
        ...{ traceId: "BD7A977555F6B982", parentId: "a", id: "c", name: "get", debug: true },
        annotations: [
          { timestamp: US, value: "cs", endpoint: FRONTEND },
          { timestamp: US + 3, value: "retry", endpoint: FRONTEND },
          { timestamp: US + 9, value: "cr", endpoint: FRONTEND },
        ],
        binaryAnnotations: [
          { key: "http.path", value: "/api", endpoint: FRONTEND },
          { key: "sa", value: true, endpoint: { serviceName: "backend", ipv6: "::1", port: 9000 } },
        ],
      },
    ]),
  );
  expect(outcome).toEqual({ status: "decoded", spans: 1, rejected: 0, reason: "" });
  const [span] = spans;
  expect(span).toMatchObject({
    ...{ traceId: "0000000000000000bd7a977555f6b982", spanId: "000000000000000c", kind: 3 },
    ...{ parentSpanId: "000000000000000a", name: "get", startUnixNano: BigInt(US) * 1000n },
    endUnixNano: BigInt(US + 9) * 1000n,
    events: [{ name: "retry", timeUnixNano: BigInt(US + 3) * 1000n }],
  });
  expect(serviceNameOf(span!.resource)).toBe("frontend");
  expect(span!.attributes.map(({ key, value }) => [key, "value" in value && value.value])).toEqual([
    ["http.path", "/api"],
    ["network.local.address", "10.0.0.1"],
    ["network.local.port", 8080n],
    ["peer.service", "backend"],
    ["network.peer.address", "::1"],
    ["network.peer.port", 9000n],
    ["zipkin.debug", true],
  ]);
});

it.each([
  [{ value: "text" }, { type: "string", value: "text" }],
  [{ value: null }, { type: "string", value: "" }],
  [{ value: false }, { type: "bool", value: false }],
  [
    { value: "true", type: "BOOL" },
    { type: "bool", value: true },
  ],
  [
    { value: "AQI=", type: "BYTES" },
    { type: "bytes", value: new Uint8Array([1, 2]) },
  ],
  [
    { value: "not base64!", type: "BYTES" },
    { type: "string", value: "not base64!" },
  ],
  [
    { value: 5, type: "I16" },
    { type: "int", value: 5n },
  ],
  [
    { value: "-9007199254740993", type: "I64" },
    { type: "int", value: -9007199254740993n },
  ],
  [
    { value: 5, type: "DOUBLE" },
    { type: "double", value: 5 },
  ],
  [{ value: 1.5 }, { type: "double", value: 1.5 }],
  [{ value: 1e30 }, { type: "double", value: 1e30 }],
])("types the value of a binary annotation: %j", (annotation, value) => {
  const { spans } = decodeText(
    JSON.stringify([{ ...LOCAL, binaryAnnotations: [{ key: "k", ...annotation }] }]),
  );
  const [attribute] = spans[0]!.attributes;
  expect(attribute).toEqual({ key: "k", value });
});

describe("what is wrong in a span costs that span", () => {
  it.each([
    ["a span must be an object", 5],
    ["traceId must be 1 to 32", { ...LOCAL, traceId: "" }],
    ["traceId must be 1 to 32", { ...LOCAL, traceId: 7 }],
    ["id must be 1 to 16", { ...LOCAL, id: "1".repeat(17) }],
    ["parentId must be 1 to 16", { ...LOCAL, parentId: "-1" }],
    ["name must be a string", { ...LOCAL, name: 1 }],
    ["between 1970 and 2554", { ...LOCAL, timestamp: 1.5 }],
    ["between 1970 and 2554", { ...LOCAL, timestamp: 1e300 }],
    ["annotations must be an array", { ...LOCAL, annotations: "x" }],
    ["an annotation needs", { ...LOCAL, annotations: [{ value: "x" }] }],
    ["an annotation must be", { ...LOCAL, annotations: [null] }],
    [
      "a port must be",
      { ...LOCAL, annotations: [{ timestamp: 1, value: "", endpoint: { port: -1 } }] },
    ],
    ["must be plain", { ...LOCAL, binaryAnnotations: [{ key: "k", value: [] }] }],
    ["too many bytes", { ...LOCAL, name: "x".repeat(ZIPKIN_V1_SPAN_BYTES_MAX) }],
  ])("%s", (reason, wrong) => {
    const { outcome, spans } = decodeText(JSON.stringify([LOCAL, wrong, LOCAL]));
    expect(outcome).toMatchObject({ status: "decoded", spans: 2, rejected: 1 });
    expect(outcome.reason).toContain(reason);
    expect(spans).toHaveLength(2);
  });
});

it("refuses a request with more bad spans than the bound", () => {
  const body = `[${"5,".repeat(REFUSED_SPANS_MAX + 1)}{"traceId":"1","id":"2"}]`;
  const { outcome, spans } = decodeText(body);
  expect(spans).toEqual([]);
  expect(outcome.status).toBe("malformed");
});

it.each(["", "{}", "[", "[{}", "[".repeat(100_000), "\xff"])(
  "refuses what is no list: %#",
  (text) => {
    expect(decodeText(text).outcome.status).toBe("malformed");
  },
);

it("passes over what is deep in a field that nobody knows", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const { outcome } = decodeText(`[{"traceId":"1","id":"2","x":${deep}},${deep}]`);
  expect(outcome).toMatchObject({ status: "decoded", spans: 1, rejected: 1 });
});
