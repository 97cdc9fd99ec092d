import { Counter, Registry } from "prom-client";
import { afterEach, expect, it } from "vitest";
import { type HealthServer, startHealthServer } from "./health-server.ts";
import { registerProcessMetrics } from "./process-metrics.ts";

let server: HealthServer | undefined;
afterEach(async () => server?.stop());

async function serve(options: { reasons?: () => Promise<string[]>; metrics?: Registry } = {}) {
  server = await startHealthServer({
    host: "127.0.0.1",
    port: 0,
    metrics: options.metrics ?? new Registry(),
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

it("answers 404 elsewhere", async () => {
  expect((await fetch(`${await serve()}/`)).status).toBe(404);
});

it("says which port is taken and which setting changes it", async () => {
  const port = Number(new URL(await serve()).port);
  const second = startHealthServer({
    host: "127.0.0.1",
    port,
    metrics: new Registry(),
    reasons: () => [],
  });
  await expect(second).rejects.toMatchObject({
    code: "START_PORT_IN_USE",
    message: expect.stringContaining(`${port}`) as string,
  });
});
