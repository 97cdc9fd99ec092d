import { expect, it } from "vitest";
import { spanIdFromText, TEXT_TRACE_START, traceFromText } from "./trace-from-text.ts";

it("makes one span per line, with parents by indentation", () => {
  const spans = traceFromText(`
    frontend:GET /checkout 0..100 server
      cart:GET /cart 10..40.5 server error
        cart:SELECT a b 12..13 client db=pg
      payment:charge 50..90 id=aa parent=ff ok
  `);
  expect(spans.map((span) => [span.spanId, span.parentSpanId, span.name])).toEqual([
    [spanIdFromText("1"), "", "GET /checkout"],
    [spanIdFromText("2"), spanIdFromText("1"), "GET /cart"],
    [spanIdFromText("3"), spanIdFromText("2"), "SELECT a b"],
    [spanIdFromText("aa"), spanIdFromText("ff"), "charge"],
  ]);
  expect(spans.map((span) => [span.kind, span.statusCode])).toEqual([
    [2, 0],
    [2, 2],
    [3, 0],
    [1, 1],
  ]);
  expect(spans[1]!.endUnixNano - TEXT_TRACE_START).toBe(40_500_000n);
  expect(spans[2]!.attributes).toEqual([{ key: "db", value: { type: "string", value: "pg" } }]);
  expect(spans[1]!.resource).toBe(spans[2]!.resource);
});

it("refuses a line that is not a span", () => {
  expect(() => traceFromText("frontend GET 0..1")).toThrow("not a span");
  expect(() => traceFromText("frontend:GET 0..1 serverish")).toThrow("not a span kind");
});
