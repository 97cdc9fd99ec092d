import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { CodedError } from "@spanhouse/base";
import type { CollectorConfig } from "../config.ts";
import type { AgentConfig, ForwardConfig } from "../config/forward.ts";
import {
  AGENT_BLOCK_BYTES_MAX,
  AGENT_IN_FLIGHT_BYTES_MAX,
  AGENT_MEMORY_BYTES_MAX,
  AGENT_REQUEST_WINDOW_ENTRIES_MAX,
  AGENT_SEAL_AGE_MAX_MS,
  AGENT_SEAL_BYTES,
  AGENT_SEAL_QUIET_MS,
  MEMORY_SHARE_MAX,
} from "../limits.ts";
import { openFileDisk } from "../pipeline/file-disk.ts";
import { startPipeline } from "../pipeline/pipeline.ts";
import { memoryBytesOfProcess } from "../pipeline/resources.ts";
import type { SpoolDisk } from "../pipeline/spool-disk.ts";
import { defaultTuning, type PipelineTuning } from "../pipeline/tuning.ts";
import { receiversOf } from "../receivers-of.ts";
import { openDoors, type RunningCollector } from "../running-collector.ts";
import { RemoteSampling } from "../sampling/remote-sampling.ts";
import { stopReceivers } from "../receivers/stop-receivers.ts";
import { parseEndpoint, type Resolve } from "./collector-addresses.ts";
import { ENRICHED_OTLP_FORMAT, enrichingIngest } from "./enriching-ingest.ts";
import { Enrichments } from "./enrichment.ts";
import { authorityOf } from "./export-client.ts";
import { openForwarder } from "./forwarder.ts";
import { openPodWatch } from "./kubernetes/open-pod-watch.ts";
import { ownAttributes, type Surroundings } from "./own-attributes.ts";

/** Where collectors answer about sampling when nothing else is said. */
const SAMPLING_PORT = 5778;

export interface AgentOptions {
  /** The doors, the spool, the processors: as a collector's. */
  readonly config: CollectorConfig;
  readonly forward: ForwardConfig;
  readonly agent: AgentConfig;
  readonly surroundings: Surroundings;
  /** Holds the folders `spool`, `quarantine` and `agent`. Exists; one process owns it. */
  readonly dataFolder: string;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Of the service account of Kubernetes; for tests. */
  readonly accountFolder?: string;
  /** Instead of the file system; for tests. */
  readonly disk?: SpoolDisk;
  /** Instead of the name service; for tests. */
  readonly resolve?: Resolve;
  /** Instead of FORWARD_TLS_CHECK_INTERVAL_MS; for tests. */
  readonly tlsCheckIntervalMs?: number;
  /** Instead of AGENT_…; for tests. */
  readonly tuning?: Partial<PipelineTuning>;
}

/**
 * The doors of a collector and its spool, in front of other collectors: what is acknowledged is on disk until
 * one of them has acknowledged it. Throws CodedError CONFIG_INVALID without an endpoint.
 */
export async function startAgent(options: AgentOptions): Promise<RunningCollector> {
  const { config, forward, agent, surroundings, dataFolder, logger, metrics } = options;
  if (forward.endpoint.length === 0) {
    throw new CodedError(
      "CONFIG_INVALID",
      "`spanhouse agent` needs forward.endpoint, the collectors it sends to: --set forward.endpoint=http://collector:4317.",
    );
  }
  const pods = agent.kubernetes.enabled ? openPodWatch(options) : undefined;
  const disk = options.disk ?? openFileDisk(dataFolder);
  const { resolve, tlsCheckIntervalMs } = options;
  const forwarder = await openForwarder({
    config: forward,
    disk,
    logger,
    metrics,
    ...(resolve !== undefined && { resolve }),
    ...(tlsCheckIntervalMs !== undefined && { tlsCheckIntervalMs }),
  });
  const pipeline = await startPipeline({
    disk,
    format: ENRICHED_OTLP_FORMAT,
    writer: forwarder,
    tuning: { ...agentTuning(options), ...options.tuning },
    logger,
    metrics,
  });
  const enrichments = new Enrichments(ownAttributes(agent, surroundings), pods?.directory);
  const line = {
    ingest: enrichingIngest(pipeline.ingest, enrichments),
    readiness: () => pipeline.readiness(),
  };
  const sampling = new RemoteSampling({
    endpoints: samplingEndpointsOf(forward),
    disk,
    logger,
    metrics,
    tls: () => forwarder.tlsOptions,
  });
  const receivers = receiversOf({ config, line, sampling, logger, metrics });
  const stop = async (deadlineMs: number): Promise<void> => {
    const deadlineAtMs = performance.now() + deadlineMs;
    await stopReceivers(receivers, { deadlineMs, refuseNew: () => pipeline.refuseNew() });
    await sampling.stop();
    await pods?.stop();
    await pipeline.stop(Math.max(0, deadlineAtMs - performance.now()));
    forwarder.stop();
    await disk.close();
  };
  return openDoors(receivers, {
    prepare: async () => {
      if (config.sampling.enabled) await sampling.start();
    },
    readiness: () => pipeline.readiness(),
    stop,
  });
}

/** Where collectors answer about sampling. */
function samplingEndpointsOf({ samplingEndpoint, endpoint }: ForwardConfig): readonly string[] {
  if (samplingEndpoint !== "") return [samplingEndpoint];
  return endpoint.map((each) => {
    const { isTls, host } = parseEndpoint(each);
    return `${isTls ? "https" : "http"}://${authorityOf({ host, port: SAMPLING_PORT })}`;
  });
}

/** As a collector's, but small: blocks and batches are for the network, and other programs need the memory. */
function agentTuning({ config, forward }: AgentOptions): PipelineTuning {
  const memoryBytesMax =
    config.memoryBytesMax > 0
      ? config.memoryBytesMax
      : Math.min(AGENT_MEMORY_BYTES_MAX, memoryBytesOfProcess() * MEMORY_SHARE_MAX);
  return {
    ...defaultTuning({ spoolBytesMax: config.spool.bytesMax, memoryBytesMax }),
    inFlightBytesMax: AGENT_IN_FLIGHT_BYTES_MAX,
    batchBytesMax: forward.batchBytesMax,
    sealAgeMaxMs: AGENT_SEAL_AGE_MAX_MS,
    sealQuietMs: AGENT_SEAL_QUIET_MS,
    sealBytes: AGENT_SEAL_BYTES,
    blockBytesMax: AGENT_BLOCK_BYTES_MAX,
    requestWindowEntriesMax: AGENT_REQUEST_WINDOW_ENTRIES_MAX,
  };
}
