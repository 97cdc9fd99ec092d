import type { SpanContext } from "@opentelemetry/api";
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
    ready: () => Promise.resolve(),
    pack(spans): Parcel {
      // The exporter encodes when it sends, and then would give up the whole batch for one span.
      for (const span of spans) assertEncodable(span);
      return {
        spanCount: spans.length,
        send: () => exportOnce(exporter, [...spans] as ReadableSpan[]),
        handOver: () => ({
          kind: "grpc",
          spanCount: spans.length,
          environment,
          spans: spans.map(spanAsPlain),
        }),
      };
    },
    close: () => void exporter.shutdown(),
  };
}

/** Throws for what programs without types hand to OpenTelemetry, which takes it and cannot encode it. */
function assertEncodable({ name, links, events }: ReadableSpan): void {
  const names: readonly unknown[] = [name, ...events.map((event) => event.name)];
  if (!names.every((each) => typeof each === "string")) throw new Error("a name is no text");
  const contexts: readonly (Partial<SpanContext> | undefined)[] = links.map((link) => link.context);
  if (!contexts.every((context) => typeof context?.traceId === "string"))
    throw new Error("a link leads nowhere");
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
