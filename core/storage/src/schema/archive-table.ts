import { identifier } from "../connection/sql-literal.ts";
import type { Layout } from "./layout.ts";
import { SPAN_COLUMNS } from "./span-columns.ts";
import { createTable } from "./tables.ts";

/**
 * Spans of traces that are kept without an end: rows of `spans`, each with the definitions of its resource and
 * scope, so that nothing else is needed to read them. `content` is a hash of the span, so that one that is
 * archived again takes the place of itself.
 */
export function createArchivedSpans(layout: Layout): string {
  return createTable(layout, {
    name: "archived_spans",
    columns: [
      ...SPAN_COLUMNS.map(({ name, type }) => `${identifier(name)} ${type} CODEC(ZSTD(3))`),
      "`content` UInt128 CODEC(NONE)",
    ],
    engine: { name: "ReplacingMergeTree" },
    orderBy: "(tenant, trace_id, start_unix_nano, span_id, content)",
    // Few rows at a time, read by trace.
    settings: ["index_granularity = 1024"],
  });
}
