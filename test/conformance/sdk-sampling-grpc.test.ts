import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  collectorConfigSchema,
  CollectorSampling,
  SamplingGrpcReceiver,
} from "@spanhouse/collector";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTraced } from "../support/run-traced.ts";

/** Says how many of 400 traces of each operation are kept; none of them ends, so none is sent. */
const PROGRAM = `
const { trace } = require("@opentelemetry/api");
const tracer = trace.getTracer("app");
const kept = {};
for (const name of ["read", "write"]) {
  kept[name] = 0;
  for (let count = 0; count < 400; count++) if (tracer.startSpan(name).isRecording()) kept[name]++;
}
console.log(JSON.stringify(kept));
`;

interface Kept {
  readonly read: number;
  readonly write: number;
}

describe("the remote sampler over gRPC", () => {
  let folder: string;
  let sampling: CollectorSampling;
  let door: SamplingGrpcReceiver;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spanhouse-sampling-"));
    const strategiesFile = join(folder, "strategies.json");
    const strategies = {
      service_strategies: [
        { service: "limited", type: "ratelimiting", param: 5 },
        {
          service: "operations",
          type: "probabilistic",
          param: 0,
          operation_strategies: [{ operation: "write", type: "probabilistic", param: 1 }],
        },
      ],
      default_strategy: { type: "probabilistic", param: 0.25 },
    };
    await writeFile(strategiesFile, JSON.stringify(strategies));
    const { sampling: config } = collectorConfigSchema.parse({ sampling: { strategiesFile } });
    const reader = { countRootSpans: () => Promise.resolve([]) };
    const told = { metrics: new Registry(), logger: pino({ level: "silent" }) };
    sampling = new CollectorSampling({ config, reader, ...told });
    await sampling.start();
    const at = { host: "127.0.0.1", port: 0, tls: config.tls };
    door = new SamplingGrpcReceiver({ source: sampling, ...at, ...told });
    url = (await door.start()).url.replace(/^[a-z]+:/, "grpc:");
  });
  afterAll(async () => {
    await Promise.all([door.stop(0), sampling.stop()]);
    await rm(folder, { recursive: true });
  });

  const run = async (service: string, endpoint: string) => {
    const ended = await runTraced(["--eval", PROGRAM], {
      OTEL_SERVICE_NAME: service,
      OTEL_TRACES_SAMPLER: "jaeger_remote",
      OTEL_TRACES_SAMPLER_ARG: `endpoint=${endpoint},initialSamplingRate=1`,
    });
    return { ...ended, kept: JSON.parse(ended.out) as Kept };
  };

  it("keeps what a probability says from the first trace on", async () => {
    const { kept, err } = await run("quarter", url);
    // 800 at 1/4: six standard deviations around 200.
    expect(Math.abs(kept.read + kept.write - 200)).toBeLessThan(74);
    expect(err).toBe("");
  });

  it("keeps as many traces per second as it is allowed", async () => {
    const { kept } = await run("limited", url);
    expect(kept.read).toBeGreaterThanOrEqual(5);
    expect(kept.read + kept.write).toBeLessThan(12);
  });

  it("keeps each operation by its own probability", async () => {
    const { kept } = await run("operations", url);
    expect(kept).toEqual({ read: 0, write: 400 });
  });

  it("begins with the initial rate where nobody, or nobody who speaks gRPC, answers in time", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    for (const endpoint of ["grpc://127.0.0.1:1", `grpc://127.0.0.1:${port}`]) {
      const { kept, code, err } = await run("quarter", endpoint);
      expect({ kept, code }).toEqual({ kept: { read: 400, write: 400 }, code: 0 });
      expect(err.trim().split("\n")).toEqual([
        expect.stringContaining(`no sampling strategy from ${endpoint}`),
      ]);
    }
    silent.close();
  });
});
