import type { Query, SqlParameter } from "../connection/engine.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { TimeRange, TraceSearch } from "../store.ts";
import {
  attributePredicate,
  type AttributePredicate,
  type TextParameters,
} from "./attribute-predicate.ts";
import type { ResourceConditions } from "./resource-match.ts";
import type { BucketWindow } from "./time-windows.ts";

/**
 * SQL of a search in one window of time. Attribute conditions make it two questions joined by UNION ALL:
 *
 *   1. rows that match by promoted columns (and by maps only for keys without a column)
 *   2. rows whose `promoted_in_map` says that a wanted key is in a map after all; almost none
 *
 * so that a search for promoted keys reads no map. A row may come from both; readers keep one per trace.
 */
export interface SearchWindow {
  readonly search: TraceSearch;
  /** Within what a start time can be. */
  readonly time: TimeRange;
  readonly window: BucketWindow;
  readonly resources: ResourceConditions;
}

/** The `rows` latest matching rows. Cheap: the engine keeps that many rows and no table of traces. */
export function latestRowsQuery(layout: Layout, window: SearchWindow, rows: number): Query {
  const { from, parameters } = matchingRows(layout, window);
  return {
    sql: [
      "SELECT trace_id, start_unix_nano",
      `FROM (${from})`,
      "ORDER BY start_unix_nano DESC, trace_id",
      "LIMIT {rows:UInt64}",
    ].join("\n"),
    parameters: { ...parameters, rows },
  };
}

/** The `traces` traces with the latest matching rows, for when few traces have very many of those. */
export function latestTracesQuery(layout: Layout, window: SearchWindow, traces: number): Query {
  const { from, parameters } = matchingRows(layout, window);
  return {
    sql: [
      "SELECT trace_id, max(start_unix_nano) AS last",
      `FROM (${from})`,
      "GROUP BY trace_id",
      "ORDER BY last DESC, trace_id",
      "LIMIT {rows:UInt64}",
    ].join("\n"),
    parameters: { ...parameters, rows: traces },
  };
}

function matchingRows(
  layout: Layout,
  window: SearchWindow,
): { from: string; parameters: Record<string, SqlParameter> } {
  const parameters: Record<string, SqlParameter> = {};
  const adder: TextParameters = {
    add(value, type) {
      const name = `p${Object.keys(parameters).length}`;
      parameters[name] = value;
      return `{${name}:${type}}`;
    },
  };
  const span = spanConditions(window, adder);
  const attributes = window.search.attributes.map((wanted, index) => ({
    ...attributePredicate(wanted, adder),
    resource: window.resources[index],
  }));
  window.search.attributes.forEach(({ key, text }, index) => {
    parameters[`key_${index}`] = key;
    parameters[`text_${index}`] = text;
  });
  parameters["tenant"] = window.search.tenant;
  const table = qualified(layout, "spans");
  const branches = [columnBranch(table, span, attributes), mapBranch(table, span, attributes)];
  return { from: branches.filter((sql) => sql !== undefined).join("\nUNION ALL\n"), parameters };
}

/** Conditions on what every span has. The tenant and the buckets are the primary key's first columns. */
function spanConditions(
  { search, time, window }: SearchWindow,
  parameters: TextParameters,
): string[] {
  const conditions = [
    "tenant = {tenant:String}",
    `time_bucket BETWEEN ${window.firstBucket} AND ${window.lastBucket}`,
    `start_unix_nano >= ${parameters.add(time.fromUnixNano, "UInt64")}`,
    `start_unix_nano < ${parameters.add(time.toUnixNano, "UInt64")}`,
  ];
  const equal = (column: string, type: string, value: SqlParameter | undefined): void => {
    if (value !== undefined) conditions.push(`${column} = ${parameters.add(value, type)}`);
  };
  equal("service_name", "String", search.service);
  equal("name", "String", search.operation);
  equal("kind", "UInt8", search.kind);
  equal("status_code", "UInt8", search.statusCode);
  if (search.statusCodeNot !== undefined) {
    conditions.push(`status_code != ${parameters.add(search.statusCodeNot, "UInt8")}`);
  }
  if (search.durationMinNano !== undefined) {
    conditions.push(`duration_nano >= ${parameters.add(search.durationMinNano, "Int64")}`);
  }
  if (search.durationMaxNano !== undefined) {
    conditions.push(`duration_nano <= ${parameters.add(search.durationMaxNano, "Int64")}`);
  }
  return conditions;
}

interface Wanted extends AttributePredicate {
  readonly resource: string | undefined;
}

function columnBranch(
  table: string,
  span: readonly string[],
  wanted: readonly Wanted[],
): string | undefined {
  const conditions: string[] = [];
  for (const { column, bit, maps, resource } of wanted) {
    const places = [bit === undefined ? maps : column, resource].filter((one) => one !== undefined);
    if (places.length === 0) return undefined;
    conditions.push(anyOf(places));
  }
  return `SELECT trace_id, start_unix_nano FROM ${table}\nWHERE ${[...span, ...conditions].join("\n  AND ")}`;
}

function mapBranch(
  table: string,
  span: readonly string[],
  wanted: readonly Wanted[],
): string | undefined {
  const mask = wanted.reduce(
    (bits, { bit }) => (bit === undefined ? bits : bits | (1n << BigInt(bit))),
    0n,
  );
  if (mask === 0n) return undefined;
  const conditions = wanted.map(({ column, maps, resource }) =>
    anyOf([column, maps, resource].filter((one) => one !== undefined)),
  );
  return [
    `SELECT trace_id, start_unix_nano FROM ${table}`,
    `PREWHERE bitAnd(promoted_in_map, ${mask}) != 0`,
    `WHERE ${[...span, ...conditions].join("\n  AND ")}`,
  ].join("\n");
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(" OR ")})`;
}
