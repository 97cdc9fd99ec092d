import { isDeepStrictEqual } from "node:util";
import type { Engine, QueryOptions } from "../connection/engine.ts";
import type { Definitions } from "../read/definitions.ts";
import { SMALL_TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import { rowReader } from "../read/row-binary.ts";
import { readSpanRow, type SpanRow } from "../read/span-row.ts";
import type { Layout } from "../schema/layout.ts";
import { ALL_USED_COLUMNS } from "../schema/used-columns.ts";
import { archivedRowsQuery, type ArchivedRowsRequest } from "./archive-sql.ts";

/** The rows that the archive has of the traces; what their ids stand for is learned. */
export async function readArchivedRows(
  engine: Engine,
  layout: Layout,
  definitions: Definitions,
  request: ArchivedRowsRequest,
  options: QueryOptions,
): Promise<readonly SpanRow[]> {
  const query = archivedRowsQuery(layout, request);
  const settings = SMALL_TRACE_READ_SETTINGS;
  const row = rowReader(await engine.read(query, { ...options, settings }));
  const rows: SpanRow[] = [];
  const learned = new Set<string>();
  const learn = (kind: "resource" | "scope", id: string, text: string): void => {
    if (text === "" || learned.has(kind + id)) return;
    learned.add(kind + id);
    definitions.learn(request.tenant, kind, id, text);
  };
  while (!row.isAtEnd()) {
    const read = readSpanRow(row, ALL_USED_COLUMNS);
    learn("resource", read.resourceId, row.text());
    learn("scope", read.scopeId, row.text());
    rows.push(read);
  }
  return rows;
}

/** What the store has, and of what is archived the rest. */
export function joinArchived(stored: readonly SpanRow[], archived: readonly SpanRow[]): SpanRow[] {
  const known = new Map<string, SpanRow[]>();
  for (const row of stored) {
    const same = known.get(idsOf(row));
    if (same === undefined) known.set(idsOf(row), [row]);
    else same.push(row);
  }
  const isKnown = (row: SpanRow): boolean =>
    known.get(idsOf(row))?.some((other) => isDeepStrictEqual(row, other)) === true;
  return [...stored, ...archived.filter((row) => !isKnown(row))];
}

function idsOf({ span }: SpanRow): string {
  return span.traceId + span.spanId;
}
