import { SpanRecorder, type Attribute, type Span } from "@spanhouse/model";
import { expect, it } from "vitest";
import { decodeJaegerJson } from "./decode-traces.ts";

const TRACE_ID = "1";
const START_US = 1_700_000_000_000_001;
const SPAN = {
  ...{ traceID: TRACE_ID, spanID: "A2", operationName: "GET /", processID: "p1" },
  ...{ startTime: START_US, duration: 250, references: [], tags: [], logs: [], warnings: null },
};

function decode(...spans: readonly object[]): readonly Span[] {
  const recorder = new SpanRecorder();
  const processes = {
    p1: { serviceName: "shop", tags: [{ key: "hostname", type: "string", value: "a" }] },
    p2: { serviceName: "cart" },
  };
  const trace = { traceID: TRACE_ID, spans, processes };
  const outcome = decodeJaegerJson(new TextEncoder().encode(JSON.stringify(trace)), recorder);
  expect(outcome).toMatchObject({ status: "decoded", spans: spans.length, rejected: 0 });
  return recorder.spans;
}

const valueOf = (attributes: readonly Attribute[], key: string) =>
  attributes.find((attribute) => attribute.key === key)?.value;

it("reads ids, times, processes, references, logs and warnings", () => {
  const references = [
    { refType: "CHILD_OF", traceID: TRACE_ID, spanID: "a1" },
    { refType: "FOLLOWS_FROM", traceID: "ff", spanID: "9" },
  ];
  const fields = [
    { key: "event", type: "string", value: "retry" },
    { key: "n", type: "int64", value: 2 },
  ];
  const logs = [{ timestamp: START_US + 1, fields }];
  const tags = [
    { key: "span.kind", type: "string", value: "server" },
    { key: "error", type: "bool", value: true },
  ];
  const [one, two] = decode(
    { ...SPAN, references, logs, tags, warnings: ["late"] },
    { ...SPAN, spanID: "a3", processID: "p2" },
  );
  expect(one).toMatchObject({
    ...{ traceId: "1".padStart(32, "0"), spanId: "00000000000000a2", name: "GET /" },
    ...{ parentSpanId: "00000000000000a1", kind: 2, statusCode: 2 },
    ...{ startUnixNano: 1_700_000_000_000_001_000n, endUnixNano: 1_700_000_000_000_251_000n },
    events: [{ name: "retry", timeUnixNano: 1_700_000_000_000_002_000n }],
    links: [{ traceId: "ff".padStart(32, "0"), spanId: "0000000000000009" }],
  });
  expect(valueOf(one!.resource.attributes, "service.name")).toEqual({
    type: "string",
    value: "shop",
  });
  expect(valueOf(one!.resource.attributes, "host.name")).toEqual({ type: "string", value: "a" });
  expect(valueOf(one!.events[0]!.attributes, "n")).toEqual({ type: "int", value: 2n });
  expect(two!.resource.attributes).toEqual([
    { key: "service.name", value: { type: "string", value: "cart" } },
  ]);
});

it("keeps the type of every tag", () => {
  const tags = [
    { key: "text", type: "string", value: 'ü "quoted" 😀' },
    { key: "bool", type: "bool", value: false },
    { key: "int", type: "int64", value: -5 },
    { key: "large", type: "int64", value: "9223372036854775807" },
    { key: "double", type: "float64", value: 3 },
    { key: "infinite", type: "float64", value: "Infinity" },
    { key: "bytes", type: "binary", value: "AQID" },
    { key: "not bytes", type: "binary", value: "?" },
    { key: "none", type: "string", value: null },
  ];
  const [span] = decode({ ...SPAN, tags });
  expect(span!.attributes).toEqual([
    { key: "text", value: { type: "string", value: 'ü "quoted" 😀' } },
    { key: "bool", value: { type: "bool", value: false } },
    { key: "int", value: { type: "int", value: -5n } },
    { key: "large", value: { type: "int", value: 2n ** 63n - 1n } },
    { key: "double", value: { type: "double", value: 3 } },
    { key: "infinite", value: { type: "double", value: Infinity } },
    { key: "bytes", value: { type: "bytes", value: Uint8Array.of(1, 2, 3) } },
    { key: "not bytes", value: { type: "string", value: "?" } },
    { key: "none", value: { type: "string", value: "" } },
  ]);
});

it("takes the process that a span has in itself, and the parent of old versions", () => {
  const process = { serviceName: "old", tags: [] };
  const [span] = decode({ ...SPAN, processID: "", process, parentSpanID: "7" });
  expect(span).toMatchObject({ parentSpanId: "0000000000000007" });
  expect(valueOf(span!.resource.attributes, "service.name")).toEqual({
    type: "string",
    value: "old",
  });
});

it("leaves out spans without ids and says so, and refuses what is of another shape", () => {
  const recorder = new SpanRecorder();
  const decodeText = (value: unknown) =>
    decodeJaegerJson(new TextEncoder().encode(JSON.stringify(value)), recorder);
  const spans = [{ ...SPAN, spanID: "xyz" }, { ...SPAN, traceID: 7 }, {}, SPAN];
  expect(decodeText({ spans, processes: null })).toMatchObject({ spans: 1, rejected: 3 });
  expect(decodeText({ data: 7 })).toMatchObject({ status: "malformed" });
  expect(decodeText({ spans: [7] })).toMatchObject({ status: "malformed" });
  expect(decodeText({ data: [] })).toMatchObject({ status: "decoded", spans: 0 });
});
