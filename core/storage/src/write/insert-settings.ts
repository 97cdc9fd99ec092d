import type { Engine, Settings } from "../connection/engine.ts";
import { INSERT_MEMORY_BYTES_MAX, INSERT_ROWS_MAX } from "../limits.ts";
import { rowReader } from "../read/row-binary.ts";

/**
 * Settings of every insert of spans. All that deduplication depends on is said here and nothing is left
 * to defaults, which have changed between versions.
 */
const ALWAYS: Settings = {
  // One thread and blocks larger than any batch: the batch is one block, so it lands whole or not at all,
  // and its token means all of it. Blocks within an insert would be told apart by their position.
  max_threads: 1,
  max_insert_threads: 1,
  max_insert_block_size: INSERT_ROWS_MAX,
  min_insert_block_size_rows: INSERT_ROWS_MAX,
  min_insert_block_size_bytes: 0,
  parallel_view_processing: 0,
  // The server must not collect inserts: an answer means stored.
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  max_memory_usage: INSERT_MEMORY_BYTES_MAX,
};

/** Settings that some of the versions we support do not know; sent only to those that do. */
const WHERE_KNOWN: Settings = {
  deduplicate_insert: "enable",
  // A SELECT from files counts as unstable; our token says what the content is.
  deduplicate_insert_select: "enable_even_for_bad_queries",
  insert_select_deduplicate: 1,
  min_insert_block_size_rows_for_materialized_views: INSERT_ROWS_MAX,
  min_insert_block_size_bytes_for_materialized_views: 0,
  max_insert_block_size_bytes: 0,
  use_strict_insert_block_limits: 0,
};

/** The settings for this engine, token aside. */
export async function insertSettings(engine: Engine): Promise<Settings> {
  const row = rowReader(
    await engine.read({
      sql: "SELECT name FROM system.settings WHERE name IN {names:Array(String)} AND NOT is_obsolete",
      parameters: { names: Object.keys(WHERE_KNOWN) },
    }),
  );
  const settings: Record<string, string | number> = { ...ALWAYS };
  while (!row.isAtEnd()) {
    const name = row.text();
    settings[name] = WHERE_KNOWN[name]!;
  }
  return settings;
}
