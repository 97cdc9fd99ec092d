import { EVERY, type SpansetCondition } from "@spanhouse/model";
import type { Query } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { qualified } from "../schema/layout.ts";
import { patternForEngine } from "../search/pattern-sql.ts";
import type { PositivePredicate } from "../search/positive-predicate.ts";
import type { SearchPosition } from "../search/search-sql.ts";
import { FALSE, spanSql, TRUE, type SpanSqlContext } from "../search/span-sql.ts";
import { SqlParameters } from "../search/sql-parameters.ts";
import { startOfBucket, type BucketWindow } from "../search/time-windows.ts";
import type { NumberNeed, SpansNeed } from "./spanset-needs.ts";
import { around, mapsOf, toPredicate, type SpansetRun } from "./spanset-run.ts";

/**
 * SQL for traces that have what a query of spansets needs, by the start of their latest span of the search (`where`),
 * where that lies in the window and behind the position: for each trace, the spans in the window and around it are counted
 * that pass each condition. Undefined when nothing can pass.
 */
export function candidatesQuery(
  run: SpansetRun,
  window: BucketWindow,
  behind: SearchPosition | undefined,
  rows: number,
): Query | undefined {
  const { layout, time, needs, definitions } = run;
  const parameters = new SqlParameters();
  const wide = around(window);
  const context = { parameters, definitions, maps: mapsOf(run, wide) };
  const source = spanSql(run.where, context);
  if (source === FALSE) return undefined;
  const counts = new NeededCounts(run, context);
  const having = counts.sql(needs.spans);
  if (having === FALSE) return undefined;
  const any = [...new Set([source, ...counts.columns])];
  const spans = qualified(layout, "spans");
  const [from, to] = [time.fromUnixNano, time.toUnixNano].map((at) => parameters.add(at, "UInt64"));
  const columns = counts.columns.map((sql, index) => `toUInt8(${sql}) AS n${index}`);
  const isBehind =
    behind === undefined
      ? TRUE
      : `(rank < ${behind.startUnixNano} OR (rank = ${behind.startUnixNano} AND trace_id > ${idLiteral(behind.traceId)}))`;
  const trace = traceSql(needs.trace, parameters);
  if (trace === FALSE) return undefined;
  const ofTrace = [
    `WHERE trace_id IN (SELECT trace_id FROM ${qualified(layout, "trace_summaries")}`,
    "WHERE tenant = {tenant:String} AND trace_id IN (",
    `  SELECT trace_id FROM ${spans} WHERE tenant = {tenant:String}`,
    `  AND time_bucket BETWEEN ${window.firstBucket} AND ${window.lastBucket} AND ${source})`,
    `GROUP BY trace_id HAVING ${trace})`,
  ];
  return {
    sql: [
      "SELECT trace_id, rank FROM (",
      "SELECT trace_id, maxIf(start_unix_nano, is_source) AS rank",
      "FROM (",
      `  SELECT ${["trace_id", "start_unix_nano", `(${source}) AND start_unix_nano >= ${from!} AND start_unix_nano < ${to!} AS is_source`, ...columns].join(", ")}`,
      `  FROM ${spans}`,
      "  WHERE tenant = {tenant:String}",
      `  AND time_bucket BETWEEN ${wide.firstBucket} AND ${wide.lastBucket}`,
      ...(any.includes(TRUE) ? [] : [`  AND (${any.join(" OR ")})`]),
      ")",
      "GROUP BY trace_id",
      `HAVING rank >= ${startOfBucket(window.firstBucket)} AND rank < ${startOfBucket(window.lastBucket + 1)}`,
      `  AND ${isBehind} AND ${having})`,
      ...(trace === TRUE ? [] : ofTrace),
      "ORDER BY rank DESC, trace_id",
      "LIMIT {rows:UInt64}",
    ].join("\n"),
    parameters: { ...parameters.values, tenant: run.search.tenant, rows },
  };
}

/** Conditions on how many spans pass others, each of which is a column. */
class NeededCounts {
  readonly columns: string[] = [];
  readonly #run: SpansetRun;
  readonly #context: SpanSqlContext;

  constructor(run: SpansetRun, context: SpanSqlContext) {
    this.#run = run;
    this.#context = context;
  }

  sql(need: SpansNeed): string {
    if (need.type === "spans") {
      const sql = spanSql(this.#predicateOf(need), this.#context);
      if (sql === FALSE) return FALSE;
      return `sum(n${this.#columnOf(sql)}) >= ${need.atLeast}`;
    }
    const isAnd = need.type === "and";
    const of = [...new Set(need.of.map((one) => this.sql(one)))];
    if (of.includes(isAnd ? FALSE : TRUE)) return isAnd ? FALSE : TRUE;
    const rest = of.filter((one) => one !== (isAnd ? TRUE : FALSE));
    if (rest.length === 0) return isAnd ? TRUE : FALSE;
    return rest.length === 1 ? rest[0]! : `(${rest.join(isAnd ? " AND " : " OR ")})`;
  }

  #predicateOf({ where, number }: SpansNeed & { readonly type: "spans" }): PositivePredicate {
    const predicate = toPredicate(where, this.#run.conditions);
    return number === undefined
      ? predicate
      : { type: "and", of: [predicate, numberPredicate(number)] };
  }

  #columnOf(sql: string): number {
    const known = this.columns.indexOf(sql);
    return known >= 0 ? known : this.columns.push(sql) - 1;
  }
}

function numberPredicate({ measure, operator, value }: NumberNeed): PositivePredicate {
  return {
    type: "value",
    place:
      measure === "duration"
        ? { field: "duration" }
        : { attribute: measure.attribute, level: "span" },
    test: {
      type: "compare",
      // A need is never that a number is another one.
      operator: operator as Exclude<typeof operator, "!=">,
      constant: typeof value === "bigint" ? { type: "int", value } : { type: "double", value },
    },
  };
}

const TRACE_FIELDS = {
  duration: "(toInt64(max(last_end_unix_nano)) - toInt64(min(first_start_unix_nano)))",
  rootService: "tupleElement(min(root), 2)",
  rootName: "tupleElement(min(root), 3)",
} as const;

/** Of the summaries of a trace. */
function traceSql(condition: SpansetCondition, parameters: SqlParameters): string {
  if (condition === EVERY) return TRUE;
  switch (condition.type) {
    case "and":
    case "or": {
      if (condition.of.length === 0) return condition.type === "and" ? TRUE : FALSE;
      const of = condition.of.map((one) => traceSql(one, parameters));
      return `(${of.join(condition.type === "and" ? " AND " : " OR ")})`;
    }
    case "not":
      return `NOT (${traceSql(condition.of, parameters)})`;
    case "span":
      throw new Error("a condition of spans is none of traces");
    case "trace": {
      const column = TRACE_FIELDS[condition.field];
      const { operator, value } = condition;
      if (typeof value !== "string") {
        const type = typeof value === "bigint" ? "Int64" : "Float64";
        return `${column} ${operator} ${parameters.add(value, type)}`;
      }
      if (operator !== "=~" && operator !== "!~") {
        return `${column} ${operator} ${parameters.add(value, "String")}`;
      }
      const match = `match(${column}, ${parameters.add(patternForEngine(value), "String")})`;
      return operator === "=~" ? match : `NOT ${match}`;
    }
  }
}
