import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type OtlpSink, startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";

// The SDK must not do a program any harm, whatever is wrong around it.

const PROGRAM = join(import.meta.dirname, "../fixtures/sdk/ending.cjs");

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
beforeEach(() => {
  sink.spans.length = 0;
});

it("a program is not stopped by settings that can be read and not be used", async () => {
  const { code, err } = await runTraced([PROGRAM, "exit"], {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_HEADERS: "name=two%0Alines",
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "0",
    OTEL_BSP_SCHEDULE_DELAY: "1e12",
  });
  expect(code).toBe(3);
  expect(err.trim().split("\n")).toHaveLength(1);
});

it("a program is held up once, not twice, by a collector that takes requests and never answers", async () => {
  let firstAtMs = 0;
  const silent = createServer(() => (firstAtMs ||= performance.now())).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  expect(
    await runTraced([PROGRAM, "normal"], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      SPANHOUSE_SDK_SHUTDOWN_TIMEOUT_MS: "1500",
    }),
  ).toMatchObject({ code: 0 });
  const heldMs = performance.now() - firstAtMs;
  silent.closeAllConnections();
  silent.close();
  expect(heldMs).toBeGreaterThan(1_400);
  expect(heldMs).toBeLessThan(2_700);
});

it.each([
  ["answers", '{"probabilisticSampling":{"samplingRate":1}}'],
  ["never answers", undefined],
])("a program is not kept alive by a remote sampler whose collector %s", async (_does, answer) => {
  const sampling = createServer((_request, response) => {
    if (answer !== undefined) response.end(answer);
  }).listen(0, "127.0.0.1");
  await once(sampling, "listening");
  const { port } = sampling.address() as AddressInfo;
  const { code, tookMs } = await runTraced([PROGRAM, "normal"], {
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_TRACES_SAMPLER: "jaeger_remote",
    OTEL_TRACES_SAMPLER_ARG: `endpoint=http://127.0.0.1:${port},initialSamplingRate=1`,
  });
  sampling.closeAllConnections();
  sampling.close();
  expect(code).toBe(0);
  expect(new Set(sink.spans.map(({ spanId }) => spanId)).size).toBe(1300);
  // The next question is a minute away.
  expect(tookMs).toBeLessThan(12_000);
});
