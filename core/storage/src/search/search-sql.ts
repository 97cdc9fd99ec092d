import type { Query, SqlParameter } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { TimeRange } from "../store.ts";
import type { DefinitionConditions } from "./definition-match.ts";
import type { PositivePredicate } from "./positive-predicate.ts";
import { FALSE, promotedMask, spanSql, TRUE } from "./span-sql.ts";
import { SqlParameters } from "./sql-parameters.ts";
import { startOfBucket, type BucketWindow } from "./time-windows.ts";

/**
 * SQL of a search in one window of time. Conditions on keys with a column make it two questions joined by
 * UNION ALL:
 *
 *   1. rows that match by columns (and by maps only for keys without a column)
 *   2. rows whose `promoted_in_map` says that a wanted key is in a map after all; almost none, and mostly it is known
 *      that there are none (promoted-in-maps.ts), and then this is not asked
 *
 * so that a search for promoted keys reads no map. A row may come from both where readers keep one per trace.
 */
export interface SearchWindow {
  readonly tenant: string;
  readonly where: PositivePredicate;
  readonly definitions: DefinitionConditions;
  /** Within what a start time can be. */
  readonly time: TimeRange;
  readonly window: BucketWindow;
  /** Where values of wanted keys are in maps although they have a column; undefined when nowhere. */
  readonly promotedInMaps: BucketWindow | undefined;
  /** Only rows behind this one in the order of the search. */
  readonly behind?: SearchPosition;
}

/** A place among matching rows, which go by start (latest first), then by trace id. */
export interface SearchPosition {
  readonly startUnixNano: bigint;
  readonly traceId: string;
}

/** The `rows` latest matching rows. Cheap: the engine keeps that many rows and no table of traces. */
export function latestRowsQuery(
  layout: Layout,
  window: SearchWindow,
  rows: number,
): Query | undefined {
  return overMatches(layout, window, { rows }, (matches) => [
    "SELECT trace_id, start_unix_nano",
    `FROM (${matches})`,
    "ORDER BY start_unix_nano DESC, trace_id",
    "LIMIT {rows:UInt64}",
  ]);
}

/** The `traces` traces with the latest matching rows, for when few traces have very many of those. */
export function latestTracesQuery(
  layout: Layout,
  window: SearchWindow,
  traces: number,
): Query | undefined {
  return overMatches(layout, window, { rows: traces }, (matches) => [
    "SELECT trace_id, max(start_unix_nano) AS last",
    `FROM (${matches})`,
    "GROUP BY trace_id",
    "ORDER BY last DESC, trace_id",
    "LIMIT {rows:UInt64}",
  ]);
}

/** Which of the traces have a matching row that is not behind the position. */
export function tracesBeforeQuery(
  layout: Layout,
  window: SearchWindow,
  position: SearchPosition,
  traceIds: readonly string[],
): Query | undefined {
  const among = `trace_id IN (${traceIds.map(idLiteral).join(", ")})`;
  const extra = { conditions: [among, `NOT ${behindSql(position)}`] };
  return overMatches(layout, window, { ...extra, columns: "trace_id" }, (matches) => [
    "SELECT DISTINCT trace_id",
    `FROM (${matches})`,
  ]);
}

/** What traces can be ranked by, of the whole trace wherever it lies, from its summary. */
export const TRACE_MEASURES = {
  longest: "max(last_end_unix_nano) - min(first_start_unix_nano)",
  mostErrors: "sum(error_count)",
  mostSpans: "sum(span_count)",
} as const;

export type RankedOrder = keyof typeof TRACE_MEASURES;

/** A place among ranked traces, which go by the measure (largest first), then by id. */
export interface RankedPosition {
  readonly measure: bigint;
  readonly traceId: string;
}

/** The `traces` traces with a matching row that have the most of the measure, from a position on. */
export function rankedTracesQuery(
  layout: Layout,
  window: SearchWindow,
  ranked: {
    readonly order: RankedOrder;
    readonly traces: number;
    readonly behind: RankedPosition | undefined;
  },
): Query | undefined {
  const { order, traces, behind } = ranked;
  const extra = {
    rows: traces,
    ...(behind === undefined ? {} : { measure: behind.measure }),
  };
  return overMatches(layout, window, { ...extra, columns: "trace_id" }, (matches) => [
    `SELECT trace_id, toUInt64(${TRACE_MEASURES[order]}) AS measure`,
    `FROM ${qualified(layout, "trace_summaries")}`,
    `WHERE tenant = {tenant:String} AND trace_id IN (${matches})`,
    "GROUP BY trace_id",
    ...(behind === undefined
      ? []
      : [
          "HAVING measure < {measure:UInt64}",
          `  OR (measure = {measure:UInt64} AND trace_id > ${idLiteral(behind.traceId)})`,
        ]),
    "ORDER BY measure DESC, trace_id",
    "LIMIT {rows:UInt64}",
  ]);
}

/** SQL over all matching rows of a window, each of which comes once; undefined when nothing can match. */
export function overEachMatch(
  layout: Layout,
  window: SearchWindow,
  columns: (parameters: SqlParameters) => string,
  write: (matches: string) => readonly string[],
): Query | undefined {
  const parameters = new SqlParameters();
  const select = `SELECT ${columns(parameters)} FROM ${qualified(layout, "spans")}`;
  const span = windowConditions(window, parameters);
  const branches = matchBranches(select, span, window, parameters, "each once");
  if (branches.length === 0) return undefined;
  return {
    sql: write(branches.join("\nUNION ALL\n")).join("\n"),
    parameters: { ...parameters.values, tenant: window.tenant },
  };
}

function overMatches(
  layout: Layout,
  window: SearchWindow,
  extra: {
    readonly conditions?: readonly string[];
    /** What is selected of a matching row; its trace and start when nothing is said. */
    readonly columns?: string;
  } & Readonly<Record<string, unknown>>,
  write: (matches: string) => readonly string[],
): Query | undefined {
  const { conditions = [], columns = "trace_id, start_unix_nano", ...values } = extra;
  const parameters = new SqlParameters();
  const table = qualified(layout, "spans");
  const span = [...windowConditions(window, parameters), ...conditions];
  const select = `SELECT ${columns} FROM ${table}`;
  const branches = matchBranches(select, span, window, parameters);
  if (branches.length === 0) return undefined;
  return {
    sql: write(branches.join("\nUNION ALL\n")).join("\n"),
    parameters: {
      ...parameters.values,
      ...(values as Record<string, SqlParameter>),
      tenant: window.tenant,
    },
  };
}

/** The tenant and the buckets are the primary key's first columns. */
function windowConditions(
  { time, window, behind }: SearchWindow,
  parameters: SqlParameters,
): readonly string[] {
  // Starts are large to read, so they are asked for only where a bucket lies across an end of the range.
  const first = startOfBucket(window.firstBucket);
  const end = startOfBucket(window.lastBucket + 1);
  const { fromUnixNano, toUnixNano } = time;
  return [
    "tenant = {tenant:String}",
    `time_bucket BETWEEN ${window.firstBucket} AND ${window.lastBucket}`,
    ...(fromUnixNano <= first
      ? []
      : [`start_unix_nano >= ${parameters.add(fromUnixNano, "UInt64")}`]),
    ...(toUnixNano >= end ? [] : [`start_unix_nano < ${parameters.add(toUnixNano, "UInt64")}`]),
    ...(behind === undefined || behind.startUnixNano >= end ? [] : [behindSql(behind)]),
  ];
}

function behindSql({ startUnixNano, traceId }: SearchPosition): string {
  return `(start_unix_nano < ${startUnixNano} OR (start_unix_nano = ${startUnixNano} AND trace_id > ${idLiteral(traceId)}))`;
}

function matchBranches(
  select: string,
  span: readonly string[],
  { where, definitions, window, promotedInMaps }: SearchWindow,
  parameters: SqlParameters,
  rows: "each once" | "some twice" = "some twice",
): readonly string[] {
  const { mask, isNegated } = promotedMask(where);
  const branches: string[] = [];
  const byColumns = conjuncts(where).map((part) =>
    spanSql(part, { parameters, definitions, maps: "unpromoted" }),
  );
  if (!byColumns.includes(FALSE)) {
    // Without a negation, what the columns alone find is right even where the maps have more.
    const isSplit = isNegated || (rows === "each once" && mask !== 0n);
    const rest = isSplit ? [`bitAnd(promoted_in_map, ${mask}) = 0`] : [];
    branches.push(`${select}\nWHERE ${conditionsSql([...span, ...rest, ...byColumns])}`);
  }
  if (mask === 0n || !overlap(window, promotedInMaps)) return branches;
  const byAll = conjuncts(where).map((part) =>
    spanSql(part, { parameters, definitions, maps: "everywhere" }),
  );
  if (!byAll.includes(FALSE)) {
    branches.push(
      `${select}\nPREWHERE bitAnd(promoted_in_map, ${mask}) != 0\nWHERE ${conditionsSql([...span, ...byAll])}`,
    );
  }
  return branches;
}

function overlap(one: BucketWindow, other: BucketWindow | undefined): boolean {
  return (
    other !== undefined &&
    one.firstBucket <= other.lastBucket &&
    other.firstBucket <= one.lastBucket
  );
}

/** The parts of an `and`, so that each is a condition of its own for the engine. */
function conjuncts(where: PositivePredicate): readonly PositivePredicate[] {
  return where.type === "and" ? where.of : [where];
}

function conditionsSql(conditions: readonly string[]): string {
  return [...new Set(conditions)].filter((one) => one !== TRUE).join("\n  AND ");
}
