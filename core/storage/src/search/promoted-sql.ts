import { identifier } from "../connection/sql-literal.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import type { ValueTest } from "./positive-predicate.ts";
import type { SqlParameters } from "./sql-parameters.ts";
import { PRESENT, valueSql, type OfValue } from "./value-sql.ts";

/** Position of the key in PROMOTED_SPAN_ATTRIBUTES, which is its bit in `promoted_in_map`; undefined without a column. */
export function promotedBit(key: string): number | undefined {
  const bit = PROMOTED_SPAN_ATTRIBUTES.findIndex((promoted) => promoted.key === key);
  return bit < 0 ? undefined : bit;
}

/** SQL of a test for the value in the promoted column; undefined when none there can pass. */
export function promotedSql(
  bit: number,
  test: ValueTest,
  parameters: SqlParameters,
): string | undefined {
  const { key, type } = PROMOTED_SPAN_ATTRIBUTES[bit]!;
  const column = identifier(key);
  const { string, uint } = valueSql(test, parameters);
  return type === "uint16"
    ? columnSql(column, "0", uint, equalInt(test))
    : columnSql(column, "''", string, equalText(test));
}

/** A column's default means that it has no value, so it must not pass as one. */
function columnSql(
  column: string,
  absent: string,
  value: OfValue | undefined,
  equal: string | bigint | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  if (value === PRESENT) return `${column} != ${absent}`;
  if (equal === "" || equal === 0n) return undefined;
  return equal === undefined ? `(${column} != ${absent} AND ${value(column)})` : value(column);
}

/** What a value that passes is equal to, where there is one. */
function equalText(test: ValueTest): string | undefined {
  if (test.type !== "compare" || test.operator !== "=") return undefined;
  const { constant } = test;
  return constant.type === "string" || constant.type === "text" ? constant.value : undefined;
}

function equalInt(test: ValueTest): bigint | undefined {
  if (test.type !== "compare" || test.operator !== "=") return undefined;
  const { constant } = test;
  if (constant.type === "int") return constant.value;
  const number = Number(constant.value);
  return Number.isInteger(number) ? BigInt(number) : undefined;
}
