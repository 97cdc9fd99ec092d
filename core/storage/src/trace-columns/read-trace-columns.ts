import type { TraceColumns } from "@spanhouse/model";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import {
  EVENT_TIME_TRACE_SPANS_MAX,
  REPEATED_SPAN_IDS_NAMED_MAX,
  SMALL_TRACE_READ_SPANS,
  TRACE_SPANS_MAX,
} from "../limits.ts";
import {
  allButEarliest,
  storedTwice,
  withoutRows,
  type UnsavedPart,
} from "../pending/unsaved-columns.ts";
import { fromUnsavedFiles, learnDefinitions } from "../pending/unsaved-files.ts";
import { SMALL_TRACE_READ_SETTINGS, TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import type { TraceSources } from "../read/read-traces.ts";
import type { Layout } from "../schema/layout.ts";
import { PageColumnsBuffer, pageColumns, type PageColumnsWanted } from "./page-columns.ts";
import { contentsOf, idsOf, repeatedSpans } from "./repeated-ids.ts";
import {
  spanCountOf,
  storedSources,
  unsavedSources,
  type FilesSource,
  type SpanSource,
} from "./span-sources.ts";

export interface TraceColumnsRequest {
  readonly tenant: string;
  readonly traceId: string;
  readonly spansMax?: number;
  /** Without when events happened. */
  readonly withoutEventTimes?: boolean;
  /** With what the spans link to. */
  readonly withLinks?: boolean;
}

export interface StoredTraceColumns {
  readonly columns: TraceColumns;
  /** There are more spans than were asked for; these are the earliest. */
  readonly truncated: boolean;
  /** Files of acknowledged spans that may have more of the trace and were not looked at. */
  readonly unreadFiles: number;
}

/**
 * Reads a trace as columns: what waits in spool files for its insert, then where it lies in the store and its
 * rows there, and, when span ids are repeated, what these spans are in full. Undefined when there are no spans; none, but an answer, when files were not looked at.
 */
export async function readTraceColumns(
  engine: Engine,
  layout: Layout,
  { definitions, pending }: TraceSources,
  request: TraceColumnsRequest,
  options: QueryOptions,
): Promise<StoredTraceColumns | undefined> {
  const { tenant, traceId, spansMax = TRACE_SPANS_MAX } = request;
  const locate = (): Promise<readonly SpanSource[]> =>
    storedSources(engine, layout, { tenant, traceId }, options);
  const unsaved = await fromUnsavedFiles(engine, pending(), [traceId], async (files) => {
    const stored = await locate();
    const sources = unsavedSources(files, traceId);
    const all = [...stored, ...sources];
    const wanted = wantedColumns(request, all, spanCountOf(stored));
    const parts = await readParts(engine, sources, { tenant, spansMax, wanted }, options);
    const ids = parts.flatMap(({ resourceIds }) => resourceIds);
    await learnDefinitions(engine, definitions, { tenant, files, kind: "resource", ids }, options);
    return { wanted, parts };
  });
  const { parts = [] } = unsaved.found ?? {};
  const stored = await locate();
  const spanCount = spanCountOf(stored);
  const { leftOut } = unsaved;
  if (spanCount === 0 && parts.length === 0 && leftOut === 0) return undefined;
  const settings =
    spanCount <= SMALL_TRACE_READ_SPANS ? SMALL_TRACE_READ_SETTINGS : TRACE_READ_SETTINGS;
  const wanted = unsaved.found?.wanted ?? wantedColumns(request, stored, spanCount);
  const unsavedCount = parts.reduce((sum, { count }) => sum + count, 0);
  const rowsExpected = Math.min(spanCount, spansMax + 1) + unsavedCount;
  const buffer = new PageColumnsBuffer(wanted, rowsExpected);
  const native = { ...options, settings, format: "Native" } as const;
  for (const source of stored) {
    buffer.append(
      await engine.read(pageColumnsQuery(source, { tenant, spansMax, wanted }), native),
    );
  }
  const storedCount = buffer.count;
  for (const part of parts) buffer.append(part.native);
  const all = buffer.finish();
  const once = withoutRows(all, storedTwice(all, storedCount, parts));
  if (once.count === 0) {
    return leftOut === 0 ? undefined : { columns: once, truncated: false, unreadFiles: leftOut };
  }
  const truncated = once.count > spansMax;
  const kept = truncated ? earliest(once, spansMax, parts.length > 0) : once;
  const sources = [...stored, ...parts.map(({ source }) => source)];
  const read: ReadRows = async (rows) => {
    const again = new PageColumnsBuffer(rows.wanted, rows.rowsExpected);
    for (const source of sources) {
      const query = pageColumnsQuery(source, { tenant, spansMax, ...rows });
      again.append(await engine.read(query, native));
    }
    return again.finish();
  };
  const columns = await withContents(kept, wanted, { read, sourceCount: sources.length });
  return { columns, truncated, unreadFiles: leftOut };
}

/** The store's rows come by start when there are more than wanted; others may have come behind them. */
function earliest(columns: TraceColumns, spansMax: number, isMixed: boolean): TraceColumns {
  if (!isMixed) return { ...columns, count: spansMax };
  return withoutRows(columns, allButEarliest(columns, spansMax));
}

/** Rows of files, with what they are called in SQL and in full. */
interface ReadPart extends UnsavedPart {
  readonly source: SpanSource;
  readonly native: Uint8Array;
  readonly resourceIds: readonly string[];
}

async function readParts(
  engine: Engine,
  sources: readonly FilesSource[],
  request: Parameters<typeof pageColumnsQuery>[1],
  options: QueryOptions,
): Promise<readonly ReadPart[]> {
  const parts: ReadPart[] = [];
  const settings = SMALL_TRACE_READ_SETTINGS;
  for (const source of sources) {
    const query = pageColumnsQuery(source, request);
    const native = await engine.read(query, { ...options, settings, format: "Native" });
    const buffer = new PageColumnsBuffer(request.wanted, 0);
    buffer.append(native);
    const { count, resourceIds } = buffer.finish();
    if (count > 0) parts.push({ source, files: source.files, native, count, resourceIds });
  }
  return parts;
}

interface RowsToRead {
  readonly wanted: PageColumnsWanted;
  readonly rowsExpected: number;
  readonly only?: RowChoice;
}

/** Of all rows, those with these ids, or those whose id another row of the same source has. */
type RowChoice = readonly string[] | "repeated";

type ReadRows = (only: RowsToRead) => Promise<TraceColumns>;

function wantedColumns(
  { withoutEventTimes, withLinks }: TraceColumnsRequest,
  sources: readonly SpanSource[],
  spanCount: number,
): PageColumnsWanted {
  const eventCounts = sources.some(({ uses }) => uses.has("events"));
  const linkCounts = sources.some(({ uses }) => uses.has("links"));
  const isSmall = spanCount <= EVENT_TIME_TRACE_SPANS_MAX;
  return {
    eventCounts,
    eventTimes: eventCounts && withoutEventTimes !== true && isSmall,
    linkCounts,
    links: linkCounts && withLinks === true,
    content: false,
  };
}

async function withContents(
  columns: TraceColumns,
  wanted: PageColumnsWanted,
  { read, sourceCount }: { readonly read: ReadRows; readonly sourceCount: number },
): Promise<TraceColumns> {
  const repeated = repeatedSpans(columns);
  if (repeated.length === 0) return columns;
  const ids = idsOf(columns, repeated);
  const again = await read({
    wanted: { ...wanted, eventTimes: false, links: false, content: true },
    rowsExpected: repeated.length,
    ...(ids.length <= REPEATED_SPAN_IDS_NAMED_MAX
      ? { only: ids }
      : sourceCount === 1
        ? { only: "repeated" }
        : {}),
  });
  return { ...columns, content: contentsOf(columns, repeated, again) };
}

/** SQL for rows of one source; the earliest ones when there are more than wanted, by start. */
export function pageColumnsQuery(
  { from, condition, spanCount }: Pick<SpanSource, "from" | "condition" | "spanCount">,
  request: {
    readonly tenant: string;
    readonly spansMax: number;
    readonly wanted: PageColumnsWanted;
    readonly only?: RowChoice;
  },
): Query {
  const { tenant, spansMax, wanted, only } = request;
  const isCut = spanCount > spansMax;
  const where = `WHERE tenant = {tenant:String} AND ${condition}`;
  return {
    sql: [
      `SELECT ${pageColumns(wanted).join(", ")}`,
      `FROM ${from}`,
      where,
      ...(only === undefined
        ? []
        : [`AND span_id IN (${chosenIds(only, `FROM ${from} ${where}`)})`]),
      ...(isCut ? ["ORDER BY start_unix_nano, span_id", "LIMIT {rows:UInt64}"] : []),
    ].join("\n"),
    parameters: { tenant, ...(isCut ? { rows: spansMax + 1 } : {}) },
  };
}

function chosenIds(only: RowChoice, fromWhere: string): string {
  return only === "repeated"
    ? `SELECT span_id ${fromWhere} GROUP BY span_id HAVING count() > 1`
    : only.map(idLiteral).join(", ");
}
