import { ExportResultCode } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { spanFromPlain } from "./plain-span.ts";
import type { GrpcExitParcel } from "./span-sender.ts";

/** Sends parcels through an exporter that is made here; ends with the first that is not taken. */
export async function sendGrpcParcels(
  parcels: readonly GrpcExitParcel[],
  count: (spans: number) => void,
): Promise<void> {
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-grpc");
  const exporter: SpanExporter = new OTLPTraceExporter();
  for (const { spans, spanCount } of parcels) {
    const isDelivered = await new Promise((resolve) =>
      exporter.export(spans.map(spanFromPlain), ({ code }) =>
        resolve(code === ExportResultCode.SUCCESS),
      ),
    );
    if (isDelivered !== true) break;
    count(spanCount);
  }
}
