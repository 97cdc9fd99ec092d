import type { PredicateConstant } from "@spanhouse/model";
import { identifier } from "../connection/sql-literal.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import { integersAmong } from "./one-of-sql.ts";
import type { ValueTest } from "./positive-predicate.ts";
import type { SqlParameters } from "./sql-parameters.ts";
import { valueSql } from "./value-sql.ts";
import { PRESENT, type OfValue } from "./value-tests.ts";

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
  if (test.type === "oneOf") return oneOfSql(bit, test.constants, parameters);
  const { string, uint } = valueSql(test, parameters);
  return type === "uint16"
    ? columnSql(column, "0", uint, equalInt(test))
    : columnSql(column, "''", string, equalText(test));
}

/** The default of a column is left out of the list, and what does not fit into the column, which would wrap around. */
function oneOfSql(
  bit: number,
  constants: readonly PredicateConstant[],
  parameters: SqlParameters,
): string | undefined {
  const { key, type } = PROMOTED_SPAN_ATTRIBUTES[bit]!;
  if (type === "uint16") {
    const ints = integersAmong(constants).filter((int) => int > 0n && int <= 0xffffn);
    if (ints.length === 0) return undefined;
    return `${identifier(key)} IN ${parameters.add(ints, "Array(UInt16)")}`;
  }
  const texts = constants.flatMap(({ type: of, value }) =>
    (of === "string" || of === "text") && value !== "" ? [value] : [],
  );
  return texts.length === 0
    ? undefined
    : `${identifier(key)} IN ${parameters.add(texts, "Array(String)")}`;
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
