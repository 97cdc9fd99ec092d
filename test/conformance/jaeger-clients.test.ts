import { Client as GrpcClient, credentials, type ServiceError } from "@grpc/grpc-js";
import { SpanKind } from "@opentelemetry/api";
import { resources, tracing } from "@opentelemetry/sdk-node";
import { FORMAT_HTTP_HEADERS, Tags } from "opentracing";
import protobuf from "protobufjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollectorAndQuery, type CollectorAndQuery } from "../support/collector-and-query.ts";
import { startClientTracer } from "../support/jaeger-client-tracer.ts";

/**
 * Real clients of Jaeger against the real doors, the real pipeline and the embedded store; what they said is
 * read back through Jaeger's API.
 */

/** What the test needs of the exporter, whose types mark it as deprecated: old processes still use it. */
interface ExporterModule {
  readonly JaegerExporter: new (options: {
    readonly host?: string;
    readonly port?: number;
    readonly endpoint?: string;
  }) => tracing.SpanExporter;
}
const { JaegerExporter } =
  (await import("@opentelemetry/exporter-jaeger")) as unknown as ExporterModule;

let whole: CollectorAndQuery;
beforeAll(async () => {
  whole = await startCollectorAndQuery();
});
afterAll(() => whole.close());

interface JaegerTag {
  readonly key: string;
  readonly type: string;
  readonly value: unknown;
}

interface JaegerSpan {
  readonly operationName: string;
  readonly duration: number;
  readonly processID: string;
  readonly references: readonly { readonly refType: string }[];
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly fields: readonly JaegerTag[] }[];
}

interface JaegerTrace {
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
}

async function readTrace(traceId: string, spanCount: number): Promise<JaegerTrace> {
  await whole.trace(traceId, spanCount);
  const answer = await fetch(`${whole.queryUrl}/api/traces/${traceId}`);
  const { data } = (await answer.json()) as { readonly data: readonly JaegerTrace[] };
  return data[0]!;
}

const portOf = (door: string): number => Number(new URL(whole.doorUrl(door)).port);

it.each([
  [
    "UDP, on the port of the binary encoding",
    () => ({ agentHost: "127.0.0.1", agentPort: portOf("jaeger_udp_binary") }),
  ],
  [
    "UDP, on the port of the compact encoding",
    () => ({ agentHost: "127.0.0.1", agentPort: portOf("jaeger_udp_compact") }),
  ],
  ["HTTP", () => ({ collectorEndpoint: `${whole.doorUrl("jaeger_http")}/api/traces` })],
])("jaeger-client over %s", async (_name, reporter) => {
  const client = startClientTracer({
    serviceName: "orders",
    reporter: reporter(),
    tags: { version: "1.2.3" },
  });
  const { tracer } = client;
  const serve = tracer.startSpan("place order", {
    tags: { [Tags.SPAN_KIND]: "server", "order.items": 3, "order.paid": true, "order.total": 42.5 },
  });
  const call = tracer.startSpan("reserve", { childOf: serve, tags: { [Tags.ERROR]: true } });
  call.log({ event: "retry", attempt: 2 });
  call.finish();
  serve.finish();
  const carrier: Record<string, string> = {};
  tracer.inject(serve, FORMAT_HTTP_HEADERS, carrier);
  await client.close();

  const traceId = decodeURIComponent(carrier["uber-trace-id"]!).split(":")[0]!.padStart(32, "0");
  const { spans, processes } = await readTrace(traceId, 2);
  const [place, reserve] = ["place order", "reserve"].map((name) =>
    spans.find(({ operationName }) => operationName === name)!,
  );
  expect(processes[place!.processID]!.serviceName).toBe("orders");
  expect(processes[place!.processID]!.tags).toContainEqual({
    key: "version",
    type: "string",
    value: "1.2.3",
  });
  expect(place!.tags).toEqual(
    expect.arrayContaining([
      { key: "span.kind", type: "string", value: "server" },
      // The client knows one type of number.
      { key: "order.items", type: "float64", value: 3 },
      { key: "order.paid", type: "bool", value: true },
      { key: "order.total", type: "float64", value: 42.5 },
    ]),
  );
  expect(reserve!.references.map(({ refType }) => refType)).toEqual(["CHILD_OF"]);
  expect(reserve!.tags).toContainEqual({ key: "error", type: "bool", value: true });
  expect(reserve!.logs[0]!.fields).toEqual(
    expect.arrayContaining([
      { key: "event", type: "string", value: "retry" },
      { key: "attempt", type: "float64", value: 2 },
    ]),
  );
});

it.each([
  ["UDP", () => ({ host: "127.0.0.1", port: portOf("jaeger_udp_binary") })],
  ["HTTP", () => ({ endpoint: `${whole.doorUrl("jaeger_http")}/api/traces` })],
])("the Jaeger exporter of OpenTelemetry over %s", async (_name, options) => {
  const provider = new tracing.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": "stock", "host.name": "node-1" }),
    spanProcessors: [new tracing.SimpleSpanProcessor(new JaegerExporter(options()))],
  });
  const span = provider.getTracer("shop").startSpan("GET /stock", {
    kind: SpanKind.SERVER,
    attributes: { "item.count": 7 },
  });
  span.addEvent("looked up", { shelf: "b" });
  span.end();
  await provider.forceFlush();
  await provider.shutdown();

  const { spans, processes } = await readTrace(span.spanContext().traceId, 1);
  expect(processes[spans[0]!.processID]!.serviceName).toBe("stock");
  expect(spans[0]!.tags).toEqual(
    expect.arrayContaining([
      { key: "span.kind", type: "string", value: "server" },
      // The exporter sends the attributes of the resource with each span, and knows one type of number.
      { key: "host.name", type: "string", value: "node-1" },
      { key: "item.count", type: "float64", value: 7 },
    ]),
  );
  expect(spans[0]!.logs[0]!.fields).toContainEqual({ key: "shelf", type: "string", value: "b" });
});

/** What the test needs of jaeger's collector.proto and model.proto. */
const COLLECTOR_PROTO = `
  syntax = "proto3";
  package jaeger.api_v2;
  message KeyValue { string key = 1; int32 v_type = 2; string v_str = 3; bool v_bool = 4; int64 v_int64 = 5; }
  message Time { int64 seconds = 1; int32 nanos = 2; }
  message Process { string service_name = 1; repeated KeyValue tags = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string operation_name = 3; uint32 flags = 5;
    Time start_time = 6; Time duration = 7; repeated KeyValue tags = 8;
  }
  message Batch { repeated Span spans = 1; Process process = 2; }
  message PostSpansRequest { Batch batch = 1; }
  message PostSpansResponse {}
`;

it("a gRPC client with generated messages", async () => {
  const { root } = protobuf.parse(COLLECTOR_PROTO);
  const request = root.lookupType("jaeger.api_v2.PostSpansRequest");
  const response = root.lookupType("jaeger.api_v2.PostSpansResponse");
  const traceId = "0123456789abcdeffedcba9876543210";
  const message = request.fromObject({
    batch: {
      process: { serviceName: "payments", tags: [{ key: "version", vStr: "9" }] },
      spans: [
        {
          traceId: Buffer.from(traceId, "hex"),
          spanId: Buffer.from("00f067aa0ba902b7", "hex"),
          operationName: "charge",
          flags: 1,
          startTime: { seconds: Math.floor(Date.now() / 1_000), nanos: 5_000 },
          duration: { seconds: 1, nanos: 250_000_000 },
          tags: [{ key: "card.tries", vType: 2, vInt64: 2 }],
        },
      ],
    },
  });
  const client = new GrpcClient(`127.0.0.1:${portOf("jaeger_grpc")}`, credentials.createInsecure());
  const error = await new Promise<ServiceError | null>((resolve) => {
    client.makeUnaryRequest(
      "/jaeger.api_v2.CollectorService/PostSpans",
      (value: protobuf.Message) => Buffer.from(request.encode(value).finish()),
      (bytes: Buffer) => response.decode(bytes),
      message,
      (failure: ServiceError | null) => resolve(failure),
    );
  });
  client.close();
  expect(error).toBeNull();

  const { spans, processes } = await readTrace(traceId, 1);
  expect(processes[spans[0]!.processID]!.serviceName).toBe("payments");
  expect(spans[0]).toMatchObject({ operationName: "charge", duration: 1_250_000 });
  expect(spans[0]!.tags).toContainEqual({ key: "card.tries", type: "int64", value: 2 });
});
