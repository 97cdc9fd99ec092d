import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { outcomeOfGrpc, type SendOutcome } from "./send-outcome.ts";
import type { Parcel, SpanSender } from "./span-sender.ts";
import { spanAsPlain } from "./plain-span.ts";

/** A gRPC error as `@grpc/grpc-js` throws it. */
interface ServiceError extends Error {
  readonly code?: number;
  readonly metadata?: { get(key: string): readonly unknown[] };
}

/**
 * OTLP over gRPC through OpenTelemetry's exporter.
 *
 * @param environment what the exporter is made from, for the thread that sends when the process ends
 */
export function makeExporterSender(
  exporter: SpanExporter,
  target: string,
  environment: Readonly<Record<string, string>>,
): SpanSender {
  return {
    target,
    pack: (spans): Parcel => ({
      spanCount: spans.length,
      send: () => exportOnce(exporter, [...spans] as ReadableSpan[]),
      handOver: () => ({
        kind: "grpc",
        spanCount: spans.length,
        environment,
        spans: spans.map(spanAsPlain),
      }),
    }),
    close: () => void exporter.shutdown(),
  };
}

function exportOnce(exporter: SpanExporter, spans: ReadableSpan[]): Promise<SendOutcome> {
  return new Promise((resolve) => {
    try {
      exporter.export(spans, (result) => resolve(outcomeOf(result)));
    } catch (error) {
      resolve({ kind: "refused", reason: String(error) });
    }
  });
}

function outcomeOf({ code, error }: ExportResult): SendOutcome {
  if (code === ExportResultCode.SUCCESS) return { kind: "delivered" };
  const { code: status, metadata, message } = (error ?? new Error("no reason")) as ServiceError;
  if (typeof status !== "number") return { kind: "retry", reason: message };
  return outcomeOfGrpc(status, (metadata?.get("grpc-status-details-bin").length ?? 0) > 0);
}
