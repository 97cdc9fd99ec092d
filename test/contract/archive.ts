import { expect, it } from "vitest";
import { dayOf } from "../support/spool-file.ts";
import { asText, attributesOf, newTraceId, resourceOf, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** Traces that are kept longer than the retention. */
export function archiveContract(under: () => StoreUnderTest): void {
  const options = { signal: new AbortController().signal };

  async function spansOf(tenant: string, traceId: string): Promise<string[]> {
    const traces = await under().store.reader.readTraces(tenant, [traceId]);
    return (traces.get(traceId)?.spans ?? []).map(asText).sort();
  }

  /** As the retention does: spans first, and later what is said of them. */
  async function expire(tenant: string, tables: readonly string[]): Promise<void> {
    for (const table of tables) {
      await under().engine.sql(
        `ALTER TABLE {db}.${table} DELETE WHERE tenant = '${tenant}' SETTINGS mutations_sync = 2`,
      );
    }
  }

  const traceId = newTraceId();
  const attributes = attributesOf({ shelf: "7", count: 3n, share: 0.5, sold: true });
  const root = testSpan({
    ...{ traceId, attributes, traceState: "a=b", statusCode: 2, statusMessage: "no stock" },
    resource: resourceOf("archived-web", { zone: "a" }),
    events: [{ timeUnixNano: 5n, name: "found", attributes, droppedAttributesCount: 1 }],
  });
  const child = testSpan({
    ...{ traceId, parentSpanId: root.spanId, resource: resourceOf("archived-cart") },
    scope: { ...root.scope, name: "lib", version: "1" },
  });
  const late = testSpan({ traceId, parentSpanId: child.spanId });

  it("keeps a trace when the retention has taken it, and exactly as it was sent", async () => {
    const tenant = under().newTenant();
    const { archive } = under().store;
    await under().insert(tenant, [root, child, testSpan()]);
    expect(await archive.archive(tenant, traceId, options)).toBe(true);
    const whole = [root, child].map(asText).sort();
    expect(await spansOf(tenant, traceId)).toEqual(whole);
    await expire(tenant, ["spans"]);
    expect(await spansOf(tenant, traceId)).toEqual(whole);
    await expire(tenant, ["resources", "scopes", "trace_summaries", "operations"]);
    await under().reopen();
    expect(await spansOf(tenant, traceId)).toEqual(whole);
    const only = { spanIds: [child.spanId] };
    const one = await under().store.reader.readTraces(tenant, [traceId], only);
    expect(one.get(traceId)!.spans.map(asText)).toEqual([asText(child)]);
    const cut = await under().store.reader.readTraces(tenant, [traceId], { spansMax: 1 });
    expect(cut.get(traceId)).toMatchObject({ truncated: true });
    expect(cut.get(traceId)!.spans).toHaveLength(1);
    expect(await under().store.archive.archive(tenant, traceId, options)).toBe(true);
  });

  it("archives repeatedly, also at once, and adds what has come since, nothing twice", async () => {
    const tenant = under().newTenant();
    const { archive } = under().store;
    const again = (): Promise<boolean> => archive.archive(tenant, traceId, options);
    await under().insert(tenant, [root, child]);
    expect(await Promise.all([again(), again(), again()])).toEqual([true, true, true]);
    await under().insert(tenant, [late]);
    expect(await again()).toBe(true);
    await expire(tenant, ["spans"]);
    expect(await spansOf(tenant, traceId)).toEqual([root, child, late].map(asText).sort());
  });

  it("joins what is left in the store with what is archived", async () => {
    const tenant = under().newTenant();
    await under().insert(tenant, [root], dayOf(Date.now()) - 1);
    await under().insert(tenant, [child]);
    await under().store.archive.archive(tenant, traceId, options);
    await under().engine.sql(
      `ALTER TABLE {db}.spans DELETE WHERE tenant = '${tenant}' AND received_on < toDate(${dayOf(Date.now())}) SETTINGS mutations_sync = 2`,
    );
    await under().insert(tenant, [late]);
    expect(await spansOf(tenant, traceId)).toEqual([root, child, late].map(asText).sort());
  });

  it("says that there is no such trace, also of another tenant's", async () => {
    const tenant = under().newTenant();
    await under().insert(tenant, [root]);
    const other = under().newTenant();
    expect(await under().store.archive.archive(other, traceId, options)).toBe(false);
    await expire(tenant, ["spans"]);
    expect(await under().store.archive.archive(tenant, traceId, options)).toBe(false);
  });
}
