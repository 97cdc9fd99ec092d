import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { thresholdOf, type Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { ModelDisk, type Operation } from "../pipeline/testing/model-disk.ts";
import { bodyOf, idOf, openTailWorld, SpanStore, type TailWorld } from "./testing/tail-world.ts";

const ERRORS = { policies: [{ name: "errors", statusCode: { statuses: ["error" as const] } }] };

/** A trace of its own for each number. */
function trace(number: number, text: string): Span[] {
  return traceFromText(text, number.toString(16).padStart(32, "0"));
}

const GOOD = "shop:GET / 0..10 server\n  cart:list 1..2 client";
const BAD = "shop:GET / 0..10 server\n  cart:list 1..2 client error";

let disk = new ModelDisk(Math.random);
let store = new SpanStore();
let worlds: TailWorld[] = [];

beforeEach(() => {
  disk = new ModelDisk(Math.random);
  store = new SpanStore();
  worlds = [];
});
afterEach(async () => {
  for (const world of worlds) await world.stop();
});

async function open(config: Parameters<typeof openTailWorld>[0]["config"]): Promise<TailWorld> {
  const world = await openTailWorld({ disk, store, config });
  worlds.push(world);
  return world;
}

/** Until nothing waits, neither for a decision nor for the store. */
async function settled(world: TailWorld): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await world.metric("spanhouse_tail_spool_files")).toBe(0);
      expect(disk.names().filter((name) => name.endsWith(".otlp"))).toEqual([]);
    },
    { timeout: 5_000, interval: 5 },
  );
}

const storedIds = (): string[] => store.spans.map(idOf).sort();

it("stores the traces that a policy keeps, whole, and nothing of the others", async () => {
  const world = await open({ ...ERRORS, decisionWaitMs: 60_000, decisionWaitAfterRootMs: 1 });
  const [good, bad] = [trace(1, GOOD), trace(2, BAD)];
  expect(await world.send([good[1]!, bad[1]!])).toMatchObject({ status: "stored", spans: 2 });
  expect(await world.send([good[0]!, bad[0]!])).toMatchObject({ status: "stored", spans: 2 });
  await settled(world);
  expect(store.spans.toSorted((one, other) => (one.spanId < other.spanId ? -1 : 1))).toEqual(bad);
  expect(await world.metric("spanhouse_tail_spans_total", { sampled: "false" })).toBe(2);
});

it("keeps spans on disk until the decision, over a restart too", async () => {
  const first = await open({ ...ERRORS, decisionWaitMs: 3_600_000 });
  await first.send([...trace(1, GOOD), ...trace(2, BAD)]);
  await first.stop();
  expect(store.spans).toEqual([]);
  const second = await open({ ...ERRORS, decisionWaitMs: 0 });
  await settled(second);
  expect(storedIds()).toEqual(trace(2, BAD).map(idOf));
});

it("lets late spans follow the decision, over a restart too", async () => {
  const [good, bad] = [trace(1, GOOD), trace(2, BAD)];
  const first = await open({ ...ERRORS, decisionWaitMs: 0 });
  // Of the good trace an error comes late: it was dropped already.
  await first.send([good[0]!, bad[1]!]);
  await settled(first);
  await first.send([{ ...good[1]!, statusCode: 2 }]);
  await settled(first);
  expect(await first.metric("spanhouse_tail_late_spans_total")).toBe(1);
  await first.stop();
  const second = await open({ ...ERRORS, decisionWaitMs: 0 });
  await second.send([bad[0]!, { ...good[1]!, spanId: "f".repeat(16), statusCode: 2 }]);
  await settled(second);
  expect(storedIds()).toEqual(bad.map(idOf));
});

it("decides some time after the root when that is earlier", async () => {
  const world = await open({ ...ERRORS, decisionWaitMs: 3_600_000, decisionWaitAfterRootMs: 10 });
  await world.send(trace(2, BAD));
  await settled(world);
  expect(storedIds()).toEqual(trace(2, BAD).map(idOf));
});

it("decides the oldest traces early when there are too many", async () => {
  const world = await open({ ...ERRORS, decisionWaitMs: 3_600_000, tracesMax: 10 });
  for (let number = 1; number <= 30; number++) await world.send(trace(number, BAD));
  await vi.waitFor(() => expect(store.spans.length).toBeGreaterThanOrEqual(40), { timeout: 5_000 });
  expect(
    await world.metric("otelcol_processor_tail_sampling_sampling_traces_on_memory"),
  ).toBeLessThanOrEqual(10);
  const early = await world.metric(
    "otelcol_processor_tail_sampling_sampling_trace_dropped_too_early",
  );
  expect(early).toBeGreaterThanOrEqual(20);
});

it("refuses requests when too many spans wait on disk", async () => {
  const body = bodyOf(trace(1, BAD));
  const world = await open({ ...ERRORS, decisionWaitMs: 3_600_000, bytesMax: body.length * 2 });
  await world.send(trace(1, BAD));
  await world.send(trace(2, BAD));
  const admission = world.tail.ingest.admit(body.length);
  expect(admission).toMatchObject({ admitted: false, code: "INGEST_SPOOL_FULL" });
});

it("gives kept spans the threshold of their policy, unless theirs is stricter", async () => {
  const world = await open({
    policies: [{ name: "half", probabilistic: { probability: 0.5 } }],
    decisionWaitMs: 0,
  });
  const [high, low] = ["f".repeat(32), "1".repeat(32)];
  const [first, second] = traceFromText(GOOD, high);
  await world.send([
    first!,
    { ...second!, traceState: "ot=th:c,a=b" },
    ...traceFromText(GOOD, low),
  ]);
  await settled(world);
  expect(store.spans.map(({ traceId }) => traceId)).toEqual([high, high]);
  expect(store.spans.map(({ traceState }) => thresholdOf(traceState))).toEqual(["8", "c"]);
});

it("waits for a store that is away, and delivers once", async () => {
  const world = await open({ ...ERRORS, decisionWaitMs: 0 });
  store.isDown = true;
  await world.send(trace(1, BAD));
  await world.send(trace(2, BAD));
  await new Promise((resolve) => setTimeout(resolve, 30));
  store.isDown = false;
  await settled(world);
  expect(storedIds()).toEqual([...trace(1, BAD), ...trace(2, BAD)].map(idOf).sort());
});

it.each(["ENOSPC", "EIO"] as const)(
  "decides once although the disk fails in between (%s)",
  async (failure) => {
    let dice = 1;
    const failsAtTimes = ({ kind, name }: Operation) => {
      dice = Math.imul(dice, 1_664_525) + 1_013_904_223;
      const isOurs = name.startsWith("tail/decisions") || kind === "read";
      return isOurs && dice >>> 0 < 2 ** 30 ? failure : undefined;
    };
    const world = await open({
      policies: [{ name: "some", rateLimiting: { spansPerSecond: 40 } }],
      decisionWaitMs: 1,
    });
    disk.failing = failsAtTimes;
    for (const spans of requestsOf(30)) {
      expect(await world.send(spans)).toMatchObject({ status: "stored" });
    }
    await settled(world);
    expectWholeTraces();
    expect(await world.metric("otelcol_processor_tail_sampling_global_count_traces_sampled")).toBe(
      30,
    );
  },
);

describe("a crash", () => {
  const kinds = ["processCrash", "powerLoss"] as const;
  it.each(
    kinds.flatMap((kind) => Array.from({ length: 60 }, (_, after) => [kind, after] as const)),
  )(
    "(%s) after %i operations stores every trace whole and once, or not at all",
    async (kind, after) => {
      // Which traces fit depends on those before: asked twice, the policy may answer differently.
      const config = {
        policies: [{ name: "some", rateLimiting: { spansPerSecond: 9 } }],
        decisionWaitMs: 5,
      };
      const requests = requestsOf(8);
      const acknowledged = new Set<string>();
      const crashing = disk;
      crashing.crashAfter = after;
      const died = new Promise<undefined>((resolve) => {
        crashing.onCrash = () => resolve(undefined);
      });
      // A start that is cut off leaves nothing to send to.
      const world = await Promise.race([openTailWorld({ disk, store, config }), died]);
      for (const spans of requests) {
        const outcome = await Promise.race([world?.send(spans), died]);
        if (outcome?.status === "stored") for (const span of spans) acknowledged.add(idOf(span));
        if (crashing.isCrashed) break;
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      disk = disk.reboot(kind);
      const next = await open(config);
      // Clients send again what they had no answer to.
      for (const spans of requests) {
        if (spans.every((span) => acknowledged.has(idOf(span)))) continue;
        expect(await next.send(spans)).toMatchObject({ status: "stored" });
      }
      await settled(next);
      expectWholeTraces();
      if (!crashing.isCrashed) await world?.stop();
    },
  );
});

/** Of the traces of `requestsOf` some are there, with all their spans, once. */
function expectWholeTraces(): void {
  for (const [id, count] of store.counts()) expect([id, count]).toEqual([id, 1]);
  const byTrace = new Map<string, number>();
  for (const { traceId } of store.spans) byTrace.set(traceId, (byTrace.get(traceId) ?? 0) + 1);
  expect([...byTrace.values()].every((spans) => spans === 4)).toBe(true);
  expect(byTrace.size).toBeGreaterThan(0);
}

/** Traces of four spans of which each request has two, and the next one has the others of the trace before. */
function requestsOf(count: number): readonly (readonly Span[])[] {
  const traces = Array.from({ length: count }, (_, at) =>
    trace(at + 1, `${GOOD}\n  cart:more 2..3\n  cart:last 3..4`),
  );
  return traces.map((spans, at) => [
    ...spans.slice(0, 2),
    ...(traces[at - 1]?.slice(2) ?? traces.at(-1)!.slice(2)),
  ]);
}
