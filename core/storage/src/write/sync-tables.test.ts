import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { syncTables } from "./sync-tables.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spanhouse-sync-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const table = (): { name: string; definition: string; folder: string } => ({
  name: "spans",
  definition: "",
  folder: `${folder}/`,
});

it("has nothing to do for the records of a table without any insert", async () => {
  await expect(syncTables([table()])).resolves.toBeUndefined();
});

it.each([
  { dangling: 9, ends: "leaves older ones alone" },
  { dangling: 10, ends: "reaches the one before the newest" },
  { dangling: 11, ends: "reaches the newest" },
])("of the logs $ends", async ({ dangling }) => {
  const logs = join(folder, "deduplication_logs");
  mkdirSync(logs);
  // A link to nothing cannot be opened, so that it shows who tries.
  for (const number of [9, 10, 11]) {
    const path = join(logs, `deduplication_log_${number}.txt`);
    if (number === dangling) symlinkSync(join(folder, "nothing"), path);
    else writeFileSync(path, "1\n");
  }
  const synced = syncTables([table()]);
  if (dangling === 9) await expect(synced).resolves.toBeUndefined();
  else await expect(synced).rejects.toThrow("ENOENT");
});

it("says so when a table's folder is gone", async () => {
  await expect(syncTables([{ ...table(), folder: join(folder, "gone/") }])).rejects.toThrow(
    "ENOENT",
  );
});
