export { startAgent, type AgentOptions } from "./agent/start-agent.ts";
export { nodeNameOf, type Surroundings } from "./agent/own-attributes.ts";
export { collectorConfigSchema, type CollectorConfig } from "./config.ts";
export {
  agentConfigSchema,
  forwardConfigSchema,
  type AgentConfig,
  type ForwardConfig,
} from "./config/forward.ts";
export type { Admission, Ingest, IngestOutcome, IngestRequest, RequestIdentity } from "./ingest.ts";
export { jaegerGrpcReceiver } from "./receivers/jaeger-grpc.ts";
export { jaegerHttpReceiver } from "./receivers/jaeger-http.ts";
export { jaegerUdpReceiver } from "./receivers/jaeger-udp.ts";
export { otlpGrpcReceiver } from "./receivers/otlp-grpc.ts";
export { otlpHttpReceiver } from "./receivers/otlp-http.ts";
export type { Receiver } from "./receivers/receiver.ts";
export { SamplingGrpcReceiver } from "./receivers/sampling-grpc.ts";
export { SamplingHttpReceiver, type SamplingDoorOptions } from "./receivers/sampling-http.ts";
export { zipkinReceiver } from "./receivers/zipkin.ts";
export { openFileDisk } from "./pipeline/file-disk.ts";
export type { DiskFile, SpoolDisk } from "./pipeline/spool-disk.ts";
export { CollectorSampling, type CollectorSamplingOptions } from "./sampling/collector-sampling.ts";
export type { SamplingSource } from "./sampling/sampling-source.ts";
export type { RunningCollector } from "./running-collector.ts";
export { startCollector, type CollectorOptions } from "./start-collector.ts";
