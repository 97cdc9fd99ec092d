import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  agentConfigSchema,
  forwardConfigSchema,
  startAgent,
  type AgentOptions,
  type RunningCollector,
} from "@spanhouse/collector";
import type { Span } from "@spanhouse/model";
import { pino } from "pino";
import { Registry } from "prom-client";
import { configOnFreePorts } from "./collector-on-free-ports.ts";
import { encodeOtlpRequest } from "./otlp-encode.ts";

/** For all that is in the process of a test. */
const MEMORY_BYTES_MAX = 4_000_000_000;

/** An agent in this process, on free ports. */
export interface TestAgent {
  readonly running: RunningCollector;
  readonly dataFolder: string;
  /** The address of a door, by its name: `otlp_http`. */
  doorUrl(name: string): string;
  /** Sends spans to the agent over OTLP/HTTP; the status of its answer. */
  send(spans: readonly Span[]): Promise<number>;
  /** The value of one of its metrics, of all labels together. */
  metric(name: string): Promise<number>;
  /** All its metrics as Prometheus reads them. */
  metricsText(): Promise<string>;
  /** What it logged. */
  log(): string;
  /** Keeps the data folder for the next one. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export interface TestAgentOptions {
  readonly endpoint: readonly string[];
  readonly forward?: Readonly<Record<string, unknown>>;
  readonly agent?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of one before; else a new temporary one. */
  readonly dataFolder?: string;
  readonly more?: Partial<AgentOptions>;
}

export async function startTestAgent(options: TestAgentOptions): Promise<TestAgent> {
  const { endpoint, forward, agent, config, environment, more } = options;
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), "spanhouse-agent-"));
  const metrics = new Registry();
  let log = "";
  const logger = pino({ level: "info" }, { write: (line: string) => void (log += line) });
  const running = await startAgent({
    // An embedded store in the same process takes more than an agent alone may.
    config: configOnFreePorts({ memoryBytesMax: MEMORY_BYTES_MAX, ...config }),
    forward: forwardConfigSchema.parse({ endpoint, ...forward }),
    agent: agentConfigSchema.parse(agent ?? {}),
    surroundings: {
      hostName: "bear",
      architecture: "x64",
      platform: "linux",
      machineId: "",
      environment: environment ?? {},
    },
    ...{ dataFolder, logger, metrics },
    ...more,
  });
  const doorUrl = (name: string): string => {
    const door = running.addresses.find((address) => address.name === name);
    if (door === undefined) throw new Error(`there is no door ${name}`);
    return door.url;
  };
  return {
    running,
    dataFolder,
    doorUrl,
    send: async (spans) => {
      const answer = await fetch(`${doorUrl("otlp_http")}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body: Buffer.from(encodeOtlpRequest(spans)),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    metric: async (name) => {
      const { values } = await metrics.getSingleMetric(name)!.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    },
    metricsText: () => metrics.metrics(),
    log: () => log,
    stop: () => running.stop(0),
    remove: async () => {
      await running.stop(0);
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
