import { SpanKind, trace, type Span as OtelSpan } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { resources, tracing } from "@opentelemetry/sdk-node";
import { FORMAT_HTTP_HEADERS, Tags } from "opentracing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import zipkin from "zipkin";
import { HttpLogger } from "zipkin-transport-http";
import { startClientTracer } from "../support/jaeger-client-tracer.ts";
import { eventually, type SpanhouseProcess, startSpanhouse } from "../support/spanhouse-process.ts";
import { readTraceAnswer } from "../support/trace-answer.ts";

// One request through four services, each with the real client of another system, each reporting through
// another door of the built executable. The headers between them are the clients' own.
//
//   gateway  OpenTelemetry   OTLP over gRPC
//     orders   jaeger-client   Thrift over UDP
//       stock    zipkin          v2 JSON over HTTP, with its caller's span id, as B3 clients do
//       payments jaeger-client   Thrift over HTTP

/** What one service got from its caller and gives to the next. */
type Headers = Readonly<Record<string, string>>;

async function gateway(url: string, next: (headers: Headers) => Promise<void>): Promise<string> {
  const provider = new tracing.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": "gateway" }),
    spanProcessors: [new tracing.SimpleSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  const tracer = provider.getTracer("gateway");
  const span: OtelSpan = tracer.startSpan("GET /checkout", { kind: SpanKind.SERVER });
  const { traceId, spanId } = span.spanContext();
  await next({ "uber-trace-id": `${traceId}:${spanId}:0:1` });
  span.end();
  await provider.shutdown();
  trace.disable();
  return traceId;
}

async function orders(
  agentPort: number,
  headers: Headers,
  next: {
    readonly stock: (headers: Headers) => void;
    readonly payments: (headers: Headers) => Promise<void>;
  },
): Promise<void> {
  const { tracer, close } = startClientTracer({
    serviceName: "orders",
    reporter: { agentHost: "127.0.0.1", agentPort },
  });
  const caller = tracer.extract(FORMAT_HTTP_HEADERS, headers) ?? undefined;
  const serve = tracer.startSpan("place order", {
    ...(caller !== undefined && { childOf: caller }),
    tags: { [Tags.SPAN_KIND]: "server", "order.items": 3 },
  });
  const callStock = tracer.startSpan("reserve", {
    childOf: serve,
    tags: { [Tags.SPAN_KIND]: "client" },
  });
  next.stock(b3Of(headersOf(callStock)));
  callStock.finish();
  await next.payments(headersOf(serve));
  serve.log({ event: "placed", total: 42.5 });
  serve.finish();
  await close();

  function headersOf(span: typeof serve): Headers {
    const carrier: Record<string, string> = {};
    tracer.inject(span, FORMAT_HTTP_HEADERS, carrier);
    return carrier;
  }
}

/** The same context in the headers that Zipkin's clients read. */
function b3Of(headers: Headers): Headers {
  const [traceId = "", spanId = "", parentId = ""] = decodeURIComponent(
    headers["uber-trace-id"] ?? "",
  ).split(":");
  return {
    "x-b3-traceid": traceId,
    "x-b3-spanid": spanId.padStart(16, "0"),
    "x-b3-parentspanid": parentId.padStart(16, "0"),
    "x-b3-sampled": "1",
  };
}

function stock(url: string, headers: Headers): void {
  const logger = new HttpLogger({
    endpoint: `${url}/api/v2/spans`,
    jsonEncoder: zipkin.jsonEncoder.JSON_V2,
    httpInterval: 20,
  });
  const tracer = new zipkin.Tracer({
    ctxImpl: new zipkin.ExplicitContext(),
    recorder: new zipkin.BatchRecorder({ logger }),
    localServiceName: "stock",
  });
  const server = new zipkin.Instrumentation.HttpServer({ tracer, port: 80 });
  tracer.scoped(() => {
    const id = server.recordRequest("GET", "http://stock/reserve", ((name: string) =>
      zipkin.option.fromNullable(headers[name.toLowerCase()])) as Parameters<
      typeof server.recordRequest
    >[2]);
    tracer.recordBinary("item", "teapot");
    server.recordResponse(id, "200");
  });
}

async function payments(url: string, headers: Headers): Promise<void> {
  const { tracer, close } = startClientTracer({
    serviceName: "payments",
    reporter: { collectorEndpoint: `${url}/api/traces` },
  });
  const caller = tracer.extract(FORMAT_HTTP_HEADERS, headers) ?? undefined;
  const span = tracer.startSpan("charge", {
    ...(caller !== undefined && { childOf: caller }),
    tags: { [Tags.SPAN_KIND]: "server", [Tags.ERROR]: true, "card.tries": 2 },
  });
  span.finish();
  await close();
}

interface JaegerAnswer {
  /** Null when there is no such trace yet. */
  readonly data:
    | readonly {
        readonly spans: readonly JaegerSpan[];
        readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
      }[]
    | null;
}

interface JaegerSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly processID: string;
  readonly references: readonly { readonly refType: string; readonly spanID: string }[];
  readonly tags: readonly {
    readonly key: string;
    readonly type: string;
    readonly value: unknown;
  }[];
  readonly warnings: readonly string[] | null;
}

describe("one trace through four doors", () => {
  let spanhouse: SpanhouseProcess;
  beforeAll(async () => {
    spanhouse = await startSpanhouse();
  });
  afterAll(() => spanhouse.remove());

  it("is one tree, each span as its client sent it", async () => {
    const { urls, ports } = spanhouse;
    const traceId = await gateway(urls.grpc, (fromGateway) =>
      orders(ports.jaegerCompact, fromGateway, {
        stock: (fromOrders) => stock(urls.zipkin, fromOrders),
        payments: (fromOrders) => payments(urls.jaegerHttp, fromOrders),
      }),
    );

    const answer = await eventually("all five spans", async () => {
      const response = await fetch(`${urls.query}/api/traces/${traceId}`);
      const body = (await response.json()) as JaegerAnswer;
      return body.data?.[0]?.spans.length === 5 ? body.data[0] : undefined;
    });
    const nameOf = new Map(answer.spans.map((span) => [span.spanID, span.operationName]));
    const tree = answer.spans.map((span) => [
      answer.processes[span.processID]!.serviceName,
      span.operationName,
      nameOf.get(span.references[0]?.spanID ?? "") ?? "",
    ]);
    expect(tree).toEqual([
      ["gateway", "GET /checkout", ""],
      ["orders", "place order", "GET /checkout"],
      ["orders", "reserve", "place order"],
      ["stock", "get", "reserve"],
      ["payments", "charge", "place order"],
    ]);
    expect(answer.spans.flatMap((span) => span.warnings ?? [])).toEqual([]);
    const tagsOf = (name: string) => answer.spans.find((span) => span.operationName === name)!.tags;
    // This client sends every number as a double.
    expect(tagsOf("place order")).toContainEqual({ key: "order.items", type: "float64", value: 3 });
    expect(tagsOf("get")).toContainEqual({ key: "item", type: "string", value: "teapot" });
    expect(tagsOf("charge")).toContainEqual({ key: "error", type: "bool", value: true });

    const own = await fetch(`${urls.query}/api/own/traces/${traceId}`);
    const { spanCount, services } = await readTraceAnswer(own);
    expect([spanCount, services]).toEqual([5, ["gateway", "orders", "stock", "payments"]]);
  });
});
