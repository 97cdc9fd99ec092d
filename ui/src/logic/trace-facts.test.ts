import type { OwnTypicalTrace } from "@spanhouse/model";
import { expect, it } from "vitest";
import {
  factsOfTrace,
  factsOfTypical,
  paramsForSpan,
  rootStepOf,
  shareOfFaster,
} from "./trace-facts.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";

const TRACE = traceOfLines(`
  web GET /cart 0..100 server
    db select "all" 10..20 client
`);

const typicalOf = (...rootsUs: readonly number[]): OwnTypicalTrace => ({
  ...{ service: "web", operation: "GET /cart", leftOutCount: 0, paths: [], warnings: [] },
  traces: rootsUs.map((rootUs, at) => ({
    ...{ traceId: String(at), rootUs, durationUs: rootUs + 1, spanCount: 2 + at },
    ...{ errorCount: 0, serviceCount: 2, depth: 2 },
  })),
});

it("tells the root from the whole trace", () => {
  const longer = { ...TRACE, durationUs: 500_000 };
  expect(factsOfTrace(longer)).toMatchObject({ rootUs: 100_000, durationUs: 500_000 });
  expect(rootStepOf(TRACE)).toEqual({ service: "web", operation: "GET /cart", kind: 2 });
  const orphan = { row: 0, parentSpanId: "", reason: "missing" as const };
  expect(rootStepOf({ ...TRACE, orphans: [orphan] })).toBeUndefined();
});

it("takes each median for itself", () => {
  expect(factsOfTypical(typicalOf(10, 20, 90))).toMatchObject({ rootUs: 20, spanCount: 3 });
  expect(factsOfTypical(typicalOf())).toBeUndefined();
});

it("says where a trace stands among the others", () => {
  expect([5, 20, 100].map((us) => shareOfFaster(typicalOf(10, 20, 90, 95), us))).toEqual([
    0, 0.25, 1,
  ]);
  expect(shareOfFaster(typicalOf(), 5)).toBe(0);
});

it("leads to a span, whichever of those with its id", () => {
  const step = { service: "web", operation: "GET /cart", kind: 2 };
  expect(paramsForSpan(TRACE, 0, step)).toEqual({
    span: "0000000000000001",
    find: 'service=web operation="GET /cart" kind=server',
  });
  const repeated = { ...TRACE, repeats: [{ row: 1, occurrence: 2 }] };
  expect(paramsForSpan(repeated, 1, step).span).toBe("0000000000000002.2");
});
