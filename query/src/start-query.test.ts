import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CodedError } from "@spanhouse/base";
import { columnsOfSpans, decodeTracePage } from "@spanhouse/model";
import { TEXT_TRACE_ID, traceFromText } from "@spanhouse/model/testing";
import type { Store, TraceReader } from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { queryConfigSchema } from "./config.ts";
import { REQUESTS_IN_FLIGHT_MAX } from "./limits.ts";
import { startQuery, type RunningQuery } from "./start-query.ts";

/**
 * The service over real sockets. The store here answers with one trace, never, or with an error, because
 * a real one cannot be made to; test/conformance asks the same service with a real store behind it.
 */

const spans = traceFromText(`
  web:GET / 0..100 server
    cart:GET /cart 10..40 client
`);

const READER: TraceReader = {
  pending: () => undefined,
  findTraces: () => Promise.resolve({ hits: [] }),
  findTracesInSteps: () => {
    throw new Error("not asked for");
  },
  readTraces: (_tenant, ids) =>
    Promise.resolve(
      new Map(ids.includes(TEXT_TRACE_ID) ? [[TEXT_TRACE_ID, { spans, truncated: false }]] : []),
    ),
  readTraceColumns: (_tenant, id) =>
    Promise.resolve(
      id === TEXT_TRACE_ID ? { columns: columnsOfSpans(spans), truncated: false } : undefined,
    ),
  readSpanAttribute: () =>
    Promise.resolve({
      ...{ count: 0, spanId: new Uint32Array(0), value: new Uint32Array(0), values: [] },
    }),
  readSpanAttributeKeys: () => Promise.resolve({ keys: [], limited: false }),
  readResources: () => Promise.resolve(new Map()),
  readSummaries: () => Promise.resolve(new Map()),
  countRootSpans: () => Promise.resolve([]),
  listServices: () => Promise.resolve(["cart", "web"]),
  listOperations: () => Promise.resolve([{ name: "GET /", kind: 2 }]),
};

const running: RunningQuery[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((query) => query.stop(100)));
});

interface Started {
  readonly query: RunningQuery;
  readonly url: string;
  readonly metrics: Registry;
}

async function start(reader: Partial<TraceReader> = {}, uiFolder?: string): Promise<Started> {
  const store = { reader: { ...READER, ...reader } } as Store;
  const metrics = new Registry();
  const query = await startQuery({
    config: queryConfigSchema.parse({ port: 0, grpcPort: 0 }),
    store,
    logger: pino({ level: "silent" }),
    metrics,
    ...(uiFolder === undefined ? {} : { uiFolder }),
  });
  running.push(query);
  return { query, url: query.addresses[0]!.url, metrics };
}

function uiFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-ui-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>UI</title>");
  writeFileSync(join(folder, "assets", "main-abc123.js"), "export {};");
  return folder;
}

describe("the APIs", () => {
  it("answers services and a trace", async () => {
    const { url } = await start();
    const services = await fetch(`${url}/api/services`);
    expect(services.headers.get("content-type")).toBe("application/json");
    expect(await services.json()).toEqual({
      data: ["cart", "web"],
      total: 2,
      limit: 0,
      offset: 0,
      errors: null,
    });
    const trace = await fetch(`${url}/api/traces/${TEXT_TRACE_ID}`);
    expect(trace.status).toBe(200);
    const own = await fetch(`${url}/api/own/traces/${TEXT_TRACE_ID}`);
    const page = decodeTracePage(await own.arrayBuffer());
    expect(page.ok && [...page.value.columns.depth]).toEqual([0, 1]);
  });

  it("puts a traceresponse with the caller's trace id on every answer", async () => {
    const { url } = await start();
    const traceparent = `00-${TEXT_TRACE_ID}-b7ad6b7169203331-01`;
    const known = await fetch(`${url}/api/services`, { headers: { traceparent } });
    expect(known.headers.get("traceresponse")).toMatch(
      new RegExp(`^00-${TEXT_TRACE_ID}-[0-9a-f]{16}-00$`),
    );
    const unknown = await fetch(`${url}/api/nothing`);
    expect(unknown.headers.get("traceresponse")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it("observes requests by route and status", async () => {
    const { url, metrics } = await start();
    await fetch(`${url}/api/traces/${TEXT_TRACE_ID}`);
    await fetch(`${url}/api/traces/1`);
    await expect
      .poll(() => metrics.metrics())
      .toContain(
        `spanhouse_query_request_duration_seconds_count{route="/api/traces/:traceID",status="404"} 1`,
      );
    expect(await metrics.metrics()).toContain(
      `_count{route="/api/traces/:traceID",status="200"} 1`,
    );
  });
});

it("has the routes that are documented, and no others", async () => {
  const { query } = await start();
  const documented = ["jaeger.md", "own.md", "graph.md"].flatMap((name) => {
    const text = readFileSync(new URL(`../../docs/api/${name}`, import.meta.url), "utf8");
    return [...text.matchAll(/^(?:\| `|## )((?:GET|POST) \/api\/[-\w/{}]+)/gm)].map(
      (match) => match[1]!,
    );
  });
  const served = query.routes.map((route) => route.replaceAll(/:(\w+)/g, "{$1}"));
  expect(documented.sort()).toEqual(
    served.filter((route) => / \/api\/(?!docs)/.test(route)).sort(),
  );
});

describe("when the store fails", () => {
  const unreachable = {
    listServices: () =>
      Promise.reject(new CodedError("STORAGE_UNREACHABLE", "the store does not answer")),
  };

  it("answers 503 in the way of each API", async () => {
    const { url } = await start(unreachable);
    const jaeger = await fetch(`${url}/api/services`);
    expect(jaeger.status).toBe(503);
    expect(await jaeger.json()).toMatchObject({
      data: null,
      errors: [{ code: 503, msg: "the store does not answer" }],
    });
    const own = await fetch(`${url}/api/own/services`);
    expect(own.status).toBe(503);
    expect(await own.json()).toEqual({
      error: { code: "STORAGE_UNREACHABLE", message: "the store does not answer" },
    });
  });

  it("answers 500 without details for a bug", async () => {
    const { url } = await start({ listServices: () => Promise.reject(new Error("secret")) });
    const own = await fetch(`${url}/api/own/services`);
    expect(own.status).toBe(500);
    expect(await own.text()).not.toContain("secret");
  });

  it("stops reading when the client goes away", async () => {
    let stopped: (reason: unknown) => void = () => undefined;
    const reason = new Promise((resolve) => (stopped = resolve));
    const { url } = await start({
      listServices: (_tenant, options) =>
        new Promise((_, reject) => {
          options?.signal?.addEventListener("abort", () => {
            stopped(options.signal?.reason);
            reject(new Error("stopped"));
          });
          request.destroy();
        }),
    });
    const request = httpRequest(`${url}/api/services`);
    request.on("error", () => undefined);
    request.end();
    expect(await reason).toMatchObject({ name: "ClientGoneError" });
  });

  it("gives the place of a client that went away to the next one", async () => {
    let reading = 0;
    const { url, metrics } = await start({
      listServices: () => {
        reading++;
        return reading > REQUESTS_IN_FLIGHT_MAX.trace
          ? Promise.resolve([])
          : new Promise(() => undefined);
      },
    });
    const leaving = new AbortController();
    const { signal } = leaving;
    const waiting = Array.from({ length: REQUESTS_IN_FLIGHT_MAX.trace }, () =>
      fetch(`${url}/api/services`, { signal }).catch(() => "gone"),
    );
    await expect.poll(() => reading).toBe(REQUESTS_IN_FLIGHT_MAX.trace);
    expect((await fetch(`${url}/api/services`)).status).toBe(503);
    leaving.abort();
    await Promise.all(waiting);
    await expect.poll(async () => (await fetch(`${url}/api/services`)).status).toBe(200);
    expect(await metrics.metrics()).toContain(`status="499"} ${REQUESTS_IN_FLIGHT_MAX.trace}`);
  });

  it("refuses requests beyond the bound, and takes new ones when others are done", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let reading = 0;
    const { url } = await start({
      listServices: () => {
        reading++;
        return released.then(() => []);
      },
    });
    const waiting = Array.from({ length: REQUESTS_IN_FLIGHT_MAX.trace }, () =>
      fetch(`${url}/api/own/services`),
    );
    await expect.poll(() => reading).toBe(REQUESTS_IN_FLIGHT_MAX.trace);
    const refused = await fetch(`${url}/api/own/services`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await refused.json()).toMatchObject({ error: { code: "QUERY_OVERLOADED" } });
    release();
    await Promise.all(waiting);
    expect((await fetch(`${url}/api/own/services`)).status).toBe(200);
  });

  it("reads traces, several by their ids too, while searches are refused", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let searching = 0;
    const { url } = await start({
      findTraces: () => {
        searching++;
        return released.then(() => ({ hits: [] }));
      },
    });
    const paths = ["/api/own/search", "/api/traces?service=a", "/api/v3/traces?"];
    const v3 = "query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-02T00:00:00Z";
    const search = (index: number): Promise<Response> => {
      const path = paths[index % paths.length]!;
      return fetch(url + path + (path.endsWith("?") ? v3 : ""));
    };
    const max = REQUESTS_IN_FLIGHT_MAX.search;
    const waiting = Array.from({ length: max }, (_, index) => search(index));
    await expect.poll(() => searching).toBe(max);
    for (const index of paths.keys()) {
      const refused = await search(index);
      expect(refused.status).toBe(503);
      expect(refused.headers.get("retry-after")).toBe("1");
    }
    for (const path of [
      `/api/traces/${TEXT_TRACE_ID}`,
      `/api/traces?traceID=${TEXT_TRACE_ID}`,
      `/api/v3/traces/${TEXT_TRACE_ID}`,
      `/api/own/traces/${TEXT_TRACE_ID}`,
      "/api/services",
      "/api/metrics/minstep",
      "/api/docs",
    ]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    }
    release();
    await Promise.all(waiting);
    expect((await search(0)).status).toBe(200);
  });
});

describe("the UI's files", () => {
  it("serves the page for every path that is no file, checked each time", async () => {
    const { url } = await start({}, uiFolder());
    for (const path of ["/", "/trace/abc", "/search?service=a"]) {
      const page = await fetch(url + path);
      expect(page.status).toBe(200);
      expect(page.headers.get("content-type")).toContain("text/html");
      expect(page.headers.get("cache-control")).toBe("no-cache");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(await page.text()).toContain("<title>UI</title>");
    }
  });

  it("lets assets be kept for ever, and has no page in place of a missing one", async () => {
    const { url } = await start({}, uiFolder());
    const asset = await fetch(`${url}/assets/main-abc123.js`);
    expect(asset.headers.get("content-type")).toContain("javascript");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await fetch(`${url}/assets/main-old.js`)).status).toBe(404);
  });

  it("never serves the page below /api", async () => {
    const { url } = await start({}, uiFolder());
    const jaeger = await fetch(`${url}/api/nothing`);
    expect(jaeger.status).toBe(404);
    expect(await jaeger.text()).toBe("404 page not found\n");
    const own = await fetch(`${url}/api/own/nothing`);
    expect(own.status).toBe(404);
    expect(await own.json()).toMatchObject({ error: { code: "QUERY_NOT_FOUND" } });
  });

  it("serves nothing outside of its folder", async () => {
    const folder = uiFolder();
    writeFileSync(`${folder}.secret`, "secret");
    const { url } = await start({}, folder);
    for (const path of ["/..%2f", "/assets/..%2f..%2f", "/%2e%2e/"]) {
      const answer = await fetch(`${url}${path}${folder.split("/").at(-1)!}.secret`);
      expect(await answer.text()).not.toBe("secret");
    }
  });

  it("says so when the UI is not there", async () => {
    const { url } = await start();
    const page = await fetch(url);
    expect(page.status).toBe(404);
    expect(await page.text()).toContain("not part of this build");
  });
});

describe("starting and stopping", () => {
  it("refuses a port in use with one clear sentence", async () => {
    const { query, url } = await start();
    expect(query.readiness()).toBeUndefined();
    const port = Number(new URL(url).port);
    const second = startQuery({
      config: queryConfigSchema.parse({ port, grpcPort: 0 }),
      store: { reader: READER } as Store,
      logger: pino({ level: "silent" }),
      metrics: new Registry(),
    });
    await expect(second).rejects.toMatchObject({
      code: "START_PORT_IN_USE",
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is already in use`) as string,
    });
  });

  it("lets requests finish until the deadline, then cuts them", async () => {
    const { query, url } = await start({ listServices: () => new Promise(() => undefined) });
    const cut = fetch(`${url}/api/services`).then(
      () => "answered",
      () => "cut",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await query.stop(50);
    expect(query.readiness()).toBe("the query service is stopping");
    expect(await cut).toBe("cut");
  });
});
