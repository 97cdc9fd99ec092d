import type { SpanMeasure } from "@spanhouse/model";
import type { Query } from "../connection/engine.ts";
import { identifier } from "../connection/sql-literal.ts";
import { locationCondition, type TraceLocation } from "../read/trace-location.ts";
import type { RowReader } from "../read/row-binary.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import { qualified } from "../schema/layout.ts";
import { FALSE, spanSql, TRUE } from "../search/span-sql.ts";
import { SqlParameters } from "../search/sql-parameters.ts";
import { mapsOf, toPredicate, type SpansetRun } from "./spanset-run.ts";

/** What is read of a span to compare it with the others of its trace. */
export interface ComparedSpan {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  /** Bit i: the condition i of the run holds. */
  readonly holds: number;
  /** 0 where no relation is asked for, and of a parent that is not there. */
  readonly spanId: bigint;
  readonly parentSpanId: bigint;
  readonly measures: readonly (bigint | number | undefined)[];
}

/**
 * SQL for the spans of the traces: all of them where their tree matters, and else those for which a filter's condition
 * holds. `readComparedSpan` is the other half of it.
 */
export function comparedSpansQuery(run: SpansetRun, locations: readonly TraceLocation[]): Query {
  const parameters = new SqlParameters();
  const { layout, definitions, conditions, needs, query } = run;
  const buckets = {
    firstBucket: Math.min(...locations.map(({ firstBucket }) => firstBucket)),
    lastBucket: Math.max(...locations.map(({ lastBucket }) => lastBucket)),
  };
  const context = { parameters, definitions, maps: mapsOf(run, buckets) };
  const bits = conditions.flatMap((condition, index) => {
    const sql = spanSql(condition, context);
    return sql === FALSE ? [] : [`bitShiftLeft(toUInt32(${sql}), ${index})`];
  });
  const isWanted = needs.asksForTree ? TRUE : spanSql(toPredicate(needs.any, conditions), context);
  return {
    sql: [
      "SELECT",
      [
        "trace_id",
        "start_unix_nano",
        `toUInt32(${bits.length === 0 ? "0" : bits.join(" + ")})`,
        ...(needs.asksForTree
          ? ["reinterpretAsUInt64(span_id)", "reinterpretAsUInt64(parent_span_id)"]
          : []),
        ...query.measures.flatMap((measure) => measureSql(measure, parameters)),
      ].join(", "),
      `FROM ${qualified(layout, "spans")}`,
      `WHERE tenant = {tenant:String} AND ${locationCondition(locations)}`,
      ...(isWanted === TRUE ? [] : [`AND ${isWanted}`]),
    ].join("\n"),
    parameters: { ...parameters.values, tenant: run.search.tenant },
  };
}

export function readComparedSpan(row: RowReader, { needs, query }: SpansetRun): ComparedSpan {
  return {
    traceId: row.hex(16),
    startUnixNano: row.uint64(),
    holds: row.uint32(),
    spanId: needs.asksForTree ? row.uint64() : 0n,
    parentSpanId: needs.asksForTree ? row.uint64() : 0n,
    measures: query.measures.map(() => readMeasure(row)),
  };
}

/** Which number there is (0 none, 1 whole, 2 other), and the number as either. */
function measureSql(measure: SpanMeasure, parameters: SqlParameters): readonly string[] {
  if (measure === "duration") return ["toUInt8(1)", "toInt64(duration_nano)", "toFloat64(0)"];
  const key = parameters.add(measure.attribute, "String");
  const has = (map: string): string => `has(mapKeys(${map}), ${key})`;
  const first = (map: string): string => `mapValues(${map})[indexOf(mapKeys(${map}), ${key})]`;
  const promoted = PROMOTED_SPAN_ATTRIBUTES.find(
    (one) => one.key === measure.attribute && one.type === "uint16",
  );
  const column = promoted === undefined ? undefined : identifier(promoted.key);
  const isPromoted = column === undefined ? [] : [`${column} != 0`];
  const [int, double] = ["attributes_int", "attributes_double"];
  const whole = [
    ...[has(int), first(int)],
    ...(column === undefined ? [] : [`${column} != 0`, `toInt64(${column})`]),
  ];
  return [
    `toUInt8(multiIf(${[has(int), ...isPromoted].join(" OR ")}, 1, ${has(double)}, 2, 0))`,
    `toInt64(multiIf(${whole.join(", ")}, 0))`,
    `toFloat64(${first(double)})`,
  ];
}

function readMeasure(row: RowReader): bigint | number | undefined {
  const type = row.uint8();
  const [whole, other] = [row.int64(), row.float64()];
  return type === 0 ? undefined : type === 1 ? whole : other;
}
