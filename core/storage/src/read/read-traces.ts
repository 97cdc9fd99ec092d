import type { Resource, Scope, Span } from "@spanhouse/model";
import { joinArchived, readArchivedRows } from "../archive/read-archived-rows.ts";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { SMALL_TRACE_READ_SPANS, TRACE_SPANS_MAX } from "../limits.ts";
import type { PendingSpans } from "../pending/pending-spans.ts";
import { joinRows, readUnsavedRows, type UnsavedRowsRequest } from "../pending/unsaved-rows.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { ALL_USED_COLUMNS_BITS, usedColumnsOf, type UsedColumns } from "../schema/used-columns.ts";
import type { Definitions } from "./definitions.ts";
import { SMALL_TRACE_READ_SETTINGS, TRACE_READ_SETTINGS } from "./read-settings.ts";
import { rowReader } from "./row-binary.ts";
import { completeSpan, readSpanRow, spanRowColumns, type SpanRow } from "./span-row.ts";
import {
  locateTraces,
  locationCondition,
  locationQuery,
  type TraceLocation,
} from "./trace-location.ts";

/** All spans of one trace, or its earliest ones. */
export interface StoredTrace {
  readonly spans: readonly Span[];
  readonly truncated: boolean;
  /** Files of acknowledged spans that may have more of the trace and were not looked at. */
  readonly unreadFiles: number;
}

/**
 * Reads whole traces: first what waits in spool files for its insert, then in the store where they lie
 * (trace_summaries, by trace id), their rows there (primary key of `spans`), of traces that the retention has
 * taken something from the rows in the archive, and last the resources and scopes they name (mostly in memory
 * already).
 */
export async function readTraces(
  engine: Engine,
  layout: Layout,
  { definitions, pending }: TraceSources,
  request: {
    readonly tenant: string;
    readonly traceIds: readonly string[];
    readonly spansMax?: number;
    readonly spanIds?: readonly string[];
  },
  options: QueryOptions,
): Promise<ReadonlyMap<string, StoredTrace>> {
  const traceIds = [...new Set(request.traceIds)];
  if (traceIds.length === 0) return new Map();
  const { tenant, spanIds, spansMax = TRACE_SPANS_MAX } = request;
  if (spanIds?.length === 0) return new Map();
  const only = spanIds === undefined ? {} : { spanIds };
  const wanted = { tenant, traceIds, spansMax, ...only };
  const unsaved = await readUnsavedRows(engine, definitions, pending(), wanted, options);
  const hasUnsaved = unsaved.found !== undefined;
  const { rows: kept, gone } = await readStoredRows(
    engine,
    layout,
    { ...wanted, hasUnsaved },
    options,
  );
  const fromArchive = { ...wanted, traceIds: gone };
  const stored =
    gone.length === 0
      ? kept
      : joinArchived(
          kept,
          await readArchivedRows(engine, layout, definitions, fromArchive, options),
        );
  const rows = hasUnsaved ? joinRows(stored, unsaved.found) : stored;
  rows.sort(byTraceAndStart);
  const [resources, scopes] = await Promise.all([
    definitions.resources(tenant, new Set(rows.map(({ resourceId }) => resourceId)), options),
    definitions.scopes(tenant, new Set(rows.map(({ scopeId }) => scopeId)), options),
  ]);
  const { leftOut } = unsaved;
  return groupByTrace(rows, { spansMax, unreadFiles: leftOut }, (row) =>
    completeSpan(
      row,
      resources.get(row.resourceId) ?? unknownResource(row.serviceName),
      scopes.get(row.scopeId) ?? UNKNOWN_SCOPE,
    ),
  );
}

/** Where traces are read from besides the tables. */
export interface TraceSources {
  readonly definitions: Definitions;
  /** Undefined when this process has no spool. */
  readonly pending: () => PendingSpans | undefined;
}

async function readStoredRows(
  engine: Engine,
  layout: Layout,
  request: UnsavedRowsRequest & { readonly hasUnsaved: boolean },
  options: QueryOptions,
): Promise<{ readonly rows: SpanRow[]; readonly gone: readonly string[] }> {
  const { tenant, traceIds, spansMax, spanIds, hasUnsaved } = request;
  const small = { ...options, settings: SMALL_TRACE_READ_SETTINGS };
  const located = await locateTraces(engine, locationQuery(layout, tenant, traceIds), small);
  if (located.length === 0) return { rows: [], gone: traceIds };
  // An insert that is on its way may have come to the spans and not yet to their summary, and what is compared
  // must be whole.
  const locations = hasUnsaved
    ? located.map((at) => ({ ...at, usedColumns: ALL_USED_COLUMNS_BITS }))
    : located;
  const only = spanIds === undefined ? {} : { spanIds };
  const query = spansQuery(layout, { tenant, locations, spansMax, ...only });
  const spanCount = locations.reduce((sum, at) => sum + at.spanCount, 0);
  const sized =
    spanCount <= SMALL_TRACE_READ_SPANS ? small : { ...options, settings: TRACE_READ_SETTINGS };
  const rows = readRows(await engine.read(query, sized), usedColumns(locations));
  return { rows, gone: goneTraces(rows, locations, request) };
}

/** Traces with fewer spans than were stored: summaries live longer than spans, so these are in the archive or gone. */
function goneTraces(
  rows: readonly SpanRow[],
  locations: readonly TraceLocation[],
  { traceIds, spanIds, spansMax }: UnsavedRowsRequest,
): readonly string[] {
  const found = new Map<string, number>();
  for (const { span } of rows) found.set(span.traceId, (found.get(span.traceId) ?? 0) + 1);
  const stored = new Map(locations.map(({ traceId, spanCount }) => [traceId, spanCount]));
  if (spanIds !== undefined) {
    const ids = new Set(rows.map(({ span }) => span.spanId));
    return spanIds.every((id) => ids.has(id)) ? [] : traceIds;
  }
  return traceIds.filter((id) => (found.get(id) ?? 0) < Math.min(stored.get(id) ?? 1, spansMax));
}

/**
 * SQL for the rows of the traces, in no order. Of traces with more spans than wanted the earliest, and one
 * more, so that the cut is noticed; the usual read, without such traces, spares the engine the sorting.
 */
export function spansQuery(
  layout: Layout,
  request: {
    readonly tenant: string;
    readonly locations: readonly TraceLocation[];
    readonly spansMax: number;
    readonly spanIds?: readonly string[];
  },
): Query {
  const { tenant, locations, spansMax, spanIds } = request;
  const isCut = locations.some(({ spanCount }) => spanCount > spansMax);
  return {
    sql: [
      `SELECT ${spanRowColumns(usedColumns(locations)).join(", ")}`,
      `FROM ${qualified(layout, "spans")}`,
      `WHERE tenant = {tenant:String} AND ${locationCondition(locations)}`,
      ...(spanIds === undefined ? [] : [`AND span_id IN (${spanIds.map(idLiteral).join(", ")})`]),
      ...(isCut
        ? ["ORDER BY trace_id, start_unix_nano, span_id", "LIMIT {rows:UInt64} BY trace_id"]
        : []),
    ].join("\n"),
    parameters: { tenant, ...(isCut ? { rows: spansMax + 1 } : {}) },
  };
}

function byTraceAndStart({ span: a }: SpanRow, { span: b }: SpanRow): number {
  if (a.traceId !== b.traceId) return a.traceId < b.traceId ? -1 : 1;
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

function usedColumns(locations: readonly TraceLocation[]): ReadonlySet<UsedColumns> {
  return usedColumnsOf(locations.reduce((bits, at) => bits | at.usedColumns, 0n));
}

function readRows(bytes: Uint8Array, used: ReadonlySet<UsedColumns>): SpanRow[] {
  const row = rowReader(bytes);
  const rows: SpanRow[] = [];
  while (!row.isAtEnd()) rows.push(readSpanRow(row, used));
  return rows;
}

function groupByTrace(
  rows: readonly SpanRow[],
  { spansMax, unreadFiles }: { readonly spansMax: number; readonly unreadFiles: number },
  complete: (row: SpanRow) => Span,
): ReadonlyMap<string, StoredTrace> {
  const traces = new Map<string, { spans: Span[]; truncated: boolean; unreadFiles: number }>();
  for (const row of rows) {
    const trace = traces.get(row.span.traceId) ?? { spans: [], truncated: false, unreadFiles };
    traces.set(row.span.traceId, trace);
    if (trace.spans.length < spansMax) trace.spans.push(complete(row));
    else trace.truncated = true;
  }
  return traces;
}

// The next two are for rows that somebody inserted by hand: ours always come with their definitions.

function unknownResource(serviceName: string): Resource {
  const attributes =
    serviceName === ""
      ? []
      : [{ key: "service.name", value: { type: "string", value: serviceName } as const }];
  return { attributes, droppedAttributesCount: 0, schemaUrl: "" };
}

const UNKNOWN_SCOPE: Scope = {
  name: "",
  version: "",
  attributes: [],
  droppedAttributesCount: 0,
  schemaUrl: "",
};
