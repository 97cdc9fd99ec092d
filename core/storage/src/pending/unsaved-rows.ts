import { isDeepStrictEqual } from "node:util";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import type { Definitions } from "../read/definitions.ts";
import { SMALL_TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import { rowReader } from "../read/row-binary.ts";
import { readSpanRow, spanRowColumns, type SpanRow } from "../read/span-row.ts";
import { ALL_USED_COLUMNS } from "../schema/used-columns.ts";
import { filesAsTable } from "./pending-files.ts";
import type { PendingFile, PendingSpans } from "./pending-spans.ts";
import { fromUnsavedFiles, learnDefinitions, type Unsaved } from "./unsaved-files.ts";

/** Rows of traces by the file they are from. */
export type RowsByFile = ReadonlyMap<PendingFile, readonly SpanRow[]>;

export interface UnsavedRowsRequest {
  readonly tenant: string;
  readonly traceIds: readonly string[];
  readonly spanIds?: readonly string[];
  /** Of each trace. */
  readonly spansMax: number;
}

/** The rows of the traces in files that are not known to be in the store, and what their ids stand for. */
export async function readUnsavedRows(
  engine: Engine,
  definitions: Definitions,
  pending: PendingSpans | undefined,
  request: UnsavedRowsRequest,
  options: QueryOptions,
): Promise<Unsaved<RowsByFile>> {
  const { tenant } = request;
  return fromUnsavedFiles(engine, pending, request.traceIds, async (files) => {
    const settings = SMALL_TRACE_READ_SETTINGS;
    const bytes = await engine.read(unsavedRowsQuery(files, request), { ...options, settings });
    const byFile = rowsByFile(bytes, files);
    const rows = [...byFile.values()].flat();
    const learn = { tenant, files };
    const resourceIds = rows.map(({ resourceId }) => resourceId);
    const scopeIds = rows.map(({ scopeId }) => scopeId);
    await learnDefinitions(
      engine,
      definitions,
      { ...learn, kind: "resource", ids: resourceIds },
      options,
    );
    await learnDefinitions(
      engine,
      definitions,
      { ...learn, kind: "scope", ids: scopeIds },
      options,
    );
    return byFile;
  });
}

/** SQL for the rows, each behind the name of its file; the earliest where there may be more than wanted. */
export function unsavedRowsQuery(
  files: readonly PendingFile[],
  { tenant, traceIds, spanIds, spansMax }: UnsavedRowsRequest,
): Query {
  const isCut = files.reduce((sum, { rows }) => sum + rows, 0) > spansMax;
  return {
    sql: [
      `SELECT _file, ${spanRowColumns(ALL_USED_COLUMNS).join(", ")}`,
      `FROM ${filesAsTable(files)}`,
      `WHERE tenant = {tenant:String} AND trace_id IN (${traceIds.map(idLiteral).join(", ")})`,
      ...(spanIds === undefined ? [] : [`AND span_id IN (${spanIds.map(idLiteral).join(", ")})`]),
      ...(isCut
        ? ["ORDER BY trace_id, start_unix_nano, span_id", "LIMIT {rows:UInt64} BY trace_id"]
        : []),
    ].join("\n"),
    parameters: { tenant, ...(isCut ? { rows: spansMax + 1 } : {}) },
  };
}

function rowsByFile(bytes: Uint8Array, files: readonly PendingFile[]): RowsByFile {
  const rows = new Map(files.map((file) => [file, [] as SpanRow[]]));
  const fileOf = (name: string): PendingFile =>
    files.find(({ path }) => path.endsWith(`/${name}`))!;
  const row = rowReader(bytes);
  while (!row.isAtEnd()) rows.get(fileOf(row.text()))!.push(readSpanRow(row, ALL_USED_COLUMNS));
  return rows;
}

/**
 * What the store had when it was asked, and the unsaved rows that it had not, each once. No row of a file that is
 * untried now was in the store then. Of a file that was tried, the rows may be there or not, or some of them
 * where the tables behind the trace disagree; so each takes the place of one that is equal, if there is one.
 *
 * Two spans that are equal in everything, one stored and one in such a file, therefore count as one until the
 * insert is over. (Whoever shows a trace leaves out all but one of them anyway.)
 */
export function joinRows(stored: readonly SpanRow[], unsaved: RowsByFile): SpanRow[] {
  const added: SpanRow[] = [];
  const doubtful: SpanRow[] = [];
  for (const [file, rows] of unsaved) (file.isTried() ? doubtful : added).push(...rows);
  if (doubtful.length === 0) return [...stored, ...added];
  const left = new Map<string, SpanRow[]>();
  for (const row of stored) {
    const same = left.get(idsOf(row));
    if (same === undefined) left.set(idsOf(row), [row]);
    else same.push(row);
  }
  for (const row of doubtful) {
    const same = left.get(idsOf(row));
    const at = same?.findIndex((other) => isDeepStrictEqual(row, other)) ?? -1;
    if (at >= 0) same!.splice(at, 1);
  }
  return [...[...left.values()].flat(), ...doubtful, ...added];
}

function idsOf({ span }: SpanRow): string {
  return span.traceId + span.spanId;
}
