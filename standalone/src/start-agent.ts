import { assert } from "@spanhouse/base";
import { startAgent, type Surroundings } from "@spanhouse/collector";
import type pino from "pino";
import { assemble, type Running } from "./assemble.ts";
import type { Config } from "./config/schema.ts";
import { STOP_DEADLINE_MS } from "./limits.ts";

export interface AgentProcessOptions {
  readonly config: Config;
  readonly logger: pino.Logger;
  readonly surroundings: Surroundings;
}

/** Starts an agent: data folder -> health door -> agent. It has no store and answers no questions. */
export function startAgentProcess(options: AgentProcessOptions): Promise<Running> {
  const { config, logger, surroundings } = options;
  return assemble({ config, logger, hasFolder: true }, async ({ folder, metrics, add }) => {
    assert(folder !== undefined, "an agent has a data folder");
    const agent = await startAgent({
      config: { ...config.collector, host: config.host },
      forward: config.forward,
      agent: config.agent,
      surroundings,
      dataFolder: folder.path,
      logger: logger.child({ part: "agent" }),
      metrics,
    });
    add({
      doors: agent.addresses,
      readiness: () => Promise.resolve(agent.readiness()),
      stop: () => agent.stop(STOP_DEADLINE_MS),
    });
    return `forwarding to ${config.forward.endpoint.join(", ")}`;
  });
}
