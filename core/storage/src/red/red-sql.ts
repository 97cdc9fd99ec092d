import type { Query, SqlParameter } from "../connection/engine.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { RED_SERVICE_MINUTE, type RedTable } from "./red-plan.ts";
import type { RedFilter } from "./red-reader.ts";

/** The columns of a result, in this order: service, operation, time, three sums, bins, two exemplars. */
export interface RedColumns {
  readonly operation: boolean;
  readonly bins: boolean;
  readonly exemplars: boolean;
}

/** Rows of a rollup. Times are in units of the table, both inclusive. */
export interface RedScope {
  readonly table: RedTable;
  readonly filter: RedFilter;
  readonly firstUnit: number;
  readonly lastUnit: number;
  /** Only these series: at the same places a service and an operation. */
  readonly series?: {
    readonly services: readonly string[];
    /** Absent when series are services. */
    readonly operations?: readonly string[];
  };
}

/** No span has a negative duration here, so this one loses against every other. */
export const NO_EXEMPLAR = "(toInt64(-1), toFixedString('', 16), toFixedString('', 8))";

/** SQL for the rows as they are stored, with the unit as their time. */
export function storedRowsQuery(layout: Layout, scope: RedScope, columns: RedColumns): Query {
  const { table } = scope;
  const selected = [
    ...namesOf(columns),
    table.timeColumn,
    "weight",
    errorsOf(table).weight,
    "duration_sum_nano",
    ...(columns.bins ? ["bins"] : []),
    ...(columns.exemplars ? ["exemplar", errorsOf(table).exemplar] : []),
  ];
  const { sql, parameters } = conditionOf(scope);
  return {
    sql: [`SELECT ${selected.join(", ")}`, `FROM ${qualified(layout, table.name)}`, sql].join("\n"),
    parameters,
  };
}

/**
 * SQL for the sums of all rows of a series and a time, without bins. `time` is an expression of the table's time
 * column, of type UInt32.
 */
export function summedRowsQuery(
  layout: Layout,
  scope: RedScope,
  { time, columns, limit }: { time: string; columns: RedColumns; limit?: number },
): Query {
  const { table } = scope;
  const keys = [...namesOf(columns), "time"].join(", ");
  const { sql, parameters } = conditionOf(scope);
  return {
    sql: [
      `SELECT ${namesOf(columns).join(", ")}, ${time} AS time,`,
      `  sum(weight) AS weights, sum(${errorsOf(table).weight}), sum(duration_sum_nano)`,
      ...(columns.exemplars ? [`, max(exemplar), max(${errorsOf(table).exemplar})`] : []),
      `FROM ${qualified(layout, table.name)}`,
      sql,
      `GROUP BY ${keys}`,
      ...(limit === undefined ? [] : [`ORDER BY weights DESC, ${keys}`, `LIMIT ${limit}`]),
    ].join("\n"),
    parameters,
  };
}

/** SQL for the bins of the same; its three sums are zero. */
export function summedBinsQuery(
  layout: Layout,
  scope: RedScope,
  { time, columns }: { time: string; columns: RedColumns },
): Query {
  const names = namesOf(columns).join(", ");
  const { sql, parameters } = conditionOf(scope);
  return {
    sql: [
      `SELECT ${names}, time, 0., 0., 0., mapFromArrays(groupArray(bin), groupArray(bin_weight))`,
      "FROM (",
      `  SELECT ${names}, time, bin, sum(one_weight) AS bin_weight`,
      "  FROM (",
      `    SELECT ${names}, ${time} AS time, mapKeys(bins) AS some_bins, mapValues(bins) AS some_weights`,
      `    FROM ${qualified(layout, scope.table.name)}`,
      sql,
      "  )",
      "  ARRAY JOIN some_bins AS bin, some_weights AS one_weight",
      `  GROUP BY ${names}, time, bin`,
      ")",
      `GROUP BY ${names}, time`,
    ].join("\n"),
    parameters,
  };
}

/** SQL for how many series there are. */
export function seriesCountQuery(layout: Layout, scope: RedScope, columns: RedColumns): Query {
  const { sql, parameters } = conditionOf(scope);
  return {
    sql: [
      `SELECT uniqExact(${namesOf(columns).join(", ")})`,
      `FROM ${qualified(layout, scope.table.name)}`,
      sql,
    ].join("\n"),
    parameters,
  };
}

function namesOf({ operation }: RedColumns): readonly string[] {
  return operation ? ["service_name", "name"] : ["service_name"];
}

/** Where a row is of one status, all of it is an error or nothing. */
function errorsOf(table: RedTable): { readonly weight: string; readonly exemplar: string } {
  return table === RED_SERVICE_MINUTE
    ? { weight: "error_weight", exemplar: "error_exemplar" }
    : {
        weight: "if(status_code = 2, weight, 0.)",
        exemplar: `if(status_code = 2, exemplar, ${NO_EXEMPLAR})`,
      };
}

/** SQL for which rows of the table are in scope. */
export function conditionOf(scope: RedScope): {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, SqlParameter>>;
} {
  const { filter, table, firstUnit, lastUnit, series } = scope;
  const { tenant, services, operations, kinds } = filter;
  const lines = [
    "WHERE tenant = {tenant:String}",
    `AND ${table.timeColumn} BETWEEN {firstUnit:UInt32} AND {lastUnit:UInt32}`,
    ...(services === undefined ? [] : ["AND service_name IN {services:Array(String)}"]),
    ...(operations === undefined ? [] : ["AND name IN {operations:Array(String)}"]),
    ...(kinds === undefined ? [] : ["AND kind IN {kinds:Array(UInt8)}"]),
    ...(series === undefined ? [] : ["AND service_name IN {ofServices:Array(String)}"]),
    ...(series?.operations === undefined
      ? []
      : [
          "AND (service_name, name) IN " +
            "(SELECT arrayJoin(arrayZip({ofServices:Array(String)}, {ofOperations:Array(String)})))",
        ]),
  ];
  return {
    sql: lines.join("\n"),
    parameters: {
      ...{ tenant, firstUnit, lastUnit },
      ...(services === undefined ? {} : { services }),
      ...(operations === undefined ? {} : { operations }),
      ...(kinds === undefined ? {} : { kinds }),
      ...(series === undefined ? {} : { ofServices: series.services }),
      ...(series?.operations === undefined ? {} : { ofOperations: series.operations }),
    },
  };
}
