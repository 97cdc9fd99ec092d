import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "@spanhouse/base";
import { openStore, storageConfigSchema, type Batch, type Store } from "@spanhouse/storage";
import { openEmbeddedSql, type EmbeddedSql } from "../support/embedded-sql.ts";

/** An embedded store in a folder of its own, and SQL behind its back. */
export interface BenchStore {
  readonly store: Store;
  readonly sql: EmbeddedSql;
  /** For spool files. */
  readonly files: string;
  insert(batch: Batch): Promise<void>;
  close(): Promise<void>;
}

export async function openBenchStore(): Promise<BenchStore> {
  const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-bench-"));
  const files = join(dataFolder, "files");
  mkdirSync(files);
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const sql = openEmbeddedSql(join(dataFolder, "store"));
  return {
    store,
    sql,
    files,
    insert: async (batch) => {
      const outcome = await store.writer.insert(batch);
      assert(outcome.status === "stored", `an insert failed: ${JSON.stringify(outcome)}`);
    },
    close: async () => {
      sql.close();
      await store.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** CPU seconds of this process, all threads, the engine's included. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The number behind `--name`, or the default. */
export function numberOption(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(args[at + 1]);
}
