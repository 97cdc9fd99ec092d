import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SpanKind, SpanStatusCode, trace, context } from "@opentelemetry/api";
import { ZipkinExporter } from "@opentelemetry/exporter-zipkin";
import { resources, tracing } from "@opentelemetry/sdk-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import zipkin from "zipkin";
import thriftEncoder from "zipkin-encoder-thrift";
import { HttpLogger } from "zipkin-transport-http";
import { startCollectorAndQuery, type CollectorAndQuery } from "../support/collector-and-query.ts";
import { eventually } from "../support/spanhouse-process.ts";

/**
 * Real Zipkin clients against the real door, the real pipeline and the embedded store; what they said is read
 * back through Jaeger's API.
 */

let whole: CollectorAndQuery;

beforeAll(async () => {
  whole = await startCollectorAndQuery();
});
afterAll(() => whole.close());

interface JaegerSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly spanID: string }[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
  readonly logs: readonly { readonly fields: readonly { readonly value: unknown }[] }[];
  readonly processID: string;
}

interface JaegerTrace {
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<
      string,
      {
        readonly serviceName: string;
        readonly tags: readonly { readonly key: string; readonly value: unknown }[];
      }
    >
  >;
}

/** A span as this test compares it. */
interface Told {
  readonly service: string;
  readonly name: string;
  /** Name and service of the parent, or "". */
  readonly parent: string;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly logs: readonly unknown[];
}

async function readTrace(traceId: string, spanCount: number): Promise<readonly Told[]> {
  await whole.trace(traceId, spanCount);
  const answer = await fetch(`${whole.queryUrl}/api/traces/${traceId}`);
  const { data } = (await answer.json()) as { readonly data: readonly JaegerTrace[] };
  const { spans, processes } = data[0]!;
  const serviceOf = (span: JaegerSpan): string => processes[span.processID]!.serviceName;
  expect(new Set(spans.map(({ spanID }) => spanID)).size).toBe(spanCount);
  return spans.map((span) => {
    const parent = spans.find(({ spanID }) => spanID === span.references[0]?.spanID);
    return {
      service: serviceOf(span),
      name: span.operationName,
      parent: parent === undefined ? "" : `${serviceOf(parent)} ${parent.operationName}`,
      tags: Object.fromEntries(span.tags.map(({ key, value }) => [key, value])),
      logs: span.logs.map(({ fields }) => fields[0]!.value),
    };
  });
}

/** One service of the npm client; `close` waits until everything has been taken. */
interface Service {
  readonly tracer: zipkin.Tracer;
  flush(): Promise<void>;
}

function serviceOver(name: string, logger: zipkin.Logger, flush: () => Promise<void>): Service {
  const recorder = new zipkin.BatchRecorder({ logger });
  const tracer = new zipkin.Tracer({
    ctxImpl: new zipkin.ExplicitContext(),
    recorder,
    localServiceName: name,
    traceId128Bit: true,
  });
  return { tracer, flush };
}

/** Over `zipkin-transport-http`. */
function jsonService(name: string, path: string, jsonEncoder: zipkin.JsonEncoder): Service {
  const answers: Promise<unknown>[] = [];
  const logger = new HttpLogger({
    endpoint: `${whole.doorUrl("zipkin")}${path}`,
    jsonEncoder,
    httpInterval: 10,
    log: { error: (problem: unknown) => answers.push(Promise.reject(new Error(String(problem)))) },
  });
  return serviceOver(name, logger, async () => {
    await Promise.all(answers);
  });
}

/** Thrift: the encoder makes structs, the door takes a list of them. */
function thriftService(name: string): Service {
  const spans: Buffer[] = [];
  const logger = {
    logSpan: (span: zipkin.model.Span) => void spans.push(thriftEncoder.encode(span)),
  };
  return serviceOver(name, logger, async () => {
    const head = Buffer.alloc(5);
    head.writeUInt8(0x0c);
    head.writeUInt32BE(spans.length, 1);
    const answer = await fetch(`${whole.doorUrl("zipkin")}/api/v1/spans`, {
      method: "POST",
      headers: { "content-type": "application/x-thrift" },
      body: new Uint8Array(Buffer.concat([head, ...spans])),
    });
    expect([answer.status, await answer.text()]).toEqual([202, ""]);
  });
}

/**
 * The frontend calls the backend, whose server takes the caller's span id over in the B3 headers, as Zipkin's
 * clients do, and does some local work. Returns the trace id.
 */
async function callThrough(frontend: Service, backend: Service): Promise<string> {
  const client = new zipkin.Instrumentation.HttpClient({
    tracer: frontend.tracer,
    remoteServiceName: "backend",
  });
  const server = new zipkin.Instrumentation.HttpServer({ tracer: backend.tracer, port: 9000 });
  const traceId = frontend.tracer.scoped(() => {
    const request = client.recordRequest(
      { headers: {} },
      "http://backend/items",
      "GET",
    ) as unknown as {
      readonly headers: Readonly<Record<string, string>>;
    };
    const clientId = frontend.tracer.id;
    frontend.tracer.recordMessage("sent");
    backend.tracer.scoped(() => {
      const readHeader = (name: string) => zipkin.option.fromNullable(request.headers[name]);
      const serverId = server.recordRequest(
        "GET",
        "http://backend/items",
        readHeader as Parameters<typeof server.recordRequest>[2],
      );
      backend.tracer.letId(serverId, () => {
        backend.tracer.recordBinary("items", 3);
        backend.tracer.local("look up", () => {
          backend.tracer.recordMessage("cache miss");
        });
      });
      server.recordResponse(serverId, "200");
    });
    client.recordResponse(clientId, "200");
    return clientId.traceId;
  });
  await Promise.all([frontend.flush(), backend.flush()]);
  return traceId;
}

describe("the client for Node", () => {
  it.each([
    [
      "v2 JSON",
      (name: string) => jsonService(name, "/api/v2/spans", zipkin.jsonEncoder.JSON_V2),
      true,
    ],
    [
      "v1 JSON",
      (name: string) => jsonService(name, "/api/v1/spans", zipkin.jsonEncoder.JSON_V1),
      true,
    ],
    ["v1 Thrift", thriftService, true],
  ])("over %s has a call of two ends with one id as a tree", async (_, service) => {
    const traceId = await callThrough(service("frontend"), service("backend"));
    const spans = await readTrace(traceId, 3);
    expect(spans.map(({ service: of, name, parent }) => [of, name, parent])).toEqual([
      ["frontend", "get", ""],
      ["backend", "get", "frontend get"],
      ["backend", "look up", "backend get"],
    ]);
    const [client, server, local] = spans;
    expect(client!.tags).toMatchObject({
      ...{ "span.kind": "client", "http.path": "/items", "peer.service": "backend" },
    });
    expect(client!.logs).toContain("sent");
    expect(server!.tags).toMatchObject({
      "span.kind": "server",
      items: "3",
      "zipkin.shared": true,
    });
    expect(server!.tags).toHaveProperty(["network.local.port"], 9000);
    expect(local!.logs).toEqual(["cache miss"]);
  });
});

describe("a sidecar of Istio", () => {
  it("has its two ends of a call as a tree, found by what it tags", async () => {
    const envoy = readFileSync(join(import.meta.dirname, "../fixtures/zipkin/envoy.json"));
    const answer = await fetch(`${whole.doorUrl("zipkin")}/api/v2/spans`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array(envoy),
    });
    expect(answer.status).toBe(202);
    const traceId = "1a2b3c4d5e6f70811a2b3c4d5e6f7081";
    const spans = await readTrace(traceId, 2);
    expect(spans.map(({ service, parent, tags }) => [service, parent, tags["error"]])).toEqual([
      ["productpage.shop", "", true],
      ["reviews.shop", "productpage.shop reviews.shop.svc.cluster.local:9080/*", undefined],
    ]);
    for (const tags of [
      { "guid:x-request-id": "8d6d2a1e-1f0c-9f3e-a9c1-5b1f0e6e5f51" },
      { "http.status_code": "503", response_flags: "UH" },
      { error: "true", upstream_cluster: "outbound|9080||reviews.shop.svc.cluster.local" },
    ]) {
      const query = new URLSearchParams({
        ...{ service: "productpage.shop", tags: JSON.stringify(tags) },
        ...{ start: "1759999999000000", end: "1760000001000000" },
      });
      // A trace is readable before it is inserted, a search sees it only then.
      const ids = await eventually("the search to see the trace", async () => {
        const found = await fetch(`${whole.queryUrl}/api/traces?${query.toString()}`);
        const { data } = (await found.json()) as {
          readonly data: readonly { readonly traceID: string }[];
        };
        return data.length === 0 ? undefined : data.map(({ traceID }) => traceID);
      });
      expect(ids).toEqual([traceId]);
    }
  });
});

describe("OpenTelemetry's exporter for Zipkin", () => {
  it("loses only the types of attributes and the attributes of events", async () => {
    const exporter = new ZipkinExporter({ url: `${whole.doorUrl("zipkin")}/api/v2/spans` });
    const provider = new tracing.BasicTracerProvider({
      resource: resources.resourceFromAttributes({
        "service.name": "checkout",
        "service.version": "1.2.3",
        "k8s.pod.name": "checkout-7d9c",
      }),
      spanProcessors: [new tracing.BatchSpanProcessor(exporter)],
      spanLimits: { attributeCountLimit: 4 },
    });
    const tracer = provider.getTracer("shop", "2.0.0");
    const root = tracer.startSpan("POST /checkout", { kind: SpanKind.SERVER });
    const inRoot = trace.setSpan(context.active(), root);
    const child = tracer.startSpan("charge", { kind: SpanKind.INTERNAL }, inRoot);
    child.setAttributes({ amount: 42.5, retried: true, card: "visa", tries: 2, dropped: 1 });
    child.addEvent("declined", { reason: "funds" });
    child.setStatus({ code: SpanStatusCode.ERROR, message: "card declined" });
    child.end();
    root.setStatus({ code: SpanStatusCode.OK });
    root.end();
    await provider.forceFlush();
    await provider.shutdown();

    const { traceId } = root.spanContext();
    const spans = await readTrace(traceId, 2);
    expect(spans.map(({ service, name, parent }) => [service, name, parent])).toEqual([
      ["checkout", "POST /checkout", ""],
      ["checkout", "charge", "checkout POST /checkout"],
    ]);
    expect(spans[0]!.tags).toEqual({ "span.kind": "server", "otel.status_code": "OK" });
    expect(spans[1]!.tags).toEqual({
      ...{ amount: "42.5", retried: "true", card: "visa", tries: "2" },
      ...{ "span.kind": "internal", error: true },
      ...{ "otel.status_code": "ERROR", "otel.status_description": "card declined" },
    });
    expect(spans[1]!.logs).toEqual(["declined"]);

    const url = `${whole.queryUrl}/api/own/traces/${traceId}/spans/${child.spanContext().spanId}`;
    const own = (await (await fetch(url)).json()) as {
      readonly droppedAttributesCount: number;
      readonly startUnixNano: string;
      readonly resource: { readonly attributes: readonly { readonly key: string }[] };
    };
    expect(own.droppedAttributesCount).toBe(1);
    expect(own.resource.attributes.map(({ key }) => key)).toEqual(
      expect.arrayContaining(["service.name", "service.version", "k8s.pod.name"]),
    );
  });
});
