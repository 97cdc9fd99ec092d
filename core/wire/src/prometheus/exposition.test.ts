import { expect, it } from "vitest";
import { writeExposition, type ExpositionFormat } from "./exposition.ts";
import type { MetricFamily } from "./metric-family.ts";

// test/conformance/metrics-exposition.test.ts reads what is written here with strict readers.

const CALLS: MetricFamily = {
  name: "calls",
  type: "counter",
  help: 'What "calls" are\\were,\nin two lines',
  samples: [
    {
      suffix: "_total",
      labels: [
        ["service", 'a"b\\c\nd'],
        ["kind", ""],
      ],
      value: 3,
      exemplar: { labels: [["trace_id", "ab"]], value: 0.25, timestampSeconds: 1_700_000_000.5 },
    },
  ],
};

const LATENCY: MetricFamily = {
  name: "latency_seconds",
  type: "histogram",
  help: "Latency",
  samples: [
    { suffix: "_bucket", labels: [], le: 0.002, value: 1 },
    { suffix: "_bucket", labels: [], le: 1, value: 2 },
    { suffix: "_bucket", labels: [], le: Infinity, value: 2 },
    { suffix: "_sum", labels: [], value: 0.5 },
    { suffix: "_count", labels: [], value: 2 },
  ],
};

function write(families: readonly MetricFamily[], format: ExpositionFormat): string {
  return [...writeExposition(families, format)].join("");
}

it("writes text format 0.0.4: counters by their samples' name, no exemplars", () => {
  expect(write([CALLS, LATENCY], "text")).toBe(`\
# HELP calls_total What "calls" are\\\\were,\\nin two lines
# TYPE calls_total counter
calls_total{service="a\\"b\\\\c\\nd",kind=""} 3
# HELP latency_seconds Latency
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.002"} 1
latency_seconds_bucket{le="1"} 2
latency_seconds_bucket{le="+Inf"} 2
latency_seconds_sum 0.5
latency_seconds_count 2
`);
});

it("writes OpenMetrics: units, exemplars, bounds with a point, an end", () => {
  expect(write([CALLS, LATENCY], "openMetrics")).toBe(`\
# HELP calls What \\"calls\\" are\\\\were,\\nin two lines
# TYPE calls counter
calls_total{service="a\\"b\\\\c\\nd",kind=""} 3 # {trace_id="ab"} 0.25 1700000000.500
# HELP latency_seconds Latency
# TYPE latency_seconds histogram
# UNIT latency_seconds seconds
latency_seconds_bucket{le="0.002"} 1
latency_seconds_bucket{le="1.0"} 2
latency_seconds_bucket{le="+Inf"} 2
latency_seconds_sum 0.5
latency_seconds_count 2
# EOF
`);
});

it("says a counter twice in text format when it has an alias, once in OpenMetrics", () => {
  const family: MetricFamily = { ...CALLS, help: "h", plainAlias: true };
  expect(write([family], "text").match(/^calls(_total)?(?=\{)/gm)).toEqual([
    "calls_total",
    "calls",
  ]);
  expect(write([family], "openMetrics").match(/^calls(_total)?(?=\{)/gm)).toEqual(["calls_total"]);
});

it("leaves out an exemplar of more than 128 characters, and keeps one of 128", () => {
  const withId = (id: string): MetricFamily => ({
    ...CALLS,
    samples: [
      {
        ...{ suffix: "_total", labels: [], value: 1 },
        exemplar: { labels: [["trace_id", id]], value: 1, timestampSeconds: 1 },
      },
    ],
  });
  expect(write([withId("😀".repeat(120))], "openMetrics")).toContain("# {trace_id=");
  expect(write([withId("x".repeat(121))], "openMetrics")).not.toContain("# {trace_id=");
});

it("writes values that JSON has not", () => {
  const samples = [NaN, Infinity, -Infinity, 1e21, -0.5].map((value, i) => ({
    ...{ suffix: "" as const, labels: [["i", `${i}`]] as const, value },
  }));
  const text = write([{ name: "g", type: "gauge", help: "g", samples }], "text");
  expect(text.match(/(?<=\} ).*$/gm)).toEqual(["NaN", "+Inf", "-Inf", "1e+21", "-0.5"]);
});

it("refuses names that are no names", () => {
  const label = { suffix: "" as const, labels: [["a-b", ""]] as const, value: 1 };
  for (const family of [
    { ...CALLS, name: "a b" },
    { ...CALLS, samples: [label] },
  ]) {
    expect(() => write([family], "text")).toThrow("is a name of a");
  }
});
