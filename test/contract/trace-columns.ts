import fc from "fast-check";
import {
  columnsOfSpans,
  serviceNameOf,
  spanIdText,
  type Span,
  type TraceColumns,
} from "@spanhouse/model";
import { expect, it } from "vitest";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import {
  attributesOf,
  newTraceId,
  resourceOf,
  testSpan,
  TEST_START,
} from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** What a trace's columns say of each span, in an order of its own, to compare. */
function rowsOf(columns: TraceColumns): unknown[] {
  const starts = new BigUint64Array(Uint32Array.from(columns.startUnixNano).buffer);
  const durations = new BigInt64Array(Uint32Array.from(columns.durationNano).buffer);
  const times = new BigUint64Array(Uint32Array.from(columns.events.timeUnixNano).buffer);
  const { events, links } = columns;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return Array.from({ length: columns.count }, (_, index) => ({
    spanId: spanIdText(columns.spanId, index),
    parent: spanIdText(columns.parentSpanId, index),
    start: starts[index],
    duration: durations[index],
    name: columns.names[columns.name[index]!],
    service: columns.services[columns.service[index]!],
    kind: columns.kind[index],
    status: columns.statusCode[index],
    eventCount: columns.eventCount[index],
    linkCount: columns.linkCount[index],
    events: [...times.slice(events.from[index], events.from[index + 1])],
    links: [
      hex(links.traceId.subarray(links.from[index]! * 16, links.from[index + 1]! * 16)),
      hex(links.spanId.subarray(links.from[index]! * 8, links.from[index + 1]! * 8)),
    ],
  })).sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

/** A trace read as columns says of its spans what the spans say. */
export function traceColumnsContract(under: () => StoreUnderTest): void {
  const read = async (tenant: string, traceId: string, options = {}): Promise<TraceColumns> =>
    (await under().store.reader.readTraceColumns(tenant, traceId, options))!.columns;

  it("says the same as the spans, at all extremes", async () => {
    const tenant = under().newTenant();
    const drawn = fc.sample(arbitrarySpan, { numRuns: 60, seed: 5 });
    const traceId = newTraceId();
    const spans = drawn.map((span) => ({ ...span, traceId }));
    await under().insert(tenant, spans.slice(0, 30));
    await under().insert(tenant, spans.slice(30));
    const columns = await read(tenant, traceId, { withLinks: true });
    expect(rowsOf(columns)).toEqual(rowsOf(columnsOfSpans(spans)));
    expect(columns.content).toBeUndefined();
  });

  it("does not read what is not asked for", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const link = { spanId: "00000000000000ff", traceState: "", flags: 0, traceId };
    const none = { attributes: [], droppedAttributesCount: 0 };
    await under().insert(tenant, [
      testSpan({
        traceId,
        events: [{ timeUnixNano: 5n, name: "e", ...none }],
        links: [{ ...link, ...none }],
      }),
    ]);
    const columns = await read(tenant, traceId, { withoutEventTimes: true });
    expect([...columns.eventCount, ...columns.linkCount]).toEqual([1, 1]);
    expect([...columns.events.from, ...columns.links.from]).toEqual([0, 0, 0, 0]);
  });

  it("tells repeated deliveries from other spans with the id", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const spanId = "00000000000000aa";
    const base = { traceId, spanId };
    const attributes = attributesOf({ a: "1", b: true, c: 5n });
    const turned = [...attributes].reverse();
    await under().insert(tenant, [testSpan({ ...base, attributes }), testSpan({ traceId })]);
    await under().insert(tenant, [testSpan({ ...base, attributes: turned })]);
    await under().insert(tenant, [testSpan({ ...base, attributes: attributesOf({ a: "2" }) })]);
    const { content, spanId: ids, count } = await read(tenant, traceId);
    const texts: string[] = [];
    for (let index = 0; index < count; index++) {
      const text = content!.slice(index * 4, index * 4 + 4).join();
      if (spanIdText(ids, index) === spanId) texts.push(text);
    }
    expect(texts).toHaveLength(3);
    expect(new Set(texts).size).toBe(2);
  });

  it("names the resources, which can be read by these names", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const resource = resourceOf("cart", { "host.name": "a1" });
    await under().insert(tenant, [testSpan({ traceId, resource })]);
    const { resourceIds } = await read(tenant, traceId);
    const resources = await under().store.reader.readResources(tenant, resourceIds);
    expect(resources.get(resourceIds[0]!)).toEqual(resource);
    expect(serviceNameOf(resources.get(resourceIds[0]!)!)).toBe("cart");
  });

  it("keeps the earliest spans of one with more than wanted, and says so", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const at = (offset: bigint): Span => testSpan({ traceId, startUnixNano: TEST_START + offset });
    await under().insert(tenant, [at(3n), at(1n), at(2n)]);
    const { reader } = under().store;
    const cut = (await reader.readTraceColumns(tenant, traceId, { spansMax: 2 }))!;
    expect(cut.truncated).toBe(true);
    const starts = (rowsOf(cut.columns) as { start: bigint }[]).map(({ start }) => start);
    expect(starts.sort()).toEqual([TEST_START + 1n, TEST_START + 2n]);
    const whole = (await reader.readTraceColumns(tenant, traceId, { spansMax: 3 }))!;
    expect([whole.columns.count, whole.truncated]).toEqual([3, false]);
  });

  it("knows nothing of a trace that is not there, or of another tenant", async () => {
    const tenant = under().newTenant();
    const span = testSpan();
    await under().insert(tenant, [span]);
    const { reader } = under().store;
    expect(await reader.readTraceColumns(tenant, newTraceId())).toBeUndefined();
    expect(await reader.readTraceColumns(under().newTenant(), span.traceId)).toBeUndefined();
  });
}
