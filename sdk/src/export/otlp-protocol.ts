import type { Environment } from "../host-process.ts";

/** The protocol that OpenTelemetry's variables name for traces. */
export function protocolOf(environment: Environment): string {
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: traces, OTEL_EXPORTER_OTLP_PROTOCOL: all } =
    environment;
  return [traces, all].map((text) => text?.trim()).find((text) => text) ?? "http/protobuf";
}
