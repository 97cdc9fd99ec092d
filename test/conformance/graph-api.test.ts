import type { OwnErrorBody, OwnGraph } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { startingAt } from "../support/shop-spans.ts";
import { attributesOf } from "../support/test-span.ts";

/** `GET /api/graph` as docs/api/graph.md has it. */

/** The first second of an hour that is over. */
const START_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7_200_000;

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  const checkout = traceFromText(`
    web:POST /checkout 0..200 server
      web:POST cart 10..90 client
        cart:PUT /cart 20..80 server error
          cart:SELECT 30..40 client db.system.name=postgresql server.address=db.shop
      web:orders 100..101 producer messaging.system=kafka messaging.destination.name=orders
        mail:orders 150..160 consumer
    old:GET / 300..310 server parent=ff
  `);
  const spans = checkout.map((span) => ({
    ...span,
    resource: { ...span.resource, attributes: [...span.resource.attributes, ...KUBERNETES] },
  }));
  await query.insert(startingAt(START_MS + 60_000, spans));
  const other = traceFromText("web:GET / 0..10 server", "0af7651916cd43dd8448eb211c80319d");
  await query.insert(startingAt(START_MS - 3_600_000 + 60_000, other));
  await query.store.graphJob.run({ everything: true });
});

afterAll(() => query.close());

const KUBERNETES = attributesOf({ "k8s.namespace.name": "shop", "k8s.pod.name": "pod-1" });

async function graphOf(parameters: Readonly<Record<string, string | number>>): Promise<OwnGraph> {
  const hour = { start: START_MS * 1_000, end: (START_MS + 3_600_000) * 1_000 };
  const search = new URLSearchParams(
    Object.entries({ ...hour, ...parameters }).map(([key, value]) => [key, String(value)]),
  );
  const answer = await fetch(`${query.url}/api/graph?${search.toString()}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as OwnGraph;
}

function linesOf({ edges }: OwnGraph): string[] {
  return edges
    .map(
      ({ client, server, connectionType, now }) =>
        `${client} > ${server} [${connectionType}] ${now.calls} ${now.errors}`,
    )
    .sort();
}

describe("the graph of services", () => {
  it("has an edge per pair of services and connection, with what callers name", async () => {
    const graph = await graphOf({});
    expect(linesOf(graph)).toEqual([
      "service:shop/cart > database:db.shop [database] 1 0",
      "service:shop/web > service:shop/cart [] 1 1",
      "service:shop/web > service:shop/mail [messaging_system] 1 0",
      "user > service:shop/web [virtual_node] 1 0",
    ]);
    expect(graph).toMatchObject({
      ...{ startUs: START_MS * 1_000, endUs: (START_MS + 3_600_000) * 1_000 },
      ...{ unpaired: { clients: 0, servers: 1 }, isCurrent: true, cut: null },
    });
    const edge = graph.edges.find(({ server }) => server === "service:shop/cart")!;
    expect(edge.now.callsPerSecond).toBeCloseTo(1 / 3_600, 12);
    expect(edge.now.errorRatio).toBe(1);
    for (const latency of [edge.now.p50Us, edge.now.p99Us]) {
      expect(Math.abs(latency! - 60_000) / 60_000).toBeLessThan(0.02);
    }
  });

  it("counts at a node what comes in and what goes out, also from callers nobody knows", async () => {
    const { nodes } = await graphOf({});
    const sums = Object.fromEntries(
      nodes.map((node) => [node.id, [node.in.calls, node.out.calls]]),
    );
    expect(sums).toEqual({
      ...{ "service:shop/web": [1, 2], "service:shop/cart": [1, 1], "service:shop/mail": [1, 0] },
      ...{ "database:db.shop": [1, 0], "service:shop/old": [1, 0], user: [0, 1] },
    });
    const web = nodes.find(({ id }) => id === "service:shop/web")!;
    expect(web).toMatchObject({
      name: "web",
      type: "service",
      attributes: { "service.namespace": "shop" },
    });
    const database = nodes.find(({ type }) => type === "database")!;
    expect(database.out.p50Us).toBeNull();
  });

  it("groups by namespace, pod and whatever else spans say of themselves", async () => {
    expect(linesOf(await graphOf({ level: "namespace" }))).toEqual([
      "namespace:shop > database:db.shop [database] 1 0",
      "namespace:shop > namespace:shop [] 1 1",
      "namespace:shop > namespace:shop [messaging_system] 1 0",
      "user > namespace:shop [virtual_node] 1 0",
    ]);
    const pods = await graphOf({ level: "pod" });
    expect(pods.nodes.find(({ type }) => type === "pod")).toMatchObject({
      ...{ id: "pod:shop/pod-1", name: "pod-1" },
      attributes: { "k8s.namespace.name": "shop", "k8s.pod.name": "pod-1" },
    });
    // Nobody says its node: the services stay.
    expect(linesOf(await graphOf({ level: "node" }))).toEqual(linesOf(await graphOf({})));
  });

  it("shows what is near a node", async () => {
    const near = await graphOf({ focus: "mail", depth: 1 });
    expect(near.nodes.map(({ id }) => id).sort()).toEqual([
      "service:shop/mail",
      "service:shop/web",
    ]);
    expect(near.edges).toHaveLength(1);
    const farther = await graphOf({ focus: "mail", depth: 2 });
    expect(farther.edges).toHaveLength(3);
    expect((await graphOf({ focus: "nobody" })).nodes).toEqual([]);
  });

  it("compares with another time, of the same length when nothing is said", async () => {
    const graph = await graphOf({ compareStart: (START_MS - 3_600_000) * 1_000 });
    expect(graph.compareEndUs).toBe(graph.startUs);
    const user = graph.edges.find(
      ({ client, server }) => client === "user" && server === "service:shop/web",
    )!;
    const before = graph.edges.find(({ server }) => server === "service:web")!;
    expect([user.now.calls, user.previous!.calls]).toEqual([1, 0]);
    expect([before.now.calls, before.previous!.calls]).toEqual([0, 1]);
  });

  it("takes the minutes that are asked for, and says which", async () => {
    const minute = (START_MS + 60_000) * 1_000;
    const graph = await graphOf({ start: minute + 7_000_000, end: minute + 8_000_000 });
    expect([graph.startUs, graph.endUs]).toEqual([minute, minute + 60_000_000]);
    expect(graph.edges).toHaveLength(4);
    const before = await graphOf({ start: minute - 60_000_000, end: minute });
    expect(before.edges).toEqual([]);
  });

  it("says what it leaves out, and that it is behind", async () => {
    expect((await graphOf({ limit: 1 })).cut).toEqual({ edgesLeftOut: 3, foldedCalls: 0 });
    const late = traceFromText("web:GET / 0..10 server", "0af7651916cd43dd8448eb211c80319e");
    await query.insert(startingAt(START_MS + 120_000, late));
    expect((await graphOf({})).isCurrent).toBe(false);
    await query.store.graphJob.run({ everything: true });
    const graph = await graphOf({});
    expect(graph.isCurrent).toBe(true);
    expect(linesOf(graph)).toContain("user > service:web [virtual_node] 1 0");
  });

  it.each([
    "start=x",
    "start=-1",
    "start=99999999999999999999",
    "start=5&end=5",
    "level=galaxy",
    "limit=0",
    "limit=5001",
    "depth=11",
    "depth=1.5",
    "compareEnd=5",
    "compareStart=6&compareEnd=5",
    `focus=${"x".repeat(513)}`,
  ])("refuses %s", async (parameters) => {
    const answer = await fetch(`${query.url}/api/graph?${parameters}`);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as OwnErrorBody;
    expect(error.code).toBe("QUERY_INVALID");
  });

  it("answers for all of time", async () => {
    const graph = await graphOf({ start: 0, end: "18446744073709551" });
    expect(linesOf(graph)).toContain("service:shop/web > service:shop/cart [] 1 1");
  });
});
