import { join } from "node:path";
import { expect, it } from "vitest";
import { startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";

const PROGRAM = join(import.meta.dirname, "../fixtures/sdk/console-lines.cjs");

it("lines of the console have the ids of their trace, in the form of the line", async () => {
  const sink = await startOtlpSink();
  const { out, err } = await runTraced([PROGRAM], {
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
  });
  sink.close();
  const { traceId, spanId } = sink.spans[0]!;
  const text = `trace_id=${traceId} span_id=${spanId}`;
  const members = `"trace_id":"${traceId}","span_id":"${spanId}"`;
  expect(out.trim().split("\n")).toEqual([
    "paid 12",
    '{"level":"info"}',
    "{ no json }",
    `paid 12 ${text}`,
    `{"level":"info",${members}}`,
    `{ no json } ${text}`,
  ]);
  expect(err.trim().split("\n")).toEqual([
    "{}",
    "{ level: 'error' }",
    `{${members}}`,
    "{ level: 'error' }",
  ]);
  expect(sink.resource).toMatchObject({
    // From the nearest package.json, above the program.
    "service.name": "@spanhouse/test",
    "service.version": "0.1.0",
    "deployment.environment.name": "test",
    "process.runtime.name": "nodejs",
    "host.name": expect.any(String) as string,
  });
});
