import { pino } from "pino";
import { Registry } from "prom-client";

import {
  agentConfigSchema,
  forwardConfigSchema,
  openFileDisk,
  startAgent,
} from "@spanhouse/collector";

import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { FaultyDisk } from "./faulty-disk.ts";
import { serveParent } from "./serve-parent.ts";

/**
 * An agent in a process of its own, so that it can be killed. It adds nothing to spans, so that they can be
 * compared with what was sent.
 *
 *   agent-process <data folder> <settings as JSON: forward>
 */
const [dataFolder = "", text = "{}"] = process.argv.slice(2);
const settings = JSON.parse(text) as { forward?: object };
const logger = pino({ level: process.env["FAULTS_LOG_LEVEL"] ?? "error" }, pino.destination(2));
const metrics = new Registry();
const disk = new FaultyDisk(openFileDisk(dataFolder));
const agent = await startAgent({
  config: configOnFreePorts(),
  forward: forwardConfigSchema.parse(settings.forward ?? {}),
  agent: agentConfigSchema.parse({ mode: "daemonset" }),
  surroundings: { hostName: "", architecture: "", platform: "", machineId: "", environment: {} },
  dataFolder,
  disk,
  logger,
  metrics,
});

serveParent(agent, {
  metrics,
  setTrouble: (trouble) => (disk.trouble = trouble),
  close: () => Promise.resolve(),
});
