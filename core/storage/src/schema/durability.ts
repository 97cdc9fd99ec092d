import type { Engine } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "./layout.ts";

/**
 * What makes the embedded engine's tables survive a power loss; see docs/adr/0030. A server has its own
 * settings for that, and replicas: there we change nothing.
 */
const DURABLE_PARTS: Readonly<Record<string, number>> = {
  // Every file of an inserted part is fsynced before the part gets its name, and the folder after.
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  // The engine promises no time for which merged parts stay: what they became must be on the disk before.
  min_rows_to_fsync_after_merge: 1,
  // Inserted parts keep all columns in one file, so that an insert has ten files to fsync and not 200.
  min_level_for_wide_part: 1,
};

/** Gives the tables of an embedded engine the settings they lack; answers the tables it changed. */
export async function applyDurability(
  engine: Engine,
  layout: Layout,
  tables: readonly DurableTable[],
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { name, definition } of tables) {
    const missing = Object.entries(DURABLE_PARTS)
      .map(([setting, value]) => `${setting} = ${value}`)
      // The comma or the end ends the number: 1 is not 10.
      .filter((setting) => !`${definition},`.includes(`${setting},`));
    if (missing.length === 0) continue;
    const sql = `ALTER TABLE ${qualified(layout, name)} MODIFY SETTING ${missing.join(", ")}`;
    await engine.execute({ sql });
    changed.push(name);
  }
  return changed;
}

/** A table of ours that has parts. */
export interface DurableTable {
  readonly name: string;
  /** Engine, keys and settings, as the engine prints them. */
  readonly definition: string;
  /** Its folder, with "/" at the end. */
  readonly folder: string;
}

export async function durableTables(
  engine: Engine,
  { database }: Layout,
): Promise<readonly DurableTable[]> {
  const row = rowReader(
    await engine.read({
      sql:
        "SELECT name, engine_full, data_paths[1] FROM system.tables " +
        "WHERE database = {database:String} AND engine LIKE '%MergeTree' ORDER BY name",
      parameters: { database },
    }),
  );
  const tables: DurableTable[] = [];
  while (!row.isAtEnd()) {
    tables.push({ name: row.text(), definition: row.text(), folder: row.text() });
  }
  return tables;
}
