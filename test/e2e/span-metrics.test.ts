import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { readOpenMetrics } from "../support/read-openmetrics.ts";
import { readPrometheusText } from "../support/read-prometheus-text.ts";
import { eventually, startSpanhouse, type SpanhouseProcess } from "../support/spanhouse-process.ts";
import { resourceOf, testSpan } from "../support/test-span.ts";

// What Prometheus gets from a process that people's spans went into, through its own doors.

let spanhouse: SpanhouseProcess;

beforeAll(async () => {
  spanhouse = await startSpanhouse({ set: ["query.spanMetrics.refreshIntervalMs=100"] });
});

afterAll(() => spanhouse.remove());

async function scrape(accept: string): Promise<string> {
  const answer = await fetch(`${spanhouse.urls.health}/metrics`, { headers: { accept } });
  expect(answer.headers.get("content-encoding")).toBe("gzip");
  return answer.text();
}

it("counts spans that came in, and its exemplars lead to their traces", async () => {
  await scrape("text/plain");
  const startUnixNano = BigInt(Date.now()) * 1_000_000n;
  const spans = ["web", "cart"].map((service) =>
    testSpan({ startUnixNano, name: "GET /", resource: resourceOf(service) }),
  );
  const sent = await fetch(`${spanhouse.urls.http}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(encodeOtlpRequest(spans)),
  });
  expect(sent.status).toBe(200);
  const families = await eventually("counted spans with exemplars", async () => {
    const read = readOpenMetrics(await scrape("application/openmetrics-text; version=1.0.0"));
    const calls = read.get("traces_spanmetrics_calls")?.samples ?? [];
    const isThere =
      calls.length === 2 && calls.every(({ value, exemplar }) => value === 1 && exemplar);
    return isThere ? read : undefined;
  });
  const exemplars = [...families.values()].flatMap(({ samples }) =>
    samples.flatMap(({ exemplar }) => exemplar ?? []),
  );
  expect(exemplars.length).toBeGreaterThanOrEqual(4);
  for (const { labels } of exemplars) {
    const answer = await fetch(`${spanhouse.urls.query}/api/traces/${labels["trace_id"]!}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(labels["span_id"] ?? labels["trace_id"]!);
  }
  const text = readPrometheusText(await scrape("text/plain; version=0.0.4"));
  expect(text.get("traces_spanmetrics_calls_total")?.samples.map(({ value }) => value)).toEqual([
    1, 1,
  ]);
});

it("shows none when they are switched off", async () => {
  const off = await startSpanhouse({ set: ["query.spanMetrics.enabled=false"] });
  const text = await (await fetch(`${off.urls.health}/metrics`)).text();
  expect(text).toContain("otelcol_process_uptime");
  expect(text).not.toMatch(/traces_|spanhouse_span_metrics/);
  await off.remove();
});
