import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OwnSearchResult, OwnTraceLinks } from "@spanhouse/model";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pictureInBothThemes } from "../support/both-themes.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { DemoProcess } from "../support/demo-process.ts";
import { isRunning } from "../support/process-ids.ts";
import { ANY_PORTS, eventually, startSpanhouse } from "../support/spanhouse-process.ts";
import { readTraceTree, type TraceTree, type TreeSpan } from "../support/trace-tree.ts";

// `npm run demo` as built: it starts a Spanhouse and the shop, everything in processes of its own, and what it prints
// is followed to the traces it speaks of.

vi.setConfig({ testTimeout: 60_000 });

const READY_WAIT_MS = 50_000;
const SERVICES = [
  "catalog",
  "checkout",
  "fraud",
  "fulfilment",
  "inventory",
  "payment",
  "storefront",
];
/** Seven services, the database and Spanhouse. */
const PROCESSES = 9;

const set = (settings: readonly string[]): readonly string[] =>
  settings.flatMap((setting) => ["--set", setting]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanhouse-demo-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the demo", () => {
  let demo: DemoProcess;
  beforeAll(async () => {
    const settings = [...ANY_PORTS, `dataFolder=${join(folder, "data")}`];
    demo = new DemoProcess(["--seed", "7", "--rate", "8", ...set(settings)]);
    await demo.hasWritten("Ctrl-C stops everything", READY_WAIT_MS);
  }, READY_WAIT_MS + 5_000);
  afterAll(async () => {
    await demo.end("SIGKILL");
  });

  /** Follows the hint with this title: its search page must find its example. */
  async function follow(title: string): Promise<TraceTree> {
    const [, all, example] =
      new RegExp(`${title}\n.*\n +all +(\\S+)\n +example +(\\S+)`).exec(demo.output) ?? [];
    const { origin, pathname, searchParams } = new URL(example!);
    const traceId = /^\/trace\/([0-9a-f]{32})$/.exec(pathname)![1]!;
    const found = await search(new URL(all!));
    expect(found.traces.map((trace) => trace.traceId)).toContain(traceId);
    const tree = await readTraceTree(`${origin}/api/traces/${traceId}`);
    // The page marks the spans with this text in it.
    const find = searchParams.get("find")!;
    const marked = tree.spans.filter((span) => `${span.service} ${span.name}`.includes(find));
    expect(marked.length).toBeGreaterThan(0);
    return tree;
  }

  it("prints no colours where there is no terminal", () => {
    expect(demo.output).not.toContain("\u001b");
  });

  it("has an order that is one tree over all services and three wire formats", async () => {
    const { spans, roots } = await follow("An order through all seven services");
    expect([...new Set(spans.map(({ service }) => service))].toSorted()).toEqual(SERVICES);
    expect(roots.map(({ service, name }) => `${service} ${name}`)).toEqual([
      "storefront POST /orders",
    ]);
    const spanOf = (service: string): TreeSpan => spans.find((span) => span.service === service)!;
    // What only one of the formats has: Jaeger's client names itself, Zipkin knows nothing but text, OTLP has scopes.
    expect(spanOf("payment").process["jaeger.version"]).toMatch(/^Node-/);
    expect(spanOf("fraud").tags["http.response.status_code"]).toBe("200");
    expect(spanOf("checkout").tags["http.response.status_code"]).toBe(201);
    for (const service of ["catalog", "checkout", "fulfilment", "inventory", "storefront"]) {
      expect(spanOf(service).tags).toHaveProperty("otel.scope.name");
    }
  });

  it("has a slow dependency under the orders that it makes slow", async () => {
    const { spans, roots } = await follow("A slow dependency");
    const slow = spans.filter(({ service, durationUs }) => service === "fraud" && durationUs > 1e6);
    expect(slow).toHaveLength(1);
    expect(slow[0]!.durationUs).toBeGreaterThan(roots[0]!.durationUs / 2);
    const charge = spans.find(({ name }) => name === "charge")!;
    expect(charge.tags["shipping.country"]).toBe("IS");
  });

  it("has retries below an order that succeeds", async () => {
    const { spans, roots } = await follow("Retries that hide errors");
    const charges = spans.filter(({ name }) => name === "charge");
    expect(charges.map(({ tags }) => tags["http.status_code"])).toEqual([503, 503, 201]);
    expect(charges.map(({ tags }) => tags["error"])).toEqual([true, true, undefined]);
    expect(charges[0]!.tags["payment.method"]).toBe("gift-card");
    expect(roots[0]!.tags).toMatchObject({ "http.response.status_code": 201 });
    expect(roots[0]!.tags["error"]).toBeUndefined();
  });

  it("leads to the page of these retries, where the three attempts are marked", async () => {
    const [example] = /(?<=Retries that hide errors\n.*\n +all .*\n +example +)\S+/.exec(
      demo.output,
    )!;
    const browser = await launchBrowser();
    try {
      const { page, errors } = await openPage(browser);
      await page.goto(example);
      const marked = page.locator("[data-row]").filter({ hasText: "payment charge" });
      await expect.poll(() => marked.count()).toBe(3);
      await page.getByRole("status").filter({ hasText: /3$/ }).waitFor();
      await pictureInBothThemes(page, "demo", { pictured: true });
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it("has an error from the storefront down to the query that caused it", async () => {
    const { spans, roots } = await follow("An error with its cause");
    expect(roots[0]!.tags).toMatchObject({ "http.response.status_code": 502, error: true });
    const query = spans.find(({ name }) => name.startsWith("pg.query"))!;
    expect(query.tags["otel.status_description"]).toMatch(/^syntax error at or near "clock"/);
    const above = ancestorsOf(query, spans);
    expect(above.at(-1)).toBe(roots[0]);
    expect(above.filter(({ tags }) => tags["error"] !== true)).toEqual([]);
  });

  it("has one query for each product of a long wishlist", async () => {
    const { spans } = await follow("An N\\+1 query");
    const queries = spans.filter(({ name }) => name.startsWith("pg.query:SELECT"));
    expect(queries).toHaveLength(41);
    const above = ancestorsOf(queries[40]!, spans).map(({ name }) => name);
    expect(above).toContain("GET /wishlists/:customer");
  });

  it("links batches of the queue to the orders in them", async () => {
    const { origin } = new URL(/http:\S+\/search/.exec(demo.output)![0]);
    const batches = await search(
      new URL(`${origin}/search?service=fulfilment&operation=receive+parcels`),
    );
    // The oldest, whose orders have been stored since.
    const { traceId } = batches.traces.at(-1)!;
    const response = await fetch(`${origin}/api/own/traces/${traceId}/links`);
    const { links } = (await response.json()) as OwnTraceLinks;
    expect(links[0]!.linkedTrace).toMatchObject({ rootOperation: "POST /orders" });
  });

  it("stops at Ctrl-C with every visit stored and no process left", async () => {
    const children = await demo.childIds();
    expect(children).toHaveLength(PROCESSES);
    expect(await demo.end("SIGINT")).toBe(0);
    expect(demo.output).toMatch(/All processes have ended\.\n$/);
    expect(children.filter(isRunning)).toEqual([]);
    const visits = Number(/(\d+) visits,/.exec(demo.output)![1]);
    expect(visits).toBeGreaterThan(24);
    expect(demo.output).not.toContain("failed otherwise");

    const spanhouse = await startSpanhouse({ dataFolder: join(folder, "data") });
    try {
      const stored = await search(
        new URL(`${spanhouse.urls.query}/search?service=storefront&limit=1500`),
      );
      expect(stored.traces).toHaveLength(visits);
      const orders = stored.traces.filter((trace) => trace.rootOperation === "POST /orders");
      for (const { services } of orders) {
        expect(services.map(({ name }) => name).toSorted()).toEqual(SERVICES);
      }
    } finally {
      await spanhouse.remove();
    }
  });
});

describe("a demo that cannot go on", () => {
  it("names the port that is taken, and leaves nothing behind", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const settings = [...ANY_PORTS, `dataFolder=${join(folder, "taken")}`, `health.port=${port}`];
    const demo = new DemoProcess(set(settings));
    expect(await demo.end()).toBe(1);
    expect(demo.output).toMatch(/demo: Spanhouse ended with code 3; it said:\nspanhouse: /);
    expect(demo.output).toContain(`${port}`);
    expect(demo.output).toContain("health.port");
    taken.close();
  });

  it("takes its processes with it when it is killed", async () => {
    const settings = [...ANY_PORTS, `dataFolder=${join(folder, "killed")}`];
    const demo = new DemoProcess(set(settings));
    const children = await eventually(
      "all processes",
      async () => {
        const ids = await demo.childIds();
        return ids.length === PROCESSES ? ids : undefined;
      },
      READY_WAIT_MS,
    );
    expect(await demo.end("SIGKILL")).toBeNull();
    await eventually(
      "the end of all processes",
      () => Promise.resolve(children.some(isRunning) ? undefined : true),
      20_000,
    );
  });
});

/** What the search page asks for with this address. */
async function search({ origin, searchParams }: URL): Promise<OwnSearchResult> {
  const asked = new URLSearchParams(searchParams);
  asked.delete("tags");
  for (const tag of (searchParams.get("tags") ?? "").split(" ")) {
    if (tag !== "") asked.append("tag", tag.replace("=", ":"));
  }
  const response = await fetch(`${origin}/api/own/search?${asked.toString()}`);
  return (await response.json()) as OwnSearchResult;
}

/** The spans above one, the root last. */
function ancestorsOf(span: TreeSpan, spans: readonly TreeSpan[]): readonly TreeSpan[] {
  const parent = spans.find(({ id }) => id === span.parentId);
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, spans)];
}
