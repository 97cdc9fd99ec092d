import { collectorConfigSchema, type CollectorConfig } from "@spanhouse/collector";

/** The collector as it comes, on ports that are free. */
export function configOnFreePorts(more: Readonly<Record<string, unknown>> = {}): CollectorConfig {
  return collectorConfigSchema.parse({
    otlpGrpc: { port: 0 },
    otlpHttp: { port: 0 },
    jaegerUdp: { compactPort: 0, binaryPort: 0 },
    jaegerHttp: { port: 0 },
    jaegerGrpc: { port: 0 },
    zipkin: { port: 0 },
    sampling: { port: 0, grpcPort: 0 },
    ...more,
  });
}
