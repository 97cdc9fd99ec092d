import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DurableTable } from "../schema/durability.ts";

/** A record may be the last of a file whose successor has just been begun. */
const LOGS_WITH_NEWS = 2;

/**
 * Makes durable what the embedded engine leaves to the kernel after an insert: the names of new parts, and
 * the records by which it recognises a repeated insert. The parts themselves it has fsynced before.
 *
 *   store/…/<table>/all_7_7_0/                              fsynced by the engine, its name by us
 *                   deduplication_logs/deduplication_log_3.txt   one line per part, fsynced by us
 *
 * The record is written after the part is durable, so a record without its part, which would mean lost
 * spans, cannot survive. Rejects when the disk fails.
 */
export async function syncTables(tables: readonly DurableTable[]): Promise<void> {
  await Promise.all(
    tables.map(async ({ folder }) => {
      for (const path of await logsWithNews(join(folder, "deduplication_logs"))) await sync(path);
      await sync(folder);
    }),
  );
}

/** The folder itself comes last: its files are there by then. Nothing for a table without any insert. */
async function logsWithNews(logs: string): Promise<readonly string[]> {
  try {
    const newest = (await readdir(logs)).sort(byLogNumber).slice(-LOGS_WITH_NEWS);
    return [...newest.map((log) => join(logs, log)), logs];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** `deduplication_log_9.txt` comes before `deduplication_log_10.txt`. */
export function byLogNumber(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
