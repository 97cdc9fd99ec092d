import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type OtlpSink, startOtlpSink } from "../support/otlp-sink.ts";
import { type Ended, runTraced } from "../support/run-traced.ts";

/** Flushes twice, says what came of it, and is gone without another word, so that nothing but the flush can have sent spans. */
const PROGRAM = `
const { flush } = require("@spanhouse/sdk");
const { trace } = require("@opentelemetry/api");
const endSpan = (name) => trace.getTracer("app").startSpan(name).end();
(async () => {
  endSpan("first");
  endSpan("second");
  const began = performance.now();
  const answers = [await flush(400)];
  const tookMs = performance.now() - began;
  endSpan("third");
  answers.push(await flush(Number(process.env.SECOND_WAIT_MS ?? 400)));
  process.stdout.write(JSON.stringify({ answers, tookMs }), () => process.kill(process.pid, "SIGKILL"));
})();
`;

interface Said {
  readonly answers: readonly unknown[];
  readonly tookMs: number;
}

describe("flush", () => {
  let sink: OtlpSink;
  beforeAll(async () => {
    sink = await startOtlpSink();
  });
  afterAll(() => sink.close());
  beforeEach(() => {
    sink.spans.length = 0;
  });

  const run = async (
    environment: Readonly<Record<string, string>>,
    flags?: readonly string[],
  ): Promise<{ readonly said: Said; readonly ended: Ended }> => {
    const ended = await runTraced(["--eval", PROGRAM], environment, flags);
    return { said: JSON.parse(ended.out) as Said, ended };
  };
  const toSink = (): Readonly<Record<string, string>> => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    // Nothing is sent by itself while this test runs.
    OTEL_BSP_SCHEDULE_DELAY: "60000",
  });

  it("sends what has ended, each time it is called", async () => {
    // No timer can wait for ever; a flush may be asked to.
    const { said, ended } = await run({ ...toSink(), SECOND_WAIT_MS: "Infinity" });
    expect(said.answers).toEqual([true, true]);
    expect(ended).toMatchObject({ signal: "SIGKILL", err: "" });
    expect(sink.spans.map(({ name }) => name)).toEqual(["first", "second", "third"]);
  });

  it("waits no longer than allowed for a collector that does not answer, and says so", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
    const { said } = await run({ ...toSink(), ...endpoint });
    silent.closeAllConnections();
    silent.close();
    expect(said.answers).toEqual([false, false]);
    expect(said.tookMs).toBeGreaterThan(390);
    expect(said.tookMs).toBeLessThan(2_000);
  });

  it("sends what another exporter than that of OTLP has as well", async () => {
    const names: string[] = [];
    const zipkin = createServer((request, response) => {
      void json(request).then((batch) => {
        names.push(...(batch as { readonly name: string }[]).map(({ name }) => name));
        response.writeHead(202).end();
      });
    }).listen(0, "127.0.0.1");
    await once(zipkin, "listening");
    const { port } = zipkin.address() as AddressInfo;
    const { said } = await run({
      OTEL_TRACES_EXPORTER: "zipkin",
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
    });
    zipkin.close();
    expect(said.answers).toEqual([true, true]);
    expect(names).toEqual(["first", "second", "third"]);
  });

  it.each([
    ["is switched off", { OTEL_SDK_DISABLED: "true" }, undefined],
    ["was not started", {}, []],
  ])("has nothing to do where the SDK %s", async (_where, environment, flags) => {
    const { said, ended } = await run(environment, flags);
    expect(said.answers).toEqual([true, true]);
    expect(ended.err).toBe("");
  });
});
