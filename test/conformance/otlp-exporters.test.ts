import { afterEach, expect, it } from "vitest";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { node, type tracing } from "@opentelemetry/sdk-node";
import { startDoor, type Door } from "../support/doors.ts";

/** The stock exporters of OpenTelemetry JS against the doors, over real sockets. */

const doors: Door[] = [];

afterEach(async () => {
  await Promise.all(doors.splice(0).map(({ receiver }) => receiver.stop(1_000)));
});

async function door(kind: "grpc" | "http"): Promise<Door> {
  const started = await startDoor(kind);
  doors.push(started);
  return started;
}

/** Sends one span and returns what the exporter makes of the answer: undefined, or its error. */
async function exportOneSpan(exporter: tracing.SpanExporter): Promise<Error | undefined> {
  const memory = new node.InMemorySpanExporter();
  const provider = new node.BasicTracerProvider({
    spanProcessors: [new node.SimpleSpanProcessor(memory)],
  });
  provider.getTracer("conformance").startSpan("GET /cart").end();
  const result = await new Promise<{ readonly error?: Error }>((resolve) => {
    exporter.export(memory.getFinishedSpans(), resolve);
  });
  await exporter.shutdown();
  return result.error;
}

const compressions = ["none", "gzip"] as const;

it.each(compressions)("takes spans of the gRPC exporter, compression %s", async (compression) => {
  const { url, ingest } = await door("grpc");
  const exporter = new GrpcExporter({ url, compression: compression as never });
  expect(await exportOneSpan(exporter)).toBeUndefined();
  expect(ingest.block.rows).toBe(1);
});

it.each(compressions)(
  "takes spans of the protobuf exporter, compression %s",
  async (compression) => {
    const { url, ingest } = await door("http");
    const exporter = new ProtobufExporter({
      url: `${url}/v1/traces`,
      compression: compression as never,
    });
    expect(await exportOneSpan(exporter)).toBeUndefined();
    expect(ingest.block.rows).toBe(1);
  },
);

it.each(compressions)("takes spans of the JSON exporter, compression %s", async (compression) => {
  const { url, ingest } = await door("http");
  const exporter = new JsonExporter({ url: `${url}/v1/traces`, compression: compression as never });
  expect(await exportOneSpan(exporter)).toBeUndefined();
  expect(ingest.block.rows).toBe(1);
});
