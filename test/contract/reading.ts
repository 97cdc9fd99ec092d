import { EVERY_SPAN } from "@spanhouse/model";
import { expect, it } from "vitest";
import {
  asText,
  attributesOf,
  newTraceId,
  resourceOf,
  testSpan,
  TEST_START,
} from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const MINUTE = 60_000_000_000n;

/** Traces, summaries, services and operations. */
export function readingContract(under: () => StoreUnderTest): void {
  it("reads traces by id, each ordered by start and then span id, and leaves out unknown ones", async () => {
    const tenant = under().newTenant();
    const [one, two] = [newTraceId(), newTraceId()];
    await under().insert(tenant, [
      testSpan({ traceId: one, spanId: "00000000000000cc", startUnixNano: TEST_START + 5n }),
      testSpan({ traceId: two }),
      testSpan({ traceId: one, spanId: "00000000000000bb", startUnixNano: TEST_START + 5n }),
    ]);
    // The same trace, much later and in another insert.
    await under().insert(tenant, [
      testSpan({
        traceId: one,
        spanId: "00000000000000aa",
        startUnixNano: TEST_START + 700n * MINUTE,
      }),
      testSpan({ traceId: one, spanId: "00000000000000ff", startUnixNano: TEST_START }),
    ]);
    const traces = await under().store.reader.readTraces(tenant, [one, two, newTraceId(), one]);
    expect([...traces.keys()].sort()).toEqual([one, two].sort());
    expect(traces.get(one)!.truncated).toBe(false);
    expect(traces.get(one)!.spans.map(({ spanId }) => spanId.slice(-2))).toEqual([
      "ff",
      "bb",
      "cc",
      "aa",
    ]);
  });

  it("reads nothing of other tenants", async () => {
    const [mine, other] = [under().newTenant(), under().newTenant()];
    const span = testSpan();
    await under().insert(other, [span]);
    const { reader } = under().store;
    expect((await reader.readTraces(mine, [span.traceId])).size).toBe(0);
    expect((await reader.readSummaries(mine, [span.traceId])).size).toBe(0);
    expect(await reader.listServices(mine)).toEqual([]);
    const time = { fromUnixNano: 0n, toUnixNano: 2n ** 64n };
    const search = { time, where: EVERY_SPAN, order: "newest", limit: 9 } as const;
    expect(await reader.findTraces({ tenant: mine, ...search })).toEqual({ hits: [] });
  });

  it("cuts a trace at the wanted number of spans and says so", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const spans = [3n, 1n, 2n].map((at) => testSpan({ traceId, startUnixNano: TEST_START + at }));
    await under().insert(tenant, spans);
    const read = async (spansMax: number): Promise<unknown> => {
      const traces = await under().store.reader.readTraces(tenant, [traceId], { spansMax });
      const { spans: some, truncated } = traces.get(traceId)!;
      return [some.map(({ startUnixNano }) => startUnixNano - TEST_START), truncated];
    };
    expect(await read(2)).toEqual([[1n, 2n], true]);
    expect(await read(3)).toEqual([[1n, 2n, 3n], false]);
  });

  it("reads only the wanted spans of a trace", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const spans = [testSpan({ traceId }), testSpan({ traceId }), testSpan({ traceId })];
    await under().insert(tenant, spans);
    const spanIds = [spans[1]!.spanId, "00000000000000ee"];
    const traces = await under().store.reader.readTraces(tenant, [traceId], { spanIds });
    expect(traces.get(traceId)!.spans.map(({ spanId }) => spanId)).toEqual([spans[1]!.spanId]);
    expect((await under().store.reader.readTraces(tenant, [traceId], { spanIds: [] })).size).toBe(
      0,
    );
  });

  it("reads a trace that lasts for years", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const year = 365n * 24n * 60n * MINUTE;
    await under().insert(tenant, [
      testSpan({ traceId }),
      testSpan({ traceId, startUnixNano: TEST_START + 30n * year }),
    ]);
    const traces = await under().store.reader.readTraces(tenant, [traceId]);
    expect(traces.get(traceId)!.spans).toHaveLength(2);
  });

  it("reads a trace whose summary is from before it said which columns are used", async () => {
    const tenant = under().newTenant();
    const span = testSpan({
      attributes: attributesOf({ "http.route": "/cart", rows: 5n, text: "x" }),
      ...{ statusMessage: "m", traceState: "a=b", flags: 1 },
      ...{ droppedAttributesCount: 1, droppedEventsCount: 2, droppedLinksCount: 3 },
    });
    await under().insert(tenant, [span]);
    const read = async (): Promise<readonly string[]> => {
      const traces = await under().store.reader.readTraces(tenant, [span.traceId]);
      return traces.get(span.traceId)!.spans.map(asText);
    };
    expect(await read()).toEqual([asText(span)]);
    const columns =
      "tenant, trace_id, received_week, first_time_bucket, last_time_bucket, rare_columns, span_count";
    await under().engine.sql(
      `INSERT INTO {db}.trace_summaries (${columns}) SELECT ${columns} FROM {db}.trace_summaries WHERE tenant = '${tenant}'`,
    );
    const bits = await under().engine.sql(
      `SELECT max(used_columns) FROM {db}.trace_summaries WHERE tenant = '${tenant}'`,
    );
    expect(bits).toEqual([["18446744073709551584"]]);
    expect(await read()).toEqual([asText(span)]);
  });

  it("shares the object of a resource between its spans", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    await under().insert(tenant, [testSpan({ traceId }), testSpan({ traceId })]);
    await under().insert(tenant, [testSpan({ traceId })]);
    const spans = (await under().store.reader.readTraces(tenant, [traceId])).get(traceId)!.spans;
    expect(new Set(spans.map(({ resource }) => resource)).size).toBe(1);
    expect(new Set(spans.map(({ scope }) => scope)).size).toBe(1);
  });

  it("sums a trace up over all of its inserts", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const child = { traceId, parentSpanId: "00000000000000aa" };
    await under().insert(tenant, [
      testSpan({
        ...child,
        resource: resourceOf("cart"),
        statusCode: 2,
        startUnixNano: TEST_START - 5n,
        endUnixNano: TEST_START - 9n,
      }),
      testSpan({ ...child, resource: resourceOf("shop") }),
    ]);
    const summary = async (): Promise<unknown> =>
      (await under().store.reader.readSummaries(tenant, [traceId])).get(traceId);
    expect(await summary()).toMatchObject({ rootService: "", rootOperation: "", spanCount: 2 });
    await under().insert(tenant, [
      testSpan({ traceId, name: "late root", startUnixNano: TEST_START + 9n }),
      testSpan({
        traceId,
        name: "root",
        resource: resourceOf("web"),
        endUnixNano: TEST_START + 5n * MINUTE,
      }),
    ]);
    expect(await summary()).toEqual({
      traceId,
      startUnixNano: TEST_START - 5n,
      endUnixNano: TEST_START + 5n * MINUTE,
      spanCount: 4,
      errorCount: 1,
      rootService: "web",
      rootOperation: "root",
      services: [
        { name: "cart", spanCount: 1 },
        { name: "shop", spanCount: 2 },
        { name: "web", spanCount: 1 },
      ],
    });
  });

  it("lists services and operations, sorted, each once", async () => {
    const tenant = under().newTenant();
    await under().insert(tenant, [
      testSpan({ name: "b", kind: 2 }),
      testSpan({ name: "b", kind: 1 }),
      testSpan({ name: "a", kind: 2, resource: resourceOf("cart") }),
      testSpan({ resource: { attributes: [], droppedAttributesCount: 0, schemaUrl: "" } }),
    ]);
    await under().insert(tenant, [
      testSpan({ name: "b", kind: 1 }),
      testSpan({ name: "a'\\", kind: 3 }),
    ]);
    const { reader } = under().store;
    expect(await reader.listServices(tenant)).toEqual(["cart", "shop"]);
    expect(await reader.listOperations(tenant, "shop")).toEqual([
      { name: "a'\\", kind: 3 },
      { name: "b", kind: 1 },
      { name: "b", kind: 2 },
    ]);
    expect(await reader.listOperations(tenant, "shop", { kind: 2 })).toEqual([
      { name: "b", kind: 2 },
    ]);
    expect(await reader.listOperations(tenant, "no'such")).toEqual([]);
  });

  it("stops waiting when the caller gives up", async () => {
    const tenant = under().newTenant();
    const reason = new Error("gave up");
    const stopped = under().store.reader.listServices(tenant, {
      signal: AbortSignal.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    const controller = new AbortController();
    const reading = under().store.reader.listServices(tenant, { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(await under().store.check()).toBeUndefined();
  });
}
