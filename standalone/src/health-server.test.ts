import { Counter, Registry } from "prom-client";
import { afterEach, expect, it } from "vitest";
import { type HealthServer, startHealthServer } from "./health-server.ts";
import { registryFamilies } from "./metrics/registry-families.ts";
import { registerProcessMetrics } from "./process-metrics.ts";

let server: HealthServer | undefined;
afterEach(async () => server?.stop());

async function serve(options: { reasons?: () => Promise<string[]>; metrics?: Registry } = {}) {
  server = await startHealthServer({
    host: "127.0.0.1",
    port: 0,
    metrics: () => registryFamilies(options.metrics ?? new Registry()),
    reasons: options.reasons ?? (() => Promise.resolve([])),
  });
  return server.url;
}

it("lives while it answers, and is ready when nothing speaks against it", async () => {
  const reasons: string[] = ["the disk is full"];
  const url = await serve({ reasons: () => Promise.resolve(reasons) });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const notReady = await fetch(`${url}/readyz`);
  expect(notReady.status).toBe(503);
  expect(await notReady.json()).toEqual({ ready: false, reasons: ["the disk is full"] });
  reasons.pop();
  const ready = await fetch(`${url}/readyz?verbose`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ ready: true });
});

it("is not ready when asking fails", async () => {
  const url = await serve({ reasons: () => Promise.reject(new Error("broken")) });
  expect((await fetch(`${url}/readyz`)).status).toBe(500);
});

it("serves the metrics of the registry and of the process", async () => {
  const metrics = new Registry();
  registerProcessMetrics(metrics);
  new Counter({ name: "own_total", help: "own", registers: [metrics] }).inc(3);
  const answer = await fetch(`${await serve({ metrics })}/metrics`);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  expect(text).toContain("own_total 3");
  for (const name of [
    "otelcol_process_cpu_seconds",
    "otelcol_process_memory_rss",
    "otelcol_process_uptime",
    "otelcol_process_runtime_heap_alloc_bytes",
    "process_resident_memory_bytes",
    "nodejs_eventloop_lag_p99_seconds",
  ]) {
    expect(Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]), name).toBeGreaterThan(0);
  }
});

it("answers each scrape in the format and coding it asks for", async () => {
  const metrics = new Registry();
  new Counter({ name: "own", help: "own", registers: [metrics] }).inc(3);
  const url = `${await serve({ metrics })}/metrics`;
  const openMetrics = await fetch(url, {
    headers: { accept: "application/openmetrics-text", "accept-encoding": "gzip" },
  });
  expect(openMetrics.headers.get("content-type")).toBe(
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
  );
  expect(openMetrics.headers.get("content-encoding")).toBe("gzip");
  expect(await openMetrics.text()).toBe("# HELP own own\n# TYPE own counter\nown_total 3\n# EOF\n");
  const text = await fetch(url, {
    headers: { accept: "text/plain", "accept-encoding": "identity" },
  });
  expect(text.headers.get("content-encoding")).toBeNull();
  expect(await text.text()).toMatch(/^own_total 3\n(.|\n)*^own 3\n/m);
  expect(await (await fetch(url, { method: "HEAD" })).text()).toBe("");
});

it("survives a scraper that goes away in the middle of an answer", async () => {
  const samples = Array.from({ length: 200_000 }, (_, i) => ({
    ...{ suffix: "" as const, labels: [["i", `${i}`]] as const, value: i },
  }));
  server = await startHealthServer({
    ...{ host: "127.0.0.1", port: 0, reasons: () => [] },
    metrics: () => Promise.resolve([{ name: "many", type: "gauge", help: "many", samples }]),
  });
  const leaving = new AbortController();
  const answer = await fetch(`${server.url}/metrics`, { signal: leaving.signal });
  leaving.abort();
  await expect(answer.text()).rejects.toThrow();
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
});

it("answers 404 elsewhere", async () => {
  expect((await fetch(`${await serve()}/`)).status).toBe(404);
});

it("says which port is taken and which setting changes it", async () => {
  const port = Number(new URL(await serve()).port);
  const second = startHealthServer({
    host: "127.0.0.1",
    port,
    metrics: () => Promise.resolve([]),
    reasons: () => [],
  });
  await expect(second).rejects.toMatchObject({
    code: "START_PORT_IN_USE",
    message: expect.stringContaining(`${port}`) as string,
  });
});
