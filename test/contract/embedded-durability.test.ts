import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import { shopBatches } from "../bench/shop-batches.ts";
import { openEmbeddedSql } from "../support/embedded-sql.ts";

/**
 * What is on the disk when an insert into the embedded engine has been answered. The engine counts its own
 * fsyncs; a power loss itself cannot be tried in a test.
 */
const SYNCS =
  "SELECT sumIf(value, event = 'FileSync'), sumIf(value, event = 'DirectorySync') FROM system.events";
const PARTS =
  "SELECT table, name, path, part_type FROM system.parts WHERE active AND database = 'spanhouse' AND min_block_number = max_block_number";

describe("an insert into the embedded engine", () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-durable-"));
  const files = join(dataFolder, "files");
  let store: Store;
  const ask = async (sql: string): Promise<string[][]> => {
    const connection = openEmbeddedSql(join(dataFolder, "store"));
    try {
      return await connection.rows(sql);
    } finally {
      connection.close();
    }
  };

  beforeAll(async () => {
    mkdirSync(files);
    store = await openStore(storageConfigSchema.parse({}), { dataFolder });
    for (const sql of ["spans", "trace_summaries", "resources", "scopes", "operations"]) {
      await ask(`SYSTEM STOP MERGES spanhouse.${sql}`);
    }
  });
  afterAll(async () => {
    await store.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  async function insertShop(spans: number): Promise<void> {
    const traffic = { folder: files, startUnixMs: Date.now(), spansPerSecond: 1_000 };
    for (const batch of shopBatches({ ...traffic, spans, batchSpans: spans })) {
      expect(await store.writer.insert(batch)).toEqual({ status: "stored" });
    }
  }

  it("is answered when every file of every part it made is fsynced, and their folders", async () => {
    const known = new Set((await ask(PARTS)).map(([, , path]) => path));
    const [before] = await ask(SYNCS);
    await insertShop(2_000);
    const [after] = await ask(SYNCS);
    const parts = (await ask(PARTS)).filter(([, , path]) => !known.has(path));
    const tables = new Set(parts.map(([table]) => table));
    expect(tables).toContain("spans");
    expect(tables).toContain("trace_summaries");
    // A part has ten files or more.
    expect(Number(after![0]) - Number(before![0])).toBeGreaterThanOrEqual(9 * parts.length);
    expect(Number(after![1]) - Number(before![1])).toBeGreaterThanOrEqual(parts.length);
  });

  it("makes a part of few files even when it is large, so that there is little to fsync", async () => {
    await insertShop(100_000);
    const types = new Set((await ask(PARTS)).map(([, , , type]) => type));
    expect([...types]).toEqual(["Compact"]);
  });

  it("leaves merges durable too, because the engine deletes what it merged when it likes", async () => {
    for (const table of ["spans", "trace_summaries", "resources", "scopes", "operations"]) {
      const [row] = await ask(
        `SELECT engine_full FROM system.tables WHERE database = 'spanhouse' AND name = '${table}'`,
      );
      expect(row![0], table).toContain("min_rows_to_fsync_after_merge = 1");
    }
    await ask("SYSTEM START MERGES spanhouse.operations");
    await insertShop(2_000);
    const [before] = await ask(SYNCS);
    await ask("OPTIMIZE TABLE spanhouse.operations FINAL");
    const [after] = await ask(SYNCS);
    expect(Number(after![0])).toBeGreaterThan(Number(before![0]));
  });

  it("keeps its settings over a restart without setting them again", async () => {
    const definition = "SELECT engine_full FROM system.tables WHERE name = 'spans'";
    const [before] = await ask(definition);
    const changed = "SELECT metadata_modification_time FROM system.tables WHERE name = 'spans'";
    const [changedAt] = await ask(changed);
    await store.close();
    store = await openStore(storageConfigSchema.parse({}), { dataFolder });
    expect(await ask(definition)).toEqual([before]);
    expect(await ask(changed)).toEqual([changedAt]);
  });
});
