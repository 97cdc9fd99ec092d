import { join } from "node:path";
import { expect, it } from "vitest";
import { startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";

const PROGRAM = join(import.meta.dirname, "../fixtures/sdk/loaded.cjs");

it("loads OpenTelemetry's whole SDK only for variables that need it, and those keep their meaning", async () => {
  const sink = await startOtlpSink();
  const cases = [
    [{}, "false", 3],
    [{ OTEL_TRACES_SAMPLER: "jaeger_remote" }, "false", undefined],
    [{ OTEL_TRACES_SAMPLER: "always_on" }, "true", 3],
    [{ OTEL_TRACES_SAMPLER: "always_off" }, "true", undefined],
    [{ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "2" }, "true", 2],
    [{ OTEL_ATTRIBUTE_COUNT_LIMIT: "1" }, "true", 1],
    [{ OTEL_LOGS_EXPORTER: "console" }, "true", 3],
  ] as const;
  for (const [environment, out, attributes] of cases) {
    sink.spans.length = 0;
    const ended = await runTraced([PROGRAM], {
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      ...environment,
    });
    expect(ended, JSON.stringify(environment)).toMatchObject({ code: 0, out });
    expect(sink.spans[0]?.attributes.length, JSON.stringify(environment)).toBe(attributes);
  }
  sink.close();
}, 30_000);
