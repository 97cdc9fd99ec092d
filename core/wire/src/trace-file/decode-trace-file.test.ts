import { expect, it } from "vitest";
import { TRACE_FILE_PROBLEMS_MAX } from "../limits.ts";
import { decodeTraceFile, type TraceFile } from "./decode-trace-file.ts";

const TRACE_ID = "5b8aa5a2d2c872e8321cf37308d69df2";
const OTLP_SPAN = { traceId: TRACE_ID, spanId: "00000000000000a1", name: "otlp" };
const REQUEST = { resourceSpans: [{ scopeSpans: [{ spans: [OTLP_SPAN] }] }] };
const JAEGER_SPAN = {
  ...{ traceID: TRACE_ID, spanID: "b1", operationName: "jaeger", processID: "p1" },
  ...{ references: [], startTime: 1_700_000_000_000_000, duration: 5, tags: [], logs: [] },
};
const JAEGER = {
  ...{ traceID: TRACE_ID, spans: [JAEGER_SPAN] },
  processes: { p1: { serviceName: "shop", tags: [] } },
};
const V2 = { traceId: TRACE_ID, id: "c1", name: "v2", timestamp: 1, tags: {} };
const V1 = { traceId: TRACE_ID, id: "d1", name: "v1", timestamp: 1, binaryAnnotations: [] };

function read(text: string, spansMax = 100): TraceFile {
  return decodeTraceFile(new TextEncoder().encode(text), spansMax);
}

const names = ({ spans }: TraceFile): readonly string[] => spans.map(({ name }) => name);

it.each([
  ["a request of OTLP", REQUEST, "OTLP JSON", ["otlp"]],
  ["a list of requests", [REQUEST, REQUEST], "OTLP JSON", ["otlp", "otlp"]],
  ["what the API answers", { result: REQUEST }, "OTLP JSON", ["otlp"]],
  ["an answer of Jaeger", { data: [JAEGER, JAEGER] }, "Jaeger JSON", ["jaeger", "jaeger"]],
  ["a trace of Jaeger", JAEGER, "Jaeger JSON", ["jaeger"]],
  ["a list of traces of Jaeger", [JAEGER], "Jaeger JSON", ["jaeger"]],
  ["spans of Zipkin", [V2], "Zipkin v2 JSON", ["v2"]],
  ["traces of Zipkin", [[V2], [], [V2]], "Zipkin v2 JSON", ["v2", "v2"]],
  ["spans of Zipkin's first model", [V1], "Zipkin v1 JSON", ["v1"]],
])("recognises %s by its content", (_, content, format, expected) => {
  for (const text of [JSON.stringify(content), `\uFEFF ${JSON.stringify(content, null, 2)}\n`]) {
    const file = read(text);
    expect(file).toMatchObject({ formats: [format], problems: [], rejected: 0 });
    expect(names(file)).toEqual(expected);
  }
});

it("reads requests one per line, also with a broken one among them", () => {
  const line = JSON.stringify(REQUEST);
  expect(names(read(`${line}\n\n${line}\r\n${line}`))).toHaveLength(3);
  for (const broken of [
    '{"resourceSpans": [{]}',
    "{",
    '{"resourceSpans": 7}',
    "[[[[[[]]]]]]",
    '{"a":"',
  ]) {
    const file = read(`${line}\n${broken}\n${line}\n`);
    expect(names(file)).toHaveLength(2);
    expect(file.problems).toEqual([expect.stringMatching(/^line 2: /)]);
  }
});

it("says where a file breaks off, in bytes of the file", () => {
  const text = JSON.stringify({ result: REQUEST });
  const { spans, problems } = read(text.slice(0, -9));
  expect(spans).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(new RegExp(`, at byte ${text.length - 9}$`))]);
});

it("tells spans that are left out, and stops at the bound of spans", () => {
  const bad = { ...OTLP_SPAN, spanId: "00" };
  const spans = [OTLP_SPAN, bad, OTLP_SPAN];
  const file = read(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  expect(file).toMatchObject({ rejected: 1, isTruncated: false });
  expect(file.problems).toEqual([expect.stringContaining("span_id must be 8 bytes")]);
  expect(read(JSON.stringify([REQUEST, REQUEST, REQUEST]), 2)).toMatchObject({
    ...{ isTruncated: true, spans: [{ name: "otlp" }, { name: "otlp" }] },
  });
  expect(read(JSON.stringify([REQUEST, REQUEST]), 2).isTruncated).toBe(false);
});

it("goes through a hopeless file a few times at most", () => {
  const file = read('{"resourceSpans": [{\n'.repeat(20_000));
  expect(file.problems).toHaveLength(TRACE_FILE_PROBLEMS_MAX);
  expect(read("[".repeat(100_000)).spans).toEqual([]);
  expect(read('{"result":'.repeat(100_000)).spans).toEqual([]);
});
