import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shopBatches } from "../bench/shop-batches.ts";
import { newTraceId, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** BATCH_FILES_MAX of the collector. */
const BATCH_FILES = 200;

/** What a batch leaves in every table, aggregates included. Compared before and after a repetition. */
const FOOTPRINT = [
  "SELECT count(), sum(duration_nano) FROM {db}.spans WHERE tenant = '{tenant}'",
  "SELECT count(), sum(span_count), sum(error_count), max(last_end_unix_nano), sum(arraySum(mapValues(services))) FROM {db}.trace_summaries WHERE tenant = '{tenant}'",
  "SELECT count() FROM {db}.operations WHERE tenant = '{tenant}'",
  "SELECT count() FROM {db}.resources WHERE tenant = '{tenant}'",
  "SELECT count() FROM {db}.scopes WHERE tenant = '{tenant}'",
  "SELECT count(), sum(span_count) FROM {db}.completion_values WHERE tenant = '{tenant}'",
  "SELECT count(), sum(span_count) FROM {db}.completion_keys WHERE tenant = '{tenant}'",
  ...["red_10s", "red_minute", "red_service_minute", "red_received_day"].map(
    (table) =>
      "SELECT sum(span_count), sum(weight), sum(duration_sum_nano), sum(arraySum(mapValues(bins))), max(exemplar) " +
      `FROM {db}.${table} WHERE tenant = '{tenant}'`,
  ),
];

/** The same token stores nothing again, in no table. */
export function deduplicationContract(under: () => StoreUnderTest): void {
  const footprint = (tenant: string): Promise<string[][][]> =>
    Promise.all(FOOTPRINT.map((sql) => under().engine.sql(sql.replace("{tenant}", tenant))));

  it("stores a batch once, whatever is repeated, in spans and in everything made of them", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const first = under().file(tenant, [
      testSpan({ traceId }),
      testSpan({ traceId, statusCode: 2 }),
    ]);
    const second = under().file(tenant, [testSpan({ traceId, name: "other" })]);
    const batch = { parts: [first, second], token: `${tenant}-a` };
    expect(await under().store.writer.insert(batch)).toEqual({ status: "stored" });
    const once = await footprint(tenant);
    expect(once[0]).toEqual([["3", "3000000"]]);
    expect(once[1]![0]!.slice(0, 3)).toEqual(["1", "3", "1"]);
    for (const red of once.slice(7)) {
      expect(red[0]!.slice(0, 4)).toEqual(["3", "3", "3000000", "3"]);
    }
    expect(await under().store.writer.insert(batch)).toEqual({ status: "stored" });
    await under().store.writer.insert({ ...batch, parts: [second, first] });
    expect(await footprint(tenant)).toEqual(once);
  });

  it("stores the same content again under another token", async () => {
    const tenant = under().newTenant();
    const parts = [under().file(tenant, [testSpan()])];
    await under().store.writer.insert({ parts, token: `${tenant}-1` });
    await under().store.writer.insert({ parts, token: `${tenant}-2` });
    expect((await footprint(tenant))[0]).toEqual([["2", "2000000"]]);
  });

  it("remembers tokens over a restart", async () => {
    const tenant = under().newTenant();
    const batch = { parts: [under().file(tenant, [testSpan()])], token: `${tenant}-restart` };
    await under().store.writer.insert(batch);
    const once = await footprint(tenant);
    await under().reopen();
    expect(await under().store.writer.insert(batch)).toEqual({ status: "stored" });
    expect(await footprint(tenant)).toEqual(once);
  });

  it("takes a batch of as many files as the collector ever cuts", async () => {
    const tenant = under().newTenant();
    const parts = Array.from({ length: BATCH_FILES }, () => under().file(tenant, [testSpan()]));
    const batch = { parts, token: `${tenant}-many` };
    expect(await under().store.writer.insert(batch)).toEqual({ status: "stored" });
    expect((await footprint(tenant))[0]![0]![0]).toBe(String(BATCH_FILES));
  });

  it("lands a large batch of many files as one part, so that its token means all of it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spanhouse-batch-"));
    const start = Date.now();
    const shop = {
      folder,
      spans: 100_000,
      batchSpans: 100_000,
      startUnixMs: start,
      spansPerSecond: 1e6,
    };
    const [batch] = [...shopBatches(shop)];
    expect(batch!.parts.length).toBeGreaterThan(3);
    const tenantless = await footprint("");
    await under().engine.sql("SYSTEM STOP MERGES {db}.spans");
    const parts =
      "SELECT count() FROM system.parts WHERE active AND database = '{db}' AND table = 'spans'";
    const before = Number((await under().engine.sql(parts))[0]![0]);
    expect(await under().store.writer.insert(batch!)).toEqual({ status: "stored" });
    const after = await footprint("");
    expect(Number((await under().engine.sql(parts))[0]![0])).toBe(before + 1);
    expect(Number(after[0]![0]![0]) - Number(tenantless[0]![0]![0])).toBe(batch!.spans);
    await under().store.writer.insert({ ...batch!, parts: batch!.parts.toReversed() });
    expect(await footprint("")).toEqual(after);
    await under().engine.sql("SYSTEM START MERGES {db}.spans");
    rmSync(folder, { recursive: true });
  });
}
