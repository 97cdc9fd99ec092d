import type { TraceColumns } from "@spanhouse/model";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import {
  EVENT_TIME_TRACE_SPANS_MAX,
  REPEATED_SPAN_IDS_NAMED_MAX,
  SMALL_TRACE_READ_SPANS,
  TRACE_SPANS_MAX,
} from "../limits.ts";
import { SMALL_TRACE_READ_SETTINGS, TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import { locateTraces, locationCondition, locationQuery } from "../read/trace-location.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { usedColumnsOf } from "../schema/used-columns.ts";
import { PageColumnsBuffer, pageColumns, type PageColumnsWanted } from "./page-columns.ts";
import { contentsOf, idsOf, repeatedSpans } from "./repeated-ids.ts";

/**
 * Where rows of `spans` can be read: the table, or files of the same columns that are not in it yet.
 */
export interface SpanSource {
  /** What stands behind FROM. */
  readonly from: string;
  /** Which rows of it are the trace's. */
  readonly condition: string;
  /** About how many these are. */
  readonly spanCount: number;
  /** Whether any of them has events and links; their columns are not read otherwise. */
  readonly hasEvents: boolean;
  readonly hasLinks: boolean;
}

export interface TraceColumnsRequest {
  readonly tenant: string;
  readonly traceId: string;
  readonly spansMax?: number;
  /** Without when events happened. */
  readonly withoutEventTimes?: boolean;
  /** With what the spans link to. */
  readonly withLinks?: boolean;
  /** Rows that are not in the table yet, and belong to the answer all the same. */
  readonly unsaved?: readonly SpanSource[];
}

export interface StoredTraceColumns {
  readonly columns: TraceColumns;
  /** There are more spans than were asked for; these are the earliest. */
  readonly truncated: boolean;
}

/**
 * Reads a trace as columns: where it lies, its rows there, and, when span ids are repeated, what these spans
 * are in full. Undefined when there are no spans.
 */
export async function readTraceColumns(
  engine: Engine,
  layout: Layout,
  request: TraceColumnsRequest,
  options: QueryOptions,
): Promise<StoredTraceColumns | undefined> {
  const { tenant, traceId, spansMax = TRACE_SPANS_MAX } = request;
  const small = { ...options, settings: SMALL_TRACE_READ_SETTINGS };
  const located = await locateTraces(engine, locationQuery(layout, tenant, [traceId]), small);
  const stored = located.map((location): SpanSource => {
    const uses = usedColumnsOf(location.usedColumns);
    return {
      from: qualified(layout, "spans"),
      condition: locationCondition([location]),
      spanCount: location.spanCount,
      hasEvents: uses.has("events"),
      hasLinks: uses.has("links"),
    };
  });
  const sources = [...stored, ...(request.unsaved ?? [])];
  const spanCount = sources.reduce((sum, source) => sum + source.spanCount, 0);
  if (spanCount === 0) return undefined;
  const settings =
    spanCount <= SMALL_TRACE_READ_SPANS ? SMALL_TRACE_READ_SETTINGS : TRACE_READ_SETTINGS;
  const wanted = wantedColumns(request, sources, spanCount);
  const read: ReadRows = async (rows) => {
    const buffer = new PageColumnsBuffer(rows.wanted, Math.min(rows.rowsExpected, spansMax + 1));
    for (const source of sources) {
      const query = pageColumnsQuery(source, { tenant, spansMax, ...rows });
      buffer.append(await engine.read(query, { ...options, settings, format: "Native" }));
    }
    return buffer.finish();
  };
  const columns = await read({ wanted, rowsExpected: spanCount });
  if (columns.count === 0) return undefined;
  const truncated = columns.count > spansMax;
  // They come by start when there are more than wanted.
  const kept = truncated ? { ...columns, count: spansMax } : columns;
  return {
    columns: await withContents(kept, wanted, { read, sourceCount: sources.length }),
    truncated,
  };
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
  const eventCounts = sources.some(({ hasEvents }) => hasEvents);
  const linkCounts = sources.some(({ hasLinks }) => hasLinks);
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
  { from, condition, spanCount }: SpanSource,
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
