import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { lostSpans, startLoad } from "../support/keep-alive-load.ts";
import { ListeningProgram } from "../support/listening-program.ts";
import { startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";
import { freePort } from "../support/free-port.ts";

const fixture = (name: string): string => join(import.meta.dirname, "../fixtures/sdk", name);

// Shortened; `npm run bench -- sdk` has both at full length.

it("no span of an answered request is lost when SIGTERM ends a service under load", async () => {
  const sink = await startOtlpSink();
  const port = await freePort();
  const service = await ListeningProgram.start({
    args: ["--import", "@spanhouse/sdk/register", fixture("hello-app.cjs")],
    environment: {
      PORT: String(port),
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    },
    port,
  });
  const load = startLoad(`http://127.0.0.1:${port}`, 8);
  await delay(1_500);
  await service.end("SIGTERM");
  await load.stop();
  sink.close();
  expect(load.answered.length).toBeGreaterThan(100);
  expect(lostSpans(load.answered, sink.spans)).toBe(0);
  expect(service.err).toBe("");
});

it("what ends while the collector is away is sent or counted, to the span", async () => {
  const sink = await startOtlpSink();
  const away = delay(1_000)
    .then(() => sink.goAway())
    .then(() => delay(2_000))
    .then(() => sink.comeBack());
  const [{ out, code }] = await Promise.all([
    runTraced([fixture("steady.cjs"), "1000", "4"], {
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_BSP_MAX_QUEUE_SIZE: "1000",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    }),
    away,
  ]);
  sink.close();
  expect(code).toBe(0);
  const counts = JSON.parse(out) as Readonly<Record<string, number>>;
  const stored = new Set(sink.spans.map(({ spanId }) => spanId)).size;
  expect(counts).toEqual({
    ended: 4_000,
    sent: stored,
    waiting: 0,
    dropped: 4_000 - stored,
    refused: 0,
  });
  expect(stored).toBeGreaterThanOrEqual(1_000);
});
