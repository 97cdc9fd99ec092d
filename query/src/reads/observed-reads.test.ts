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

it("observes an answer in steps to its end, or until nobody wants more", async () => {
  const metrics = new Registry();
  const reader = {
    async *steps(failAt: number) {
      for (let step = 0; step < 3; step++) {
        if (step === failAt) throw new Error("broken");
        yield await Promise.resolve(step);
      }
    },
  };
  const observed = observedReads(reader, { steps: "find" }, new StorageMetrics(metrics));
  const all: number[] = [];
  for await (const step of observed.steps(-1)) all.push(step);
  expect(all).toEqual([0, 1, 2]);
  for await (const step of observed.steps(-1)) if (step === 0) break;
  await expect(observed.steps(0).next()).rejects.toThrow("broken");
  expect((await metrics.metrics()).match(/^jaeger_storage_requests_total.*$/gm)).toEqual([
    'jaeger_storage_requests_total{operation="find",result="ok"} 2',
    'jaeger_storage_requests_total{operation="find",result="err"} 1',
  ]);
});
