import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ListeningProgram } from "../support/listening-program.ts";
import { freePort } from "../support/free-port.ts";
import { eventually, type SpanhouseProcess, startSpanhouse } from "../support/spanhouse-process.ts";
import { readTraceTree, type TraceTree, type TreeSpan } from "../support/trace-tree.ts";

const APPS = join(import.meta.dirname, "../fixtures/sdk/shop");
/** PostgreSQL behind its own protocol, from the demo. */
const DATABASE = join(import.meta.dirname, "../../sdk/demo/dist/database.js");
const FLAG = ["--import", "@spanhouse/sdk/register"];

/** One order, every span with its kind under its parent. What is later stands below. */
const TREE = `
checkout POST /orders (server)
  checkout request handler (internal)
    checkout GET (client)
      warehouse GET /prices/:sku (server)
        warehouse request (internal)
          warehouse pg.query:SELECT shop (client)
    checkout grpc.shop.Inventory/Reserve (client)
      warehouse grpc.shop.Inventory/Reserve (server)
        warehouse pg.query:UPDATE shop (client)
    checkout send parcels (producer)
      checkout process parcels (consumer)
        checkout pg.query:INSERT shop (client)
`.trim();

describe("two apps without a word of tracing, started with the flag: express in CommonJS, fastify in an ES module", () => {
  const programs: ListeningProgram[] = [];
  let spanhouse: SpanhouseProcess;
  let checkout: ListeningProgram;
  let warehouse: ListeningProgram;
  let tree: TraceTree;

  async function start(
    args: readonly string[],
    port: number,
    environment: Readonly<Record<string, string>>,
  ): Promise<ListeningProgram> {
    const program = await ListeningProgram.start({
      args,
      port,
      environment: { PORT: String(port), ...environment },
    });
    programs.push(program);
    return program;
  }

  beforeAll(async () => {
    const [databasePort, pricesPort, inventoryPort, ordersPort] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    [spanhouse] = await Promise.all([
      startSpanhouse(),
      start(["--liftoff-only", DATABASE], databasePort, {
        CLUSTER_FOLDER: join(import.meta.dirname, "../../build/demo"),
      }),
    ]);
    const environment = {
      DATABASE_URL: `postgresql://postgres@127.0.0.1:${databasePort}/shop`,
      OTEL_EXPORTER_OTLP_ENDPOINT: spanhouse.urls.http,
    };
    [warehouse, checkout] = await Promise.all([
      start([...FLAG, join(APPS, "warehouse.mjs")], pricesPort, {
        ...environment,
        GRPC_PORT: String(inventoryPort),
        OTEL_SERVICE_NAME: "warehouse",
      }),
      start([...FLAG, join(APPS, "checkout.cjs")], ordersPort, {
        ...environment,
        WAREHOUSE_URL: `http://127.0.0.1:${pricesPort}`,
        INVENTORY_ADDRESS: `127.0.0.1:${inventoryPort}`,
        OTEL_SERVICE_NAME: "checkout",
      }),
    ]);
    const answer = await fetch(`http://127.0.0.1:${ordersPort}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ orderId: "first", sku: 3, count: 2 }),
    });
    expect(answer.status).toBe(201);
    const traceId = await eventually("the ids in a line", () =>
      Promise.resolve(/"trace_id":"([0-9a-f]{32})"/.exec(checkout.out)?.[1]),
    );
    tree = await eventually("the whole trace", async () => {
      const found = await readTraceTree(`${spanhouse.urls.query}/api/traces/${traceId}`).catch(
        () => undefined,
      );
      return found?.spans.length === TREE.split("\n").length ? found : undefined;
    });
  });
  afterAll(async () => {
    for (const program of programs.toReversed()) await program.end("SIGTERM");
    await spanhouse.remove();
  });

  it("show one whole tree in Spanhouse, through HTTP, gRPC, a database and a queue", () => {
    expect(tree.roots).toHaveLength(1);
    expect(drawn(tree.roots, tree.spans, "")).toBe(TREE);
    expect(tree.spans.filter(({ tags }) => tags["error"] === true)).toEqual([]);
  });

  it("write the ids of the span that was running into lines of winston, console and pino", () => {
    const idOf = (drawnAs: string): string =>
      tree.spans.find((span) => line(span) === drawnAs)?.id ?? "missing";
    const traceId = /"trace_id":"(\w+)"/.exec(checkout.out)?.[1];
    const linesOf = (program: ListeningProgram): readonly unknown[] =>
      program.out
        .trim()
        .split("\n")
        .map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>)
        .map(({ message, msg, trace_id, span_id }) => [message ?? msg, trace_id, span_id])
        .filter(([said]) => /ordered|packed|priced|reserved/.test(String(said)));
    expect(linesOf(checkout)).toEqual([
      ["ordered", traceId, idOf("checkout request handler (internal)")],
      ["packed", traceId, idOf("checkout process parcels (consumer)")],
    ]);
    expect(linesOf(warehouse)).toEqual([
      ["priced", traceId, idOf("warehouse request (internal)")],
      ["reserved", traceId, idOf("warehouse grpc.shop.Inventory/Reserve (server)")],
    ]);
  });

  it("hear nothing of the SDK", () => {
    expect(checkout.err).toBe("");
    expect(warehouse.err).toBe("");
  });
});

function line({ service, name, tags }: TreeSpan): string {
  return `${service} ${name} (${String(tags["span.kind"])})`;
}

/** Spans in the order of their start, those below further in. */
function drawn(spans: readonly TreeSpan[], all: readonly TreeSpan[], indent: string): string {
  return spans
    .map((span) => {
      const below = all.filter(({ parentId }) => parentId === span.id);
      const rest = below.length === 0 ? "" : `\n${drawn(below, all, `${indent}  `)}`;
      return `${indent}${line(span)}${rest}`;
    })
    .join("\n");
}
