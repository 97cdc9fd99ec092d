import { assert } from "@spanhouse/base";
import type { Engine, Settings } from "../connection/engine.ts";
import { INSERT_ROWS_MAX } from "../limits.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { REQUEST_KEY_COLUMN, SPAN_COLUMNS } from "../schema/span-columns.ts";
import type { Batch, InsertOutcome, SpanWriter } from "../store.ts";
import { outcomeOfFailure } from "./insert-outcome.ts";

/**
 * Puts batches of spool files into `spans`, and through its views into every other table. `makeDurable` is
 * called after each insert, before it is called stored; when it rejects, the disk has failed and the insert
 * is to be repeated, which stores nothing twice.
 */
export function spanWriter(
  engine: Engine,
  layout: Layout,
  { settings, makeDurable }: { settings: Settings; makeDurable: () => Promise<void> },
): SpanWriter {
  const table = qualified(layout, "spans");
  async function insert({ parts, token }: Batch): Promise<InsertOutcome> {
    assert(/^[\x21-\x7e]+$/.test(token), "an insert token is printable ASCII");
    const rows = parts.reduce((sum, { rows, only }) => sum + (only?.count ?? rows), 0);
    assert(rows <= INSERT_ROWS_MAX, `a batch has at most ${INSERT_ROWS_MAX} rows`);
    if (rows === 0) return { status: "stored" };
    try {
      await engine.insertNative({
        table,
        columns: SPAN_COLUMNS,
        skipped: [REQUEST_KEY_COLUMN],
        parts,
        settings: { ...settings, insert_deduplication_token: token },
      });
    } catch (error) {
      return outcomeOfFailure(error);
    }
    try {
      await makeDurable();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: "retry", reason: `the store's disk failed: ${reason}` };
    }
    return { status: "stored" };
  }
  return { insert };
}
