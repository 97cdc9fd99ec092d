import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  openStore,
  storageConfigSchema,
  type Batch,
  type Store,
  type StoreEvent,
} from "@spanhouse/storage";
import { shopBatches } from "../bench/shop-batches.ts";
import { openEmbeddedSql } from "../support/embedded-sql.ts";

/**
 * The engine's folder as a kill or a power loss in the middle of an insert leaves it, made by hand: the
 * moments are too short to hit. The batch is then inserted again, as the collector does after every start.
 */
describe("an insert into the embedded engine that was cut off", () => {
  /** A store of three batches, made once: each test gets a copy. */
  let filled: string;
  let dataFolder: string;
  let store: Store;
  let batches: readonly Batch[];
  let events: StoreEvent[] = [];

  const open = async (): Promise<void> => {
    events = [];
    const onEvent = (event: StoreEvent): unknown => events.push(event);
    store = await openStore(storageConfigSchema.parse({}), { dataFolder, onEvent });
  };
  const ask = async (sql: string): Promise<string[][]> => {
    const connection = openEmbeddedSql(join(dataFolder, "store"));
    try {
      return await connection.rows(sql);
    } finally {
      connection.close();
    }
  };
  const counts = async (): Promise<string[]> =>
    (
      await ask(
        "SELECT (SELECT count() FROM spanhouse.spans), (SELECT sum(span_count) FROM spanhouse.trace_summaries)",
      )
    )[0]!;
  const folderOf = async (table: string): Promise<string> =>
    (
      await ask(
        `SELECT data_paths[1] FROM system.tables WHERE database = 'spanhouse' AND name = '${table}'`,
      )
    )[0]![0]!;
  const logOf = (folder: string): string =>
    join(folder, "deduplication_logs", readdirSync(join(folder, "deduplication_logs"))[0]!);
  const settled = (): unknown[] => events.filter(({ type }) => type === "settled");
  /** As if the machine had been started since. */
  const reboot = (): void => writeFileSync(join(dataFolder, "store-boot-id"), "another start");

  beforeAll(async () => {
    filled = mkdtempSync(join(tmpdir(), "spanhouse-cut-off-"));
    mkdirSync(join(filled, "files"));
    const traffic = {
      folder: join(filled, "files"),
      startUnixMs: Date.now(),
      spansPerSecond: 1_000,
    };
    batches = [...shopBatches({ ...traffic, spans: 900, batchSpans: 300 })];
    dataFolder = filled;
    await open();
    for (const batch of batches) await store.writer.insert(batch);
    await store.close();
  });
  afterAll(() => {
    rmSync(filled, { recursive: true, force: true });
  });
  beforeEach(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-cut-off-"));
    cpSync(filled, dataFolder, { recursive: true });
    await open();
  });
  afterEach(async () => {
    await store.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it.each(["spans", "trace_summaries"])(
    "between its record and its part in %s is stored when it comes again",
    async (table) => {
      const before = await counts();
      const folder = await folderOf(table);
      await store.close();
      const part = readFileSync(logOf(folder), "utf8").trim().split("\n").at(-1)!.split("\t")[1]!;
      rmSync(join(folder, part), { recursive: true });
      await open();
      expect(settled()).toMatchObject([{ what: "recordWithoutPart", part }]);
      expect(await counts()).not.toEqual(before);
      expect(await store.writer.insert(batches.at(-1)!)).toEqual({ status: "stored" });
      expect(await counts()).toEqual(before);
    },
  );

  it.each(["spans", "trace_summaries"])(
    "by a power loss that took its record in %s is stored once when it comes again",
    async (table) => {
      const before = await counts();
      const folder = await folderOf(table);
      await store.close();
      const lines = readFileSync(logOf(folder), "utf8").trimEnd().split("\n");
      const part = lines.pop()!.split("\t")[1]!;
      writeFileSync(logOf(folder), `${lines.join("\n")}\n`);
      reboot();
      await open();
      expect(settled()).toMatchObject([{ what: "partWithoutRecord", part }]);
      await store.writer.insert(batches.at(-1)!);
      expect(await counts()).toEqual(before);
    },
  );

  it.each([
    ["half a line", "1\t20261124_9_9_0\t2026"],
    ["zeros", "\0".repeat(60)],
  ])("by a power loss that left %s of its record does no harm to later ones", async (_, torn) => {
    const before = await counts();
    const folder = await folderOf("spans");
    await store.close();
    appendFileSync(logOf(folder), torn);
    reboot();
    await open();
    expect(settled()).toMatchObject([{ what: "tornRecord" }]);
    const [next] = [
      ...shopBatches({
        folder: join(dataFolder, "files"),
        startUnixMs: Date.now(),
        spansPerSecond: 1_000,
        spans: 300,
        batchSpans: 300,
      }),
    ];
    await store.writer.insert(next!);
    const after = await counts();
    expect(after).not.toEqual(before);
    await store.close();
    await open();
    expect(settled()).toEqual([]);
    await store.writer.insert(next!);
    expect(await counts()).toEqual(after);
  });

  it("changes nothing when nothing was cut off, also after a reboot and after merges", async () => {
    const before = await counts();
    for (const table of ["spans", "trace_summaries", "resources", "scopes", "operations"]) {
      await ask(`OPTIMIZE TABLE spanhouse.${table} FINAL`);
    }
    await store.close();
    reboot();
    await open();
    expect(settled()).toEqual([]);
    expect(await counts()).toEqual(before);
    for (const batch of batches) await store.writer.insert(batch);
    expect(await counts()).toEqual(before);
  });

  it("leaves a part without a record alone while the machine kept running: no kill makes one", async () => {
    const folder = await folderOf("spans");
    await store.close();
    const lines = readFileSync(logOf(folder), "utf8").trimEnd().split("\n");
    writeFileSync(logOf(folder), `${lines.slice(0, -1).join("\n")}\n`);
    await open();
    expect(settled()).toEqual([]);
  });
});
