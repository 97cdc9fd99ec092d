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
import { zipkinReceiver } from "./receivers/zipkin.ts";

export interface ReceiversOptions {
  readonly config: CollectorConfig;
  /** What the doors deliver to: the pipelines of a collector, or of an agent. */
  readonly line: {
    readonly ingest: Ingest;
    /** Undefined when spans are taken; else why not. */
    readiness(): string | undefined;
  };
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** The doors that the configuration opens, not listening yet. Spans go through the processors into the line. */
export function receiversOf({
  config,
  line,
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
  if (jaegerUdp.enabled) {
    const { compactPort, binaryPort } = jaegerUdp;
    receivers.push(jaegerUdpReceiver("compact", { ...shared, port: compactPort }));
    receivers.push(jaegerUdpReceiver("binary", { ...shared, port: binaryPort }));
  }
  if (jaegerHttp.enabled) {
    const { port, tls } = jaegerHttp;
    receivers.push(jaegerHttpReceiver({ ...shared, port, tls }));
  }
  if (jaegerGrpc.enabled) {
    const { port, tls } = jaegerGrpc;
    receivers.push(jaegerGrpcReceiver({ ...shared, readiness, port, tls }));
  }
  if (zipkin.enabled) {
    const { port, tls, cors } = zipkin;
    receivers.push(zipkinReceiver({ ...shared, readiness, port, tls, cors }));
  }
  return receivers;
}
