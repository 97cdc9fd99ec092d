import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { observedReads, StorageMetrics } from "./observed-reads.ts";

it("counts answers and failures of the operations that are named, and changes nothing", async () => {
  const metrics = new Registry();
  const reader = {
    answer: 42,
    read(times: number): Promise<number> {
      return Promise.resolve(this.answer * times);
    },
    fail: () => Promise.reject(new Error("broken")),
    unnamed: () => Promise.resolve("other"),
    now: () => 1,
  };
  const operations = { read: "get_trace", fail: "find_traces", now: "get_services" };
  const observed = observedReads(reader, operations, new StorageMetrics(metrics));
  expect(await observed.read(2)).toBe(84);
  await expect(observed.fail()).rejects.toThrow("broken");
  expect(await observed.unnamed()).toBe("other");
  expect(observed.now()).toBe(1);
  const text = await metrics.metrics();
  expect(text.match(/^jaeger_storage_requests_total.*$/gm)).toEqual([
    'jaeger_storage_requests_total{operation="get_trace",result="ok"} 1',
    'jaeger_storage_requests_total{operation="find_traces",result="err"} 1',
  ]);
  expect(text).toContain(
    'jaeger_storage_latency_seconds_count{operation="get_trace",result="ok"} 1',
  );
});
