import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import type { Span, SpanAppender } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  decodeJaegerDatagram,
  decodeJaegerThriftBatch,
  encodeJaegerTraces,
  type DecodeOutcome,
} from "@spanhouse/wire";
import { jaegerJsonOfAnswer } from "../support/jaeger-batch.ts";
import { startClientTracer, type ClientTracer } from "../support/jaeger-client-tracer.ts";

// The bytes of the real Jaeger client for Node, taken from its sockets.

/** A call that fails, and what it called; returns when the client has sent them. */
async function trace(client: ClientTracer): Promise<void> {
  const { tracer } = client;
  const parent = tracer.startSpan("checkout", {
    startTime: 1_700_000_000_000,
    tags: { "span.kind": "server", "http.status_code": 500, retried: true, user: "Zoë" },
  });
  const child = tracer.startSpan("SELECT", { childOf: parent, startTime: 1_700_000_000_001 });
  child.setTag("error", true);
  child.log({ event: "retry", attempt: 2, detail: { of: 3 } }, 1_700_000_000_002);
  child.finish(1_700_000_000_003);
  parent.finish(1_700_000_000_004.5);
  await client.close();
}

function decoded(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array, appender: SpanAppender) => DecodeOutcome,
): readonly Span[] {
  const recorder = new SpanRecorder();
  expect(decode(bytes, recorder)).toMatchObject({ status: "decoded", rejected: 0 });
  return recorder.spans;
}

function check(spans: readonly Span[]): void {
  const [child, parent] = spans;
  expect(spans).toHaveLength(2);
  expect(child).toMatchObject({
    traceId: parent!.traceId,
    parentSpanId: parent!.spanId,
    name: "SELECT",
    statusCode: 2,
    flags: 1,
    links: [],
    startUnixNano: 1_700_000_000_001_000_000n,
    endUnixNano: 1_700_000_000_003_000_000n,
  });
  expect(parent).toMatchObject({
    parentSpanId: "",
    name: "checkout",
    kind: 2,
    // From a status of HTTP, which this client sends as a double.
    statusCode: 2,
    endUnixNano: 1_700_000_000_004_500_000n,
  });
  expect(parent!.traceId).not.toMatch(/^0{16}/);
  const source = { spans, spanWarnings: new Map(), warnings: [], sortTags: true };
  const answer = jaegerJsonOfAnswer([...encodeJaegerTraces([source], [], false)].join(""));
  expect(answer).toMatchObject([
    {
      operationName: "SELECT",
      duration: 2_000,
      references: [{ refType: "CHILD_OF", spanID: parent!.spanId }],
      tags: [{ key: "error", type: "bool", value: true }],
      logs: [
        {
          timestamp: 1_700_000_000_002_000,
          fields: [
            { key: "attempt", type: "float64", value: 2 },
            { key: "detail", type: "string", value: '{"of":3}' },
            { key: "event", type: "string", value: "retry" },
          ],
        },
      ],
      process: { serviceName: "shop" },
    },
    {
      operationName: "checkout",
      duration: 4_500,
      references: [],
      tags: [
        { key: "http.status_code", type: "float64", value: 500 },
        { key: "retried", type: "bool", value: true },
        { key: "sampler.param", type: "bool", value: true },
        { key: "sampler.type", type: "string", value: "const" },
        { key: "span.kind", type: "string", value: "server" },
        { key: "user", type: "string", value: "Zoë" },
      ],
    },
  ]);
  const { process } = answer[0] as { process: { tags: { key: string }[] } };
  const keys = process.tags.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(["hostname", "jaeger.version", "zone"]));
}

it("decodes the packets of the real client", async () => {
  const socket = createSocket("udp4");
  const packets: Uint8Array[] = [];
  socket.on("message", (packet) => packets.push(packet));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  try {
    const arrived = once(socket, "message");
    const reporter = { agentHost: "127.0.0.1", agentPort: socket.address().port };
    await trace(startClientTracer({ serviceName: "shop", reporter, tags: { zone: "eu-1" } }));
    await arrived;
  } finally {
    socket.close();
  }
  check(packets.flatMap((packet) => [...decoded(packet, decodeJaegerDatagram)]));
});

it("decodes the HTTP batches of the real client", async () => {
  const bodies: Uint8Array[] = [];
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(202).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const reporter = { collectorEndpoint: `http://127.0.0.1:${port}/api/traces` };
    await trace(startClientTracer({ serviceName: "shop", reporter, tags: { zone: "eu-1" } }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
  check(bodies.flatMap((body) => [...decoded(body, decodeJaegerThriftBatch)]));
});
