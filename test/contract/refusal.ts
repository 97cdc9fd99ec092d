import { truncateSync, writeFileSync } from "node:fs";
import type { BatchPart, Store } from "@spanhouse/storage";
import { expect, it } from "vitest";
import { testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** Refused data is told apart from a store that is in trouble, and the refused rows can be found. */
export function refusalContract(under: () => StoreUnderTest): void {
  it("rejects rows that the store refuses, stores nothing of the batch, and finds them by ranges", async () => {
    const tenant = under().newTenant();
    const spans = Array.from({ length: 100 }, (_, index) =>
      testSpan({ name: index === 37 || index === 38 ? "poison" : `good ${index}` }),
    );
    const files = [under().file(tenant, spans.slice(0, 60)), under().file(tenant, spans.slice(60))];
    const constraint = "ALTER TABLE {db}.spans ADD CONSTRAINT no_poison CHECK name != 'poison'";
    await under().engine.sql(constraint);
    try {
      const outcome = await under().store.writer.insert({ parts: files, token: `${tenant}-all` });
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: expect.stringContaining("no_poison") as string,
      });
      const count = `SELECT count() FROM {db}.spans WHERE tenant = '${tenant}'`;
      expect(await under().engine.sql(count)).toEqual([["0"]]);
      expect(await findPoison(under().store, tenant, files[0]!, 0, 60)).toEqual([37, 38]);
      expect(
        await under().store.writer.insert({ parts: [files[1]!], token: `${tenant}-2` }),
      ).toEqual({ status: "stored" });
      expect(await under().engine.sql(count)).toEqual([["98"]]);
    } finally {
      await under().engine.sql("ALTER TABLE {db}.spans DROP CONSTRAINT no_poison");
    }
  });

  it("stores ranges of several files in one batch", async () => {
    const tenant = under().newTenant();
    const names = (file: string): string[] => [0, 1, 2, 3, 4].map((row) => `${file}${row}`);
    const part = (file: string, from: number, count: number): BatchPart => ({
      ...under().file(
        tenant,
        names(file).map((name) => testSpan({ name })),
      ),
      only: { from, count },
    });
    const parts = [
      part("a", 1, 2),
      part("b", 4, 1),
      under().file(tenant, [testSpan({ name: "c" })]),
    ];
    expect(await under().store.writer.insert({ parts, token: `${tenant}-r` })).toEqual({
      status: "stored",
    });
    const stored = await under().engine.sql(
      `SELECT name FROM {db}.spans WHERE tenant = '${tenant}' ORDER BY name`,
    );
    expect(stored.flat()).toEqual(["a1", "a2", "b4", "c"]);
  });

  it("rejects a file that is cut in the middle", async () => {
    const tenant = under().newTenant();
    const part = under().file(
      tenant,
      Array.from({ length: 50 }, () => testSpan()),
    );
    truncateSync(part.path, 2_000);
    const outcome = await under().store.writer.insert({ parts: [part], token: `${tenant}-cut` });
    expect(outcome.status).toBe("rejected");
  });

  it("rejects a file that is not Native", async () => {
    const tenant = under().newTenant();
    const part = under().file(tenant, [testSpan()]);
    writeFileSync(part.path, "certainly not a block of columns, but some text that goes on");
    const outcome = await under().store.writer.insert({ parts: [part], token: `${tenant}-text` });
    expect(outcome.status).toBe("rejected");
  });

  it("asks to try again when a file cannot be read, and stores nothing of the others", async () => {
    const tenant = under().newTenant();
    const good = under().file(tenant, [testSpan()]);
    const parts = [good, { path: `${good.path}.missing`, rows: 1 }];
    const outcome = await under().store.writer.insert({ parts, token: `${tenant}-missing` });
    expect(outcome.status).toBe("retry");
    const count = `SELECT count() FROM {db}.spans WHERE tenant = '${tenant}'`;
    expect(await under().engine.sql(count)).toEqual([["0"]]);
  });
}

/** Rows that are refused, by bisecting; all others are stored on the way. */
async function findPoison(
  store: Store,
  tenant: string,
  part: BatchPart,
  from: number,
  count: number,
): Promise<number[]> {
  const only = { from, count };
  const token = `${tenant}-${from}-${count}`;
  const outcome = await store.writer.insert({ parts: [{ ...part, only }], token });
  if (outcome.status === "stored") return [];
  expect(outcome.status).toBe("rejected");
  if (count === 1) return [from];
  const half = Math.floor(count / 2);
  return [
    ...(await findPoison(store, tenant, part, from, half)),
    ...(await findPoison(store, tenant, part, from + half, count - half)),
  ];
}
