import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";
import { eventually, type SpanhouseProcess, startSpanhouse } from "../support/spanhouse-process.ts";

const fixture = (name: string): string => join(import.meta.dirname, "../fixtures/sdk", name);
const DOCTOR = join(import.meta.dirname, "../../sdk/doctor.cjs");

interface JaegerTrace {
  readonly data: readonly { readonly spans: readonly { readonly operationName: string }[] }[];
}

describe("the SDK with a real Spanhouse", () => {
  let spanhouse: SpanhouseProcess;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spanhouse-sdk-"));
    const file = join(folder, "strategies.json");
    writeFileSync(
      file,
      JSON.stringify({
        service_strategies: [
          { service: "quarter", type: "probabilistic", param: 0.25 },
          { service: "limited", type: "ratelimiting", param: 5 },
        ],
        default_strategy: { type: "probabilistic", param: 1 },
      }),
    );
    spanhouse = await startSpanhouse({ set: [`collector.sampling.strategiesFile=${file}`] });
  });
  afterAll(async () => {
    await spanhouse.remove();
    await rm(folder, { recursive: true });
  });

  it.each([
    ["http/protobuf", "http"],
    ["grpc", "grpc"],
  ] as const)(
    "shows the trace of an ES module with fastify and pino, over %s",
    async (protocol, door) => {
      const { out, err } = await runTraced([fixture("fastify-app.mjs")], {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: spanhouse.urls[door],
      });
      expect(err).toBe("");
      const { trace_id: traceId } = JSON.parse(out) as { trace_id: string };
      const trace = await eventually(
        `trace ${traceId}`,
        async () => {
          const answer = await fetch(`${spanhouse.urls.query}/api/traces/${traceId}`);
          return answer.ok ? ((await answer.json()) as JaegerTrace) : undefined;
        },
        5_000,
      );
      const names = trace.data[0]!.spans.map(({ operationName }) => operationName);
      expect(names.toSorted()).toEqual(["GET", "GET /hello/:name", "request"]);
    },
  );

  it("samples by what the collector says from the first span on", async () => {
    const sink = await startOtlpSink();
    const sampled = async (service: string): Promise<readonly (string | undefined)[]> => {
      sink.spans.length = 0;
      const { err } = await runTraced([fixture("ending.cjs"), "exit"], {
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_SERVICE_NAME: service,
        OTEL_TRACES_SAMPLER: "jaeger_remote",
        OTEL_TRACES_SAMPLER_ARG: `endpoint=${spanhouse.urls.sampling}`,
      });
      expect(err).toBe("");
      return sink.spans.map(({ traceState }) => traceState);
    };
    const quarter = await sampled("quarter");
    // 1300 at 1/4: ten standard deviations around 325.
    expect(Math.abs(quarter.length - 325)).toBeLessThan(156);
    expect(new Set(quarter)).toEqual(new Set(["ot=th:c"]));
    const limited = await sampled("limited");
    expect(limited.length).toBeGreaterThanOrEqual(5);
    expect(limited.length).toBeLessThan(12);
    expect(await sampled("other")).toEqual(Array.from({ length: 1300 }, () => "ot=th:0"));
    sink.close();
  });

  it("the doctor finds nothing wrong with it, and says what is wrong elsewhere", async () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: spanhouse.urls.http,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=sesame",
      OTEL_TRACES_SAMPLER: "jaeger_remote",
      OTEL_TRACES_SAMPLER_ARG: `endpoint=${spanhouse.urls.sampling}`,
    };
    const well = await runTraced([DOCTOR, "doctor"], environment, []);
    expect(well.out).toContain("takes spans");
    expect(well.out).toContain("says probability");
    expect(well.out).toContain("ok   clock: as that of the collector");
    expect(well.out).toContain("OTEL_EXPORTER_OTLP_HEADERS=authorization=***");
    expect(well.out).not.toContain("sesame");
    expect(well).toMatchObject({ code: 0, err: "" });
    const ill = await runTraced(
      [DOCTOR, "doctor"],
      { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" },
      [],
    );
    expect(ill.code).toBe(1);
    expect(ill.out).toMatch(/BAD {2}collector .*ECONNREFUSED\n +fix: /);
    expect((await runTraced([DOCTOR, "nurse"], {}, [])).code).toBe(2);
  });
});
