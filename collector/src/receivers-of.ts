import type { Logger } from "pino";
import type { Registry } from "prom-client";

import type { CollectorConfig } from "./config.ts";
import type { Ingest } from "./ingest.ts";
import { withProcessors } from "./processors/processed-ingest.ts";
import { processorsOf } from "./processors/processor-chain.ts";
import { jaegerGrpcReceiver } from "./receivers/jaeger-grpc.ts";
import { jaegerHttpReceiver } from "./receivers/jaeger-http.ts";
import { jaegerUdpReceiver } from "./receivers/jaeger-udp.ts";
import { otlpGrpcReceiver } from "./receivers/otlp-grpc.ts";
import { otlpHttpReceiver } from "./receivers/otlp-http.ts";
import type { Receiver } from "./receivers/receiver.ts";
import { samplingReads } from "./receivers/sampling-answer.ts";
import { SamplingGrpcReceiver } from "./receivers/sampling-grpc.ts";
import { samplingGrpcMethods } from "./receivers/sampling-grpc-method.ts";
import { SamplingHttpReceiver } from "./receivers/sampling-http.ts";
import { zipkinReceiver } from "./receivers/zipkin.ts";
import { samplingMetrics } from "./sampling/sampling-metrics.ts";
import type { SamplingSource } from "./sampling/sampling-source.ts";

export interface ReceiversOptions {
  readonly config: CollectorConfig;
  /** What the doors deliver to: the pipelines of a collector, or of an agent. */
  readonly line: {
    readonly ingest: Ingest;
    /** Undefined when spans are taken; else why not. */
    readiness(): string | undefined;
  };
  /** What clients are told to sample; nobody answers about it when this is left out. */
  readonly sampling?: SamplingSource;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** The doors that the configuration opens, not listening yet. Spans go through the processors into the line. */
export function receiversOf({
  config,
  line,
  sampling: source,
  logger,
  metrics,
}: ReceiversOptions): readonly Receiver[] {
  const { host, requestBytesMax, otlpGrpc, otlpHttp, zipkin } = config;
  const { jaegerUdp, jaegerHttp, jaegerGrpc } = config;
  const ingest = withProcessors(line.ingest, processorsOf(config.processors), metrics);
  const readiness = (): string | undefined => line.readiness();
  const shared = { ingest, host, requestBytesMax, metrics, logger };
  const receivers: Receiver[] = [];
  if (otlpGrpc.enabled) {
    receivers.push(
      otlpGrpcReceiver({ ...shared, readiness, port: otlpGrpc.port, tls: otlpGrpc.tls }),
    );
  }
  if (otlpHttp.enabled) {
    const { port, tls, cors } = otlpHttp;
    receivers.push(otlpHttpReceiver({ ...shared, port, tls, cors }));
  }
  const answers =
    source !== undefined && config.sampling.enabled
      ? { source, metrics: samplingMetrics(metrics) }
      : undefined;
  if (jaegerUdp.enabled) {
    const { compactPort, binaryPort } = jaegerUdp;
    receivers.push(jaegerUdpReceiver("compact", { ...shared, port: compactPort }));
    receivers.push(jaegerUdpReceiver("binary", { ...shared, port: binaryPort }));
  }
  if (jaegerHttp.enabled) {
    const { port, tls } = jaegerHttp;
    const reads = answers && { reads: samplingReads(answers) };
    receivers.push(jaegerHttpReceiver({ ...shared, port, tls, ...reads }));
  }
  if (jaegerGrpc.enabled) {
    const { port, tls } = jaegerGrpc;
    const methods = answers && { moreMethods: samplingGrpcMethods(answers) };
    receivers.push(jaegerGrpcReceiver({ ...shared, readiness, port, tls, ...methods }));
  }
  if (zipkin.enabled) {
    const { port, tls, cors } = zipkin;
    receivers.push(zipkinReceiver({ ...shared, readiness, port, tls, cors }));
  }
  if (answers !== undefined) {
    const { port, grpcPort, tls } = config.sampling;
    const door = { source: answers.source, host, tls, metrics, logger };
    receivers.push(new SamplingHttpReceiver({ ...door, port }));
    receivers.push(new SamplingGrpcReceiver({ ...door, port: grpcPort }));
  }
  return receivers;
}
