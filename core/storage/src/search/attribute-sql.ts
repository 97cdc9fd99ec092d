import { PRESENT, type OfValue, type ValueSql } from "./value-tests.ts";

/**
 * SQL for "there is an attribute with this key whose value passes". Keys may repeat, and all of their
 * values count, so a lookup of the key (`map[key]`, the first one) is not enough.
 */

/** The five maps of a span, a resource or a scope. Undefined when no value can pass. */
export function typedMapsSql(
  key: string,
  values: ValueSql,
  table: { readonly hasValueIndex: boolean },
): string | undefined {
  return anyOf([
    table.hasValueIndex ? textsSql(key, values) : mapSql("attributes_string", key, values.string),
    mapSql("attributes_int", key, values.int),
    mapSql("attributes_double", key, values.double),
    mapSql("attributes_bool", key, values.bool),
    mapSql("attributes_other", key, values.other),
  ]);
}

/** One of the values first: for that, the table of spans has an index (schema/attribute-index.ts). */
function textsSql(key: string, { string, equalString }: ValueSql): string | undefined {
  const sql = mapSql("attributes_string", key, string);
  if (sql === undefined || equalString === undefined) return sql;
  const values = "mapValues(attributes_string)";
  const isAmong =
    "text" in equalString
      ? `has(${values}, ${equalString.text})`
      : `hasAny(${values}, ${equalString.texts})`;
  return `(${isAmong} AND ${sql})`;
}

/**
 * The two maps of an event or link: texts, and everything else as attribute text, tagged with its type
 * (core/model/src/attribute-text.ts).
 */
export function taggedMapsSql(
  maps: { readonly texts: () => string; readonly others: () => string },
  key: string,
  values: ValueSql,
): string | undefined {
  const tagged = anyOf([
    taggedSql(values.int, IS_INT, INT),
    taggedSql(values.double, IS_DOUBLE, DOUBLE),
    taggedSql(values.bool, IS_BOOL, "(v = 'true')"),
    taggedSql(values.other, IS_OTHER, "v"),
  ]);
  return anyOf([
    values.string === undefined ? undefined : mapSql(maps.texts(), key, values.string),
    tagged === undefined ? undefined : mapSql(maps.others(), key, () => tagged),
  ]);
}

/** SQL of alternatives; undefined when there are none. */
export function anyOf(alternatives: readonly (string | undefined)[]): string | undefined {
  const some = alternatives.filter((one) => one !== undefined);
  return some.length < 2 ? some[0] : `(${some.join(" OR ")})`;
}

function mapSql(map: string, key: string, value: OfValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === PRESENT) return `mapContains(${map}, ${key})`;
  return `arrayExists((k, v) -> k = ${key} AND ${value("v")}, mapKeys(${map}), mapValues(${map}))`;
}

const IS_INT = `startsWith(v, '{"int":')`;
const INT = "toInt64OrZero(JSONExtractString(v, 'int'))";
const IS_SPELLED_DOUBLE = `startsWith(v, '{"double":')`;
const IS_DOUBLE = `(match(v, '^[-0-9]') OR ${IS_SPELLED_DOUBLE})`;
const DOUBLE = `if(${IS_SPELLED_DOUBLE}, toFloat64OrZero(JSONExtractString(v, 'double')), JSONExtractFloat(v))`;
const IS_BOOL = "v IN ('true', 'false')";
const IS_OTHER = `(startsWith(v, '[') OR startsWith(v, '{"list":') OR startsWith(v, '{"bytes":') OR v = 'null')`;

/** A condition on the attribute text `v`. */
function taggedSql(
  value: OfValue | undefined,
  isOfType: string,
  plain: string,
): string | undefined {
  if (value === undefined) return undefined;
  return value === PRESENT ? isOfType : `(${isOfType} AND ${value(plain)})`;
}
