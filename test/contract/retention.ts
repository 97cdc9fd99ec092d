import { attributeTextIs } from "@spanhouse/model";
import { expect, it } from "vitest";
import { dayOf } from "../support/spool-file.ts";
import { resourceOf, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const TABLES = ["spans", "resources", "scopes", "operations", "trace_summaries"];

/** What a restart changes, and what not. */
export function retentionContract(under: () => StoreUnderTest): void {
  it("applies a changed retention to what is stored already", async () => {
    const tenant = under().newTenant();
    const today = dayOf(Date.now());
    const [old, young] = [
      testSpan({ resource: resourceOf("old") }),
      testSpan({ resource: resourceOf("young") }),
    ];
    await under().reopen({ retentionDays: 60 });
    await under().insert(tenant, [old], today - 30);
    await under().insert(tenant, [young], today - 2);
    await under().merge(...TABLES);
    const ids = [old.traceId, young.traceId];
    expect((await under().store.reader.readTraces(tenant, ids)).size).toBe(2);
    await under().reopen({ retentionDays: 7 });
    await under().merge(...TABLES);
    const left = await under().store.reader.readTraces(tenant, ids);
    expect([...left.keys()]).toEqual([young.traceId]);
    expect(left.get(young.traceId)!.spans[0]!.resource).toEqual(young.resource);
    expect(await under().store.reader.listServices(tenant)).toEqual(["young"]);
  });

  it("searches attributes also where retention has just emptied a part", async () => {
    const tenant = under().newTenant();
    const attributes = [{ key: "shelf", value: { type: "string", value: "7" } as const }];
    const [old, young] = [testSpan({ attributes }), testSpan({ attributes })];
    // Parts with a file per column, as large ones have.
    await under().engine.sql("ALTER TABLE {db}.spans MODIFY SETTING min_bytes_for_wide_part = 0");
    await under().insert(tenant, [old], dayOf(Date.now()) - 60);
    await under().merge("spans");
    await under().insert(tenant, [young]);
    const { hits } = await under().store.reader.findTraces({
      tenant,
      time: { fromUnixNano: 0n, toUnixNano: 2n ** 63n },
      where: attributeTextIs("shelf", "7"),
      order: "newest",
      limit: 10,
    });
    await under().engine.sql("ALTER TABLE {db}.spans RESET SETTING min_bytes_for_wide_part");
    expect(hits.map(({ traceId }) => traceId)).toEqual([young.traceId]);
  });

  it("keeps everything over a restart and changes nothing in the schema", async () => {
    const tenant = under().newTenant();
    const span = testSpan();
    await under().insert(tenant, [span]);
    const schema =
      "SELECT name, create_table_query FROM system.tables WHERE database = '{db}' ORDER BY name";
    const before = await under().engine.sql(schema);
    await under().reopen();
    expect(await under().engine.sql(schema)).toEqual(before);
    expect((await under().store.reader.readTraces(tenant, [span.traceId])).size).toBe(1);
  });

  it("says what it is and that it answers", async () => {
    expect(under().store.description).toMatch(/^(?:chDB|ClickHouse) \d+\.\d+\.\d+\.\d+$/);
    expect(await under().store.check()).toBeUndefined();
  });
}
