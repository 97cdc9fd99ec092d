import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { SpanRecorder, type Span } from "@spanhouse/model";
import { startTestAgent, type TestAgent, type TestAgentOptions } from "../support/agent.ts";
import { startDoor, type Door, type DoorSettings } from "../support/doors.ts";
import { freePort } from "../support/free-port.ts";
import { newTraceId, testSpan } from "../support/test-span.ts";

// How it works: the collectors are real doors with an ingest in memory behind them, which shows what arrives
// and can be told what to answer.

const open: { agents: TestAgent[]; doors: Door[] } = { agents: [], doors: [] };
afterEach(async () => {
  for (const agent of open.agents.splice(0)) await agent.remove();
  for (const door of open.doors.splice(0)) await door.receiver.stop(0);
});

async function collector(kind: "grpc" | "http" = "grpc", settings?: DoorSettings): Promise<Door> {
  const door = await startDoor(kind, settings);
  open.doors.push(door);
  return door;
}

async function agentFor(
  endpoint: readonly string[],
  options: Omit<TestAgentOptions, "endpoint"> = {},
): Promise<TestAgent> {
  const agent = await startTestAgent({ endpoint, ...options });
  open.agents.push(agent);
  return agent;
}

/** Requests with spans in them: probes have none. */
function batchesOf({ ingest }: Door) {
  return ingest.requests.filter(({ body }) => body.length > 0);
}

function spansOf(door: Door): readonly Span[] {
  const recorder = new SpanRecorder();
  for (const { body, decode } of batchesOf(door)) decode(body, recorder);
  return recorder.spans;
}

const WAIT = { timeout: 8_000, interval: 20 };

function newSpan(): Span {
  return testSpan({ traceId: newTraceId() });
}

describe.each(["grpc", "http"] as const)("an agent forwarding over %s", (protocol) => {
  it.each(["none", "gzip"] as const)("sends what it took, %s compressed", async (compression) => {
    const door = await collector(protocol);
    const forward = { protocol, compression, headers: ["x-tenant=shop"] };
    const agent = await agentFor([door.url], { forward });
    const span = newSpan();
    expect(await agent.send([span])).toBe(200);
    await expect.poll(() => spansOf(door), WAIT).toHaveLength(1);
    expect(spansOf(door)[0]).toEqual({ ...span, resource: spansOf(door)[0]!.resource });
    await expect.poll(() => agent.metric("otelcol_exporter_sent_spans"), WAIT).toBe(1);
  });

  it("says who it is and which batch it is", async () => {
    const door = await collector(protocol);
    const agent = await agentFor([door.url], { forward: { protocol } });
    for (let count = 1; count <= 2; count++) {
      await agent.send([newSpan()]);
      await expect.poll(() => batchesOf(door), WAIT).toHaveLength(count);
    }
    const [first, second] = batchesOf(door).map(({ identity }) => identity);
    expect(first).toMatchObject({ by: "delivery", sender: /^[0-9a-f]{32}$/ });
    if (first?.by !== "delivery" || second?.by !== "delivery") throw new Error("no delivery");
    expect(second.sender).toBe(first.sender);
    expect(second.token).not.toBe(first.token);
  });

  it("keeps a batch and sends the same again until it is taken", async () => {
    const door = await collector(protocol);
    door.ingest.outcome = {
      status: "refused",
      code: "INGEST_SPOOL_FULL",
      reason: "full",
      retryAfterMs: 10,
    };
    const agent = await agentFor([door.url], { forward: { protocol } });
    await agent.send([newSpan()]);
    await expect.poll(() => batchesOf(door).length, WAIT).toBeGreaterThan(2);
    door.ingest.outcome = undefined;
    await expect.poll(() => agent.metric("otelcol_exporter_sent_spans"), WAIT).toBe(1);
    expect(new Set(batchesOf(door).map(({ identity }) => JSON.stringify(identity))).size).toBe(1);
    expect(agent.log()).toContain("the collector does not take spans");
    expect(agent.log()).toContain("takes spans again");
  });

  it("searches for what the collector calls bad, and puts that alone in quarantine", async () => {
    const door = await collector(protocol);
    const bad = newSpan();
    door.ingest.outcome = () => {
      const { body } = door.ingest.requests.at(-1)!;
      const isBad = Buffer.from(body).includes(Buffer.from(bad.traceId, "hex"));
      return Promise.resolve(
        isBad
          ? { status: "malformed", reason: "it stinks" }
          : { status: "stored", spans: 1, rejected: 0, reason: "" },
      );
    };
    const agent = await agentFor([door.url], { forward: { protocol } });
    await agent.send([newSpan(), newSpan(), bad, newSpan()]);
    await expect.poll(() => agent.metric("otelcol_exporter_send_failed_spans"), WAIT).toBe(1);
    await expect.poll(() => agent.metric("otelcol_exporter_sent_spans"), WAIT).toBe(3);
  });

  it("counts what a collector left out of a batch, and logs each reason once", async () => {
    const door = await collector(protocol);
    door.ingest.outcome = { status: "stored", spans: 0, rejected: 1, reason: "no trace id" };
    const agent = await agentFor([door.url], { forward: { protocol } });
    for (let count = 1; count <= 2; count++) {
      await agent.send([newSpan()]);
      const rejected = () => agent.metric("spanhouse_forward_rejected_spans_total");
      await expect.poll(rejected, WAIT).toBe(count);
    }
    expect(agent.log().match(/no trace id/g)).toHaveLength(1);
  });
});

describe("an agent with several collectors", () => {
  it("sends batches to them in turns", async () => {
    const doors = [await collector(), await collector()];
    const agent = await agentFor(doors.map(({ url }) => url));
    for (let count = 1; count <= 4; count++) {
      await agent.send([newSpan()]);
      await expect.poll(() => agent.metric("otelcol_exporter_sent_spans"), WAIT).toBe(count);
    }
    expect(doors.map((door) => batchesOf(door).length)).toEqual([2, 2]);
  });

  it("goes to the next at once when one refuses, or is not there", async () => {
    const refusing = await collector();
    const code = "INGEST_SHUTTING_DOWN";
    refusing.ingest.outcome = { status: "refused", code, reason: "", retryAfterMs: 60_000 };
    const taking = await collector();
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const agent = await agentFor([nobody, refusing.url, taking.url]);
    for (let count = 1; count <= 3; count++) {
      await agent.send([newSpan()]);
      await expect.poll(() => spansOf(taking).length, WAIT).toBe(count);
    }
    expect(await agent.metric("spanhouse_forward_uncertain_total")).toBe(0);
  });

  it("takes every address of a host name as a collector", async () => {
    const door = await collector();
    const resolve = () => Promise.resolve(["127.0.0.1", "127.0.0.2"]);
    const agent = await agentFor([`http://collectors.test:${door.port}`], { more: { resolve } });
    for (let count = 1; count <= 2; count++) {
      await agent.send([newSpan()]);
      await expect.poll(() => spansOf(door).length, WAIT).toBe(count);
    }
    expect(agent.log()).toContain(`collectors.test:${door.port}/127.0.0.1`);
    expect(agent.log()).toContain(`collectors.test:${door.port}/127.0.0.2`);
  });

  /** Takes the first request, and never answers it. */
  function silenceOnce(door: Door): void {
    door.ingest.outcome = () => {
      door.ingest.outcome = undefined;
      return new Promise(() => undefined);
    };
  }

  it("gives a batch with an unknown outcome to nobody else", async () => {
    const silent = await collector();
    const other = await collector();
    silenceOnce(silent);
    const agent = await agentFor([silent.url, other.url], { forward: { timeoutMs: 200 } });
    await agent.send([newSpan()]);
    await expect.poll(() => batchesOf(silent).length, WAIT).toBe(2);
    await expect.poll(() => agent.metric("otelcol_exporter_sent_spans"), WAIT).toBe(1);
    expect(batchesOf(other)).toEqual([]);
    expect(batchesOf(silent)[1]!.identity).toEqual(batchesOf(silent)[0]!.identity);
  });

  it.each(["one of two", "the only one"])(
    "gives it to nobody else after a restart either (%s)",
    async (which) => {
      const silent = await collector();
      const other = await collector();
      silent.ingest.outcome = () => new Promise(() => undefined);
      const endpoint = [silent.url, other.url];
      const first = await agentFor(which === "the only one" ? [silent.url] : endpoint);
      await first.send([newSpan()]);
      await expect.poll(() => batchesOf(silent).length, WAIT).toBe(1);
      await first.stop();
      silent.ingest.outcome = undefined;
      // The other one would come first now.
      const second = await agentFor(endpoint.toReversed(), { dataFolder: first.dataFolder });
      await expect.poll(() => second.metric("otelcol_exporter_sent_spans"), WAIT).toBe(1);
      expect(batchesOf(other)).toEqual([]);
      expect(batchesOf(silent)).toHaveLength(2);
    },
  );

  it("gives it to another when the wait is over, and counts that", async () => {
    const silent = await collector();
    const other = await collector();
    silent.ingest.outcome = () => new Promise(() => undefined);
    const forward = { timeoutMs: 200, uncertainWaitMs: 1_000 };
    const agent = await agentFor([silent.url, other.url], { forward });
    await agent.send([newSpan()]);
    await expect.poll(() => batchesOf(other).length, WAIT).toBe(1);
    expect(await agent.metric("spanhouse_forward_uncertain_total")).toBe(1);
  });
});

describe("an agent that is configured wrongly", () => {
  it("keeps the spans and says so", async () => {
    const door = await collector("http");
    // A gRPC client at a door for HTTP.
    const agent = await agentFor([door.url]);
    await agent.send([newSpan()]);
    await expect.poll(() => agent.log(), WAIT).toContain("the collector does not take spans");
    expect(agent.running.readiness()).toBeUndefined();
    expect(await agent.metric("spanhouse_spool_spans")).toBe(1);
  });

  it.each([200, 400])(
    "takes HTML with status %d for no collector, and keeps the spans",
    async (status) => {
      let requests = 0;
      const page = createServer((request, response) => {
        requests += 1;
        request.resume();
        response.writeHead(status, { "content-type": "text/html" }).end("<h1>Please log in</h1>");
      });
      await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
      try {
        const { port } = page.address() as AddressInfo;
        const forward = { protocol: "http" } as const;
        const agent = await agentFor([`http://127.0.0.1:${port}`], { forward });
        await agent.send([newSpan()]);
        await expect.poll(() => requests, WAIT).toBeGreaterThan(1);
        expect(await agent.metric("otelcol_exporter_sent_spans")).toBe(0);
        expect(await agent.metric("spanhouse_quarantined_rows")).toBe(0);
      } finally {
        page.closeAllConnections();
        page.close();
      }
    },
  );

  it("does not start without a collector", async () => {
    await expect(startTestAgent({ endpoint: [] })).rejects.toThrow(/needs forward.endpoint/);
  });
});

describe("what an agent adds to resources", () => {
  it("is the same for every door, and never what is there", async () => {
    const door = await collector();
    const agent = await agentFor([door.url], {
      agent: { mode: "sidecar", attributes: ["team=blue", "service.name=never"] },
      environment: { POD_NAME: "cart-5d8", K8S_NODE_NAME: "node-3" },
    });
    const span = newSpan();
    await agent.send([span]);
    const jsonSpan = { traceId: span.traceId, spanId: "00f067aa0ba902b7", name: "json" };
    await fetch(`${agent.doorUrl("otlp_http")}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [jsonSpan] }] }] }),
    });
    const zipkinSpan = {
      ...{ traceId: span.traceId, id: "00f067aa0ba902b8", name: "zipkin" },
      ...{ timestamp: 1_700_000_000_000_000, localEndpoint: { serviceName: "old" } },
    };
    await fetch(`${agent.doorUrl("zipkin")}/api/v2/spans`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([zipkinSpan]),
    });
    await expect.poll(() => spansOf(door), WAIT).toHaveLength(3);
    for (const { name, resource } of spansOf(door)) {
      const texts = resource.attributes.map(({ key, value }) => [
        key,
        value.type === "string" ? value.value : value.type,
      ]);
      const attributes = Object.fromEntries(texts) as Readonly<Record<string, string>>;
      expect(attributes).toMatchObject({
        "k8s.pod.name": "cart-5d8",
        "k8s.node.name": "node-3",
        "host.name": "node-3",
        team: "blue",
      });
      expect(texts).toHaveLength(Object.keys(attributes).length);
      if (name !== "json") expect(attributes["service.name"]).not.toBe("never");
    }
  });

  it("does not make a request that comes again another one", async () => {
    const door = await collector();
    const agent = await agentFor([door.url]);
    const span = newSpan();
    await agent.send([span]);
    await agent.send([span]);
    await expect.poll(() => agent.metric("otelcol_exporter_sent_spans"), WAIT).toBe(1);
    expect(await agent.metric("spanhouse_duplicate_requests_total")).toBe(1);
  });
});

it("forwards after a restart what its spool still holds", async () => {
  const port = await freePort();
  const first = await agentFor([`http://127.0.0.1:${port}`]);
  const sent = Array.from({ length: 20 }, newSpan);
  for (const span of sent) expect(await first.send([span])).toBe(200);
  await first.stop();
  const door = await collector("grpc", { port });
  await agentFor([door.url], { dataFolder: first.dataFolder });
  await expect.poll(() => spansOf(door).length, WAIT).toBe(20);
  expect(spansOf(door).map(({ traceId }) => traceId)).toEqual(sent.map(({ traceId }) => traceId));
});
