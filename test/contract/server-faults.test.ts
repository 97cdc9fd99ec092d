import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CodedError } from "@spanhouse/base";
import { openStore, storageConfigSchema } from "@spanhouse/storage";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  startClickHouseFront,
  type ClickHouseFront,
  type FrontFault,
} from "../support/clickhouse-http-front.ts";
import { startStoreUnderTest, type StoreUnderTest } from "./store-under-test.ts";
import { testSpan } from "../support/test-span.ts";

/** A server that fails: the real client, a real socket, and a front that fails on demand. */
describe("the store on a failing server", () => {
  let front: ClickHouseFront;
  let under: StoreUnderTest;
  const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-faults-"));

  beforeAll(async () => {
    front = await startClickHouseFront();
    under = await startStoreUnderTest({
      config: { url: front.url },
      dataFolder,
      sql: (text) => front.sql.rows(text.replaceAll("{db}", "spanhouse")),
      close: () => front.close(),
    });
  });
  beforeEach(() => front.heal());
  afterAll(async () => {
    front.heal();
    await under.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  const faults: readonly FrontFault[] = [
    "closeAfterExecuting",
    "closeBeforeExecuting",
    "answer500",
    "memoryLimit",
  ];

  it.each(faults)(
    "stores a batch exactly once when the server first does this: %s",
    async (fault) => {
      const tenant = under.newTenant();
      const batch = { parts: [under.file(tenant, [testSpan(), testSpan()])], token: tenant };
      front.fail(fault);
      expect((await under.store.writer.insert(batch)).status).toBe("retry");
      expect((await under.store.writer.insert(batch)).status).toBe("retry");
      front.heal();
      expect(await under.store.writer.insert(batch)).toEqual({ status: "stored" });
      const counts = await front.sql.rows(
        `SELECT (SELECT count() FROM spanhouse.spans WHERE tenant = '${tenant}'),
         (SELECT sum(span_count) FROM spanhouse.trace_summaries WHERE tenant = '${tenant}')`,
      );
      expect(counts).toEqual([["2", "2"]]);
    },
  );

  it.each(faults.slice(1))(
    "says of reads and of itself that the store fails: %s",
    async (fault) => {
      front.fail(fault);
      const failure = await under.store.reader.listServices("").catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CodedError);
      expect((failure as CodedError).code).toBe(
        fault === "memoryLimit" ? "QUERY_TIMEOUT" : "STORAGE_UNREACHABLE",
      );
      expect(await under.store.check()).toContain("the store does not answer");
      front.heal();
      expect(await under.store.check()).toBeUndefined();
    },
  );

  it("frees a reader whose server never answers", async () => {
    front.fail("hang");
    const reading = under.store.reader.listServices("", { signal: AbortSignal.timeout(50) });
    await expect(reading).rejects.toThrow();
  });

  it("does not open on a server that is not there, and says where it looked", async () => {
    const config = storageConfigSchema.parse({ url: "http://127.0.0.1:1" });
    const folder = mkdtempSync(join(tmpdir(), "spanhouse-nowhere-"));
    const failure = await openStore(config, { dataFolder: folder }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "STORAGE_UNREACHABLE" });
    expect((failure as Error).message).toContain("http://127.0.0.1:1");
    rmSync(folder, { recursive: true });
  });

  it("lets two processes start at the same moment", async () => {
    const config = storageConfigSchema.parse({ url: front.url, database: "started_twice" });
    const folders = ["a", "b"].map((name) => join(dataFolder, name));
    const stores = await Promise.all(
      folders.map((folder) => openStore(config, { dataFolder: folder })),
    );
    for (const store of stores) expect(await store.reader.listServices("")).toEqual([]);
    const left =
      "SELECT name FROM system.tables WHERE database = 'started_twice' AND name LIKE 'self_test%'";
    expect(await front.sql.rows(left)).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  });
});
