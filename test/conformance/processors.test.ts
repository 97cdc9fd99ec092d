import { rmSync } from "node:fs";
import { startCollector, type RunningCollector } from "@spanhouse/collector";
import { thresholdOf, type Span } from "@spanhouse/model";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import { node, tracing } from "@opentelemetry/sdk-node";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { newDataFolder } from "../support/data-folder.ts";
import { eventually } from "../support/spanhouse-process.ts";

// Stock clients send over sockets to a collector with processors and tail sampling; what is in the store is
// what the configuration says.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CONFIG = {
  processors: [
    { filter: { drop: [{ names: ["GET /health"] }] } },
    { resource: { actions: [{ action: "upsert", key: "deployment.environment", value: "test" }] } },
    { attributes: { actions: [{ action: "rename", key: "uid", to: "user.id" }] } },
    {
      redaction: { blockedKeys: ["user.id"], blockedValuePatterns: ["\\d{16}"], sql: {}, url: {} },
    },
  ],
};

describe("a collector with processors", () => {
  const world = openWorld(CONFIG);

  it("stores spans of the OpenTelemetry SDK as the processors leave them", async () => {
    const { traceId, done } = await withTracer(world.otlpUrl(), (tracer) => {
      const root = tracer.startSpan("GET /cart", {
        attributes: {
          uid: "ann",
          "url.full": "https://me:secret@shop.example/cart?token=x",
          "db.query.text": "SELECT * FROM cards WHERE number = '1234567812345678'",
          note: "paid with 1234567812345678",
        },
      });
      root.addEvent("charged 1234567812345678");
      root.end();
      return root.spanContext().traceId;
    });
    await done;
    const [span] = await world.spansOf(traceId, 1);
    const { "user.id": user, ...attributes } = plain(span!);
    expect(user).toBe("****");
    expect(attributes).toEqual({
      "url.full": "https://****@shop.example/cart?token=****",
      "db.query.text": "SELECT * FROM cards WHERE number = ?",
      note: "paid with ****",
    });
    expect(span!.events[0]!.name).toBe("charged ****");
    expect(span!.resource.attributes).toContainEqual({
      key: "deployment.environment",
      value: { type: "string", value: "test" },
    });
  });

  it("does the same for another door, and counts what it left out", async () => {
    const traceId = "5af7183fb1d4cf5f0af7651916cd43dd";
    const span = { traceId, timestamp: 1_760_000_000_000_000, duration: 5 };
    const answer = await fetch(`${world.zipkinUrl()}/api/v2/spans`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([
        { ...span, id: "352bff9a74ca9ad2", name: "GET /health" },
        { ...span, id: "352bff9a74ca9ad3", name: "get /cart", tags: { uid: "ann" } },
      ]),
    });
    expect(answer.status).toBe(202);
    const spans = await world.spansOf(traceId, 1);
    expect(spans.map((one) => [one.name, plain(one)["user.id"]])).toEqual([["get /cart", "****"]]);
    expect(await world.metric("spanhouse_processor_dropped_spans_total")).toBe(1);
    // The span of the SDK came to four processors; of these two, one came to the first only.
    expect(await world.metric("otelcol_processor_incoming_items")).toBe(4 + 4 + 1);
  });
});

describe("a collector with tail sampling", () => {
  const world = openWorld({
    tailSampling: {
      decisionWaitMs: 60_000,
      decisionWaitAfterRootMs: 50,
      policies: [
        { name: "errors", statusCode: { statuses: ["error"] } },
        { name: "every other", probabilistic: { probability: 0.5 } },
      ],
    },
  });

  it("stores traces with an error, and of the others a share with its weight", async () => {
    const { traceIds, done } = await withTracerOf(world.otlpUrl(), (tracer) => {
      const ids: { failed: string[]; fine: string[] } = { failed: [], fine: [] };
      for (let number = 0; number < 40; number++) {
        const root = tracer.startSpan("root", { root: true });
        if (number % 4 === 0) root.setStatus({ code: SpanStatusCode.ERROR });
        root.end();
        ids[number % 4 === 0 ? "failed" : "fine"].push(root.spanContext().traceId);
      }
      return ids;
    });
    await done;
    await eventually("all traces to be decided and handed over", async () =>
      (await world.metric("spanhouse_tail_spans_total")) === 40 ? true : undefined,
    );
    for (const traceId of traceIds.failed) await world.spansOf(traceId, 1);
    const fine = await world.store().reader.readTraces("", traceIds.fine);
    const states = [...fine.values()].flatMap(({ spans }) =>
      spans.map(({ traceState }) => traceState),
    );
    expect(states.map(thresholdOf)).toEqual(states.map(() => "8"));
    // By the rule of the traces themselves: the upper half of the random numbers.
    const expected = traceIds.fine.filter((traceId) => traceId.slice(-14) >= "8");
    expect(states).toHaveLength(expected.length);
  });
});

function plain(span: Span): Record<string, unknown> {
  return Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, "value" in value ? value.value : null]),
  );
}

/** Runs `work` with a tracer of the SDK; `done` ends when everything was exported. */
async function withTracerOf<T>(
  url: string,
  work: (tracer: Tracer) => T,
): Promise<{ traceIds: T; done: Promise<void> }> {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const provider = new node.NodeTracerProvider({
    spanProcessors: [new tracing.BatchSpanProcessor(exporter)],
  });
  const traceIds = work(provider.getTracer("test"));
  return Promise.resolve({ traceIds, done: provider.shutdown() });
}

async function withTracer(
  url: string,
  work: (tracer: Tracer) => string,
): Promise<{ traceId: string; done: Promise<void> }> {
  const { traceIds, done } = await withTracerOf(url, work);
  return { traceId: traceIds, done };
}

/** A collector on a store of its own while the tests of a group run. */
function openWorld(config: Readonly<Record<string, unknown>>) {
  let collector: RunningCollector | undefined;
  let store: Store | undefined;
  let dataFolder: string;
  const metrics = new Registry();
  beforeAll(async () => {
    dataFolder = await newDataFolder("processors");
    store = await openStore(storageConfigSchema.parse({}), { dataFolder });
    const logger = pino({ level: "silent" });
    const options = { config: configOnFreePorts(config), store, dataFolder, logger, metrics };
    collector = await startCollector(options);
  });
  afterAll(async () => {
    await collector?.stop(5_000);
    await store?.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const urlOf = (door: string) => (): string =>
    collector!.addresses.find(({ name }) => name === door)!.url;
  return {
    otlpUrl: urlOf("otlp_http"),
    zipkinUrl: urlOf("zipkin"),
    store: () => store!,
    /** The spans of a trace as soon as there are so many. */
    spansOf: async (traceId: string, count: number): Promise<readonly Span[]> =>
      eventually(`${count} spans of ${traceId}`, async () => {
        const found = (await store!.reader.readTraces("", [traceId])).get(traceId)?.spans ?? [];
        return found.length >= count ? found : undefined;
      }),
    async metric(name: string): Promise<number> {
      const metric = await metrics.getSingleMetric(name)!.get();
      return metric.values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
