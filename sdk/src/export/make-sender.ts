import { createRequire } from "node:module";
import type * as grpcExporter from "@opentelemetry/exporter-trace-otlp-grpc";
import { complain } from "../complaint.ts";
import type { Environment } from "../host-process.ts";
import { makeExporterSender } from "./exporter-sender.ts";
import { makeHttpSender } from "./http-sender.ts";
import { protocolOf } from "./otlp-protocol.ts";
import type { SpanSender } from "./span-sender.ts";

/**
 * The way to a collector that OpenTelemetry's variables describe. They must be in the environment of the process while
 * this runs.
 *
 * @param overlay what of them the process itself does not have
 */
export function makeSender(
  environment: Environment,
  overlay: Readonly<Record<string, string>>,
): SpanSender {
  const protocol = protocolOf(environment);
  if (protocol === "grpc") {
    const target =
      environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ??
      environment["OTEL_EXPORTER_OTLP_ENDPOINT"] ??
      "";
    // Loaded when it is used, because gRPC is large.
    const { OTLPTraceExporter } = createRequire(import.meta.filename)(
      "@opentelemetry/exporter-trace-otlp-grpc",
    ) as typeof grpcExporter;
    return makeExporterSender(new OTLPTraceExporter(), target, overlay);
  }
  if (protocol !== "http/protobuf" && protocol !== "http/json") {
    complain(`there is no OTLP protocol "${protocol}"; http/protobuf is used`);
  }
  return makeHttpSender({ encoding: protocol === "http/json" ? "json" : "protobuf" });
}
