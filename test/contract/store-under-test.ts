import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import type { Span } from "@spanhouse/model";
import {
  openStore,
  storageConfigSchema,
  type BatchPart,
  type StorageConfig,
  type Store,
} from "@spanhouse/storage";
import { writeSpansFile } from "../support/spool-file.ts";

/** An engine that the contract is checked on, and a way to look behind the store. */
export interface EngineUnderTest {
  /** What to open the store with. */
  readonly config: Partial<StorageConfig>;
  readonly dataFolder: string;
  /** Rows of texts. `{db}` in the SQL is the store's database. */
  sql(text: string): Promise<string[][]>;
  close(): Promise<void>;
}

/** A store on an engine, with what tests need around it. Every test uses a tenant of its own. */
export interface StoreUnderTest {
  store: Store;
  readonly engine: EngineUnderTest;
  /** A tenant nobody else uses. */
  newTenant(): string;
  /** Writes a spool file of the spans. */
  file(tenant: string, spans: readonly Span[], receivedOnDay?: number): BatchPart;
  /** Writes and inserts it; throws unless it is stored. */
  insert(tenant: string, spans: readonly Span[], receivedOnDay?: number): Promise<void>;
  /** Closes the store and opens it again, as a restart with another configuration, or less time for searches. */
  reopen(config?: Partial<StorageConfig>, searchTimeMaxMs?: number): Promise<void>;
  /**
   * Merges each of the tables into one part per day, and with that applies what retention is now. OPTIMIZE leaves
   * parts out, without a word, that a changed retention is just rewriting or that are in another merge: these are
   * waited for.
   */
  merge(...tables: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Such a rewrite takes seconds on a busy machine. */
const REWRITTEN_WITHIN_MS = 30_000;

export async function startStoreUnderTest(engine: EngineUnderTest): Promise<StoreUnderTest> {
  const files = mkdtempSync(join(tmpdir(), "spanhouse-contract-"));
  const open = (config: Partial<StorageConfig> = {}, searchTimeMaxMs?: number): Promise<Store> =>
    openStore(storageConfigSchema.parse({ ...engine.config, ...config }), {
      dataFolder: engine.dataFolder,
      ...(searchTimeMaxMs === undefined ? {} : { searchTimeMaxMs }),
    });
  let count = 0;
  const run = Date.now().toString(36);
  const under: StoreUnderTest = {
    store: await open(),
    engine,
    newTenant: () => `tenant-${run}-${++count}`,
    file: (tenant, spans, receivedOnDay) =>
      writeSpansFile(join(files, `${++count}.native`), spans, {
        tenant,
        ...(receivedOnDay === undefined ? {} : { receivedOnDay }),
      }),
    insert: async (tenant, spans, receivedOnDay) => {
      const part = under.file(tenant, spans, receivedOnDay);
      const outcome = await under.store.writer.insert({
        parts: [part],
        token: `${run}-${++count}`,
      });
      if (outcome.status !== "stored") throw new Error(JSON.stringify(outcome));
    },
    reopen: async (config, searchTimeMaxMs) => {
      await under.store.close();
      under.store = await open(config, searchTimeMaxMs);
    },
    merge: async (...tables) => {
      for (const table of tables) {
        await vi.waitFor(
          async () => {
            const busy = `WHERE database = '{db}' AND table = '${table}'`;
            const sql = `SELECT count() FROM system.mutations ${busy} AND NOT is_done
              UNION ALL SELECT count() FROM system.merges ${busy}`;
            expect((await engine.sql(sql)).flat().map(Number)).toEqual([0, 0]);
          },
          { timeout: REWRITTEN_WITHIN_MS, interval: 100 },
        );
        await engine.sql(`OPTIMIZE TABLE {db}.${table} FINAL`);
      }
    },
    close: async () => {
      await under.store.close();
      await engine.close();
      rmSync(files, { recursive: true, force: true });
    },
  };
  return under;
}
