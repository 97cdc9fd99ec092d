import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type OtlpSink, startOtlpSink } from "../support/otlp-sink.ts";
import { type Ended, runTraced } from "../support/run-traced.ts";

const PROGRAM = join(import.meta.dirname, "../fixtures/sdk/ending.cjs");
const REGISTER = "@spanhouse/sdk/register";

describe("a program that is traced by the flag", () => {
  let sink: OtlpSink;
  beforeAll(async () => {
    sink = await startOtlpSink();
  });
  afterAll(() => sink.close());
  beforeEach(() => {
    sink.spans.length = 0;
    sink.status = 200;
  });

  const run = (how: string, flags?: readonly string[], endpoint = sink.url): Promise<Ended> =>
    runTraced(
      [PROGRAM, how],
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        SPANHOUSE_SDK_SHUTDOWN_TIMEOUT_MS: "1500",
      },
      flags,
    );
  const uniqueSpans = (): number => new Set(sink.spans.map(({ spanId }) => spanId)).size;

  it.each([
    ["normal", 0, null],
    ["exit", 3, null],
    ["throw", 1, null],
    ["reject", 1, null],
    ["SIGTERM", null, "SIGTERM"],
    ["SIGINT", null, "SIGINT"],
  ] as const)(
    "loses no span when it ends by: %s, and ends as without",
    async (how, code, signal) => {
      expect(await run(how)).toMatchObject({ code, signal });
      expect(uniqueSpans()).toBe(1300);
    },
  );

  it("loses no span when it handles the signal itself, and spans end meanwhile", async () => {
    expect(await run("handled")).toMatchObject({ code: 7 });
    expect(uniqueSpans()).toBe(1302);
  });

  it("loses no span of another exporter at a signal", async () => {
    let spans = 0;
    const zipkin = createServer((request, response) => {
      void json(request).then((batch) => {
        spans += (batch as unknown[]).length;
        response.writeHead(202).end();
      });
    }).listen(0, "127.0.0.1");
    await once(zipkin, "listening");
    const { port } = zipkin.address() as AddressInfo;
    const ended = await runTraced([PROGRAM, "SIGTERM"], {
      OTEL_TRACES_EXPORTER: "zipkin",
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
    });
    zipkin.close();
    expect(ended).toMatchObject({ code: null, signal: "SIGTERM" });
    expect(spans).toBe(1300);
  });

  it("may be started with --require as well", async () => {
    expect(await run("exit", ["--require", REGISTER])).toMatchObject({ code: 3, err: "" });
    expect(uniqueSpans()).toBe(1300);
  });

  it.each(["normal", "exit"])(
    "is held up for no longer than allowed when nothing listens, and says one line: %s",
    async (how) => {
      const { code, err, tookMs } = await run(how, undefined, "http://127.0.0.1:1");
      expect(code).toBe(how === "exit" ? 3 : 0);
      expect(err.trim().split("\n")).toHaveLength(1);
      expect(err).toMatch(/^spanhouse: .*127\.0\.0\.1:1/);
      expect(tookMs).toBeLessThan(12_000);
    },
  );

  it("does not repeat what a collector refuses", async () => {
    sink.status = 400;
    const { code, err } = await run("normal");
    expect(code).toBe(0);
    expect(err).toContain("refuses spans: HTTP 400");
  });

  it("changes nothing when it is switched off", async () => {
    const ended = await runTraced([PROGRAM, "exit"], { OTEL_SDK_DISABLED: "true" });
    expect(ended).toMatchObject({ code: 3, out: "", err: "" });
  });

  it("is not stopped by settings that make no sense", async () => {
    const nonsense = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "no address",
      OTEL_BSP_MAX_QUEUE_SIZE: "many",
      OTEL_TRACES_SAMPLER: "jaeger_remote",
      OTEL_TRACES_SAMPLER_ARG: "endpoint=%%%,pollingIntervalMs=-1",
      OTEL_PROPAGATORS: "pigeon",
      NODE_ENV: "",
    };
    const { code, err } = await runTraced([PROGRAM, "exit"], nonsense);
    expect(code).toBe(3);
    expect(err.split("\n").filter((line) => line.startsWith("spanhouse:"))).toHaveLength(1);
  });
});
