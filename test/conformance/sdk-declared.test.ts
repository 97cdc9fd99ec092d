import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  collectorConfigSchema,
  CollectorSampling,
  SamplingHttpReceiver,
} from "@spanhouse/collector";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type OtlpSink, startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";

/** Ends 400 traces of two spans. */
const PROGRAM = `
const { context, trace } = require("@opentelemetry/api");
const tracer = trace.getTracer("app");
for (let count = 0; count < 400; count++) {
  const root = tracer.startSpan("root");
  tracer.startSpan("child", {}, trace.setSpan(context.active(), root)).end();
  root.end();
}
`;

/** A file of declarative configuration, a collector that says what to sample, and one that takes spans. */
describe("a file of declarative configuration", () => {
  let folder: string;
  let sink: OtlpSink;
  let sampling: CollectorSampling;
  let door: SamplingHttpReceiver;
  let samplingUrl: string;
  beforeAll(async () => {
    sink = await startOtlpSink();
    folder = await mkdtemp(join(tmpdir(), "spanhouse-declared-"));
    const strategiesFile = join(folder, "strategies.json");
    const quarter = { service: "quarter", type: "probabilistic", param: 0.25 };
    const strategies = {
      service_strategies: [quarter],
      default_strategy: { ...quarter, param: 0 },
    };
    await writeFile(strategiesFile, JSON.stringify(strategies));
    const { sampling: config } = collectorConfigSchema.parse({ sampling: { strategiesFile } });
    const reader = { countRootSpans: () => Promise.resolve([]) };
    const told = { metrics: new Registry(), logger: pino({ level: "silent" }) };
    sampling = new CollectorSampling({ config, reader, ...told });
    await sampling.start();
    const at = { host: "127.0.0.1", port: 0, tls: config.tls };
    door = new SamplingHttpReceiver({ source: sampling, ...at, ...told });
    samplingUrl = (await door.start()).url;
  });
  afterAll(async () => {
    await Promise.all([door.stop(0), sampling.stop()]);
    sink.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    sink.spans.length = 0;
  });

  const run = async (sampler: string, variable = "OTEL_CONFIG_FILE") => {
    const file = join(folder, "otel.yaml");
    await writeFile(
      file,
      `file_format: "1.0"
resource:
  attributes:
    - name: service.name
      value: quarter
tracer_provider:
  processors:
    - batch:
        exporter:
          otlp_http:
            endpoint: \${SINK}/v1/traces
            encoding: json
  sampler:
    ${sampler}
`,
    );
    return runTraced(["--eval", PROGRAM], {
      [variable]: file,
      SINK: sink.url,
      SAMPLING: samplingUrl,
      // What the file does not ask for says nothing.
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_SERVICE_NAME: "other",
      OTEL_TRACES_SAMPLER: "always_off",
    });
  };
  const names = (): readonly string[] => sink.spans.map(({ name }) => name);
  const remote = (initial: string, endpoint = "${SAMPLING}"): string =>
    `jaeger_remote/development: { endpoint: "${endpoint}", initial_sampler: { ${initial}: } }`;

  it.each(["OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE"])(
    "says everything, by %s",
    async (variable) => {
      const ended = await run("always_on:", variable);
      expect(ended).toMatchObject({ code: 0, err: "" });
      expect(names()).toHaveLength(800);
      expect(sink.resource["service.name"]).toBe("quarter");
    },
  );

  it.each([
    ["by itself", remote("always_off")],
    ["for traces that begin here", `parent_based: { root: { ${remote("always_off")} } }`],
  ])(
    "may name the remote sampler %s, which samples from the first trace on",
    async (_, sampler) => {
      expect(await run(sampler)).toMatchObject({ code: 0, err: "" });
      // 400 traces at 1/4: six standard deviations around 100. A sampler that does not follow the parent keeps odd ones.
      const roots = names().filter((name) => name === "root").length;
      expect(Math.abs(roots - 100)).toBeLessThan(52);
      expect(names().length).toBe(2 * roots);
      expect(new Set(sink.spans.map(({ traceState }) => traceState))).toEqual(new Set(["ot=th:c"]));
    },
  );

  it("may leave the others of parent_based to OpenTelemetry", async () => {
    const local = "local_parent_sampled: { always_off: }";
    await run(`parent_based: { root: { ${remote("always_off")} }, ${local} }`);
    expect(new Set(names())).toEqual(new Set(["root"]));
  });

  it.each([
    ["always_on", 800],
    ["always_off", 0],
  ])("has its initial sampler hold until a collector answers: %s", async (initial, spans) => {
    const { code, err } = await run(remote(initial, "http://127.0.0.1:1"));
    expect(code).toBe(0);
    expect(err.trim().split("\n")).toEqual([
      expect.stringMatching(/^spanhouse: no sampling strat/),
    ]);
    expect(names()).toHaveLength(spans);
  });

  it("is what the doctor looks at", async () => {
    await run(remote("always_off"));
    const doctor = join(import.meta.dirname, "../../sdk/doctor.cjs");
    const environment = { OTEL_CONFIG_FILE: join(folder, "otel.yaml"), SAMPLING: "http://c:14250" };
    const well = await runTraced([doctor, "doctor"], environment, []);
    expect(well.out).toContain(
      "ok   collector: is what the file says (otlp_http), and was not asked",
    );
    expect(well.out).toContain("ok   sampler: asks http://c:14250");
    expect(well).toMatchObject({ code: 0, err: "" });
    await writeFile(environment.OTEL_CONFIG_FILE, 'file_format: "1.0"\ntracer_provider: {}\n');
    const ill = await runTraced([doctor, "doctor"], environment, []);
    expect(ill.out).toMatch(/BAD {2}configuration file: .*processors.*\n +fix: correct the file/);
    expect(ill).toMatchObject({ code: 1, err: "" });
  });

  it("that cannot be read starts nothing, and stops nothing", async () => {
    const { code, err } = await runTraced(["--eval", PROGRAM], {
      OTEL_CONFIG_FILE: "no-such.yaml",
    });
    expect(code).toBe(0);
    expect(err.trim().split("\n")).toEqual([expect.stringContaining("no-such.yaml")]);
  });
});
