import { stringLiteral, identifier } from "../connection/sql-literal.ts";
import { levelCode, typeCode } from "../completion/attribute-codes.ts";
import type { AttributeLevel, CompletedType } from "../completion/completion-reader.ts";
import {
  COMPLETION_KEY_BYTES_MAX,
  COMPLETION_KEY_VALUES_MAX,
  COMPLETION_ROWS_MAX,
  COMPLETION_SAMPLE_ONE_IN,
  COMPLETION_SAMPLE_ROWS,
  COMPLETION_VALUE_BYTES_MAX,
} from "../limits.ts";
import type { Layout } from "./layout.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "./promoted-attributes.ts";
import { createView } from "./views.ts";

/** Three arrays of the same length for each span; together they are its attributes. */
interface Attributes {
  readonly codes: string;
  readonly keys: string;
  readonly values: string;
}

/** Level and type in one number, because arrays are what this view spends its time on. */
function code(level: AttributeLevel, type: CompletedType): number {
  return levelCode(level) * 8 + typeCode(type);
}

function ofMap(map: string, attributeCode: number, valueOf: string): Attributes {
  return {
    codes: `arrayWithConstant(length(${map}), toUInt8(${attributeCode}))`,
    keys: `mapKeys(${map})`,
    values: valueOf === "v" ? `mapValues(${map})` : `arrayMap(v -> ${valueOf}, mapValues(${map}))`,
  };
}

/** Absent ones are "" or 0 and fall away later. */
function ofPromoted(): Attributes {
  const codes = PROMOTED_SPAN_ATTRIBUTES.map(({ type }) =>
    code("span", type === "uint16" ? "int" : "string"),
  );
  const list = (items: readonly string[]): string => `[${items.join(", ")}]`;
  return {
    codes: `CAST([${codes.join(", ")}], 'Array(UInt8)')`,
    keys: list(PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => stringLiteral(key))),
    values: list(PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => `toString(${identifier(key)})`)),
  };
}

function ofEvents(map: string, attributeCode: number, valueOf: string): Attributes {
  return {
    codes: `arrayWithConstant(length(arrayFlatten(arrayMap(m -> mapKeys(m), ${map}))), toUInt8(${attributeCode}))`,
    keys: `arrayFlatten(arrayMap(m -> mapKeys(m), ${map}))`,
    values: `arrayFlatten(arrayMap(m -> arrayMap(v -> ${valueOf}, mapValues(m)), ${map}))`,
  };
}

/** Of a resource or scope, whose definition lists pairs of a key and attribute text (core/model). */
function ofDefinition(definition: string, level: AttributeLevel): Attributes {
  const pairs = `JSONExtractArrayRaw(${definition}, 'attributes')`;
  const each = (expression: string): string =>
    `arrayMap(pair -> ${expression.replaceAll("{text}", "JSONExtractRaw(pair, 2)")}, ${pairs})`;
  const is = (start: string): string => `startsWith({text}, ${stringLiteral(start)})`;
  const type = [
    [is('"'), "string"],
    [is('{"int"'), "int"],
    [`match({text}, '^[-0-9]') OR ${is('{"double"')}`, "double"],
    ["{text} IN ('true', 'false')", "bool"],
  ] as const;
  const codes = type.flatMap(([condition, name]) => [condition, `${code(level, name)}`]).join(", ");
  return {
    codes: each(`toUInt8(multiIf(${codes}, ${code(level, "other")}))`),
    keys: each("JSONExtractString(pair, 1)"),
    values: each(
      `multiIf(${is('"')}, JSONExtractString(pair, 2), ` +
        `startsWith({text}, '{"'), concat(JSONExtractString(pair, 2, 'int'), JSONExtractString(pair, 2, 'double')), ` +
        "startsWith({text}, '['), '', {text})",
    ),
  };
}

const ATTRIBUTES: readonly Attributes[] = [
  ofMap("attributes_string", code("span", "string"), "v"),
  ofMap("attributes_int", code("span", "int"), "toString(v)"),
  ofMap("attributes_double", code("span", "double"), "toString(v)"),
  ofMap("attributes_bool", code("span", "bool"), "if(v, 'true', 'false')"),
  ofMap("attributes_other", code("span", "other"), "''"),
  ofPromoted(),
  ofEvents("`events.attributes_string`", code("event", "string"), "v"),
  ofEvents("`events.attributes_other`", code("event", "other"), "''"),
  ofDefinition("resource_definition", "resource"),
  ofDefinition("scope_definition", "scope"),
];

function all(part: keyof Attributes): string {
  return ATTRIBUTES.map((attributes) => attributes[part]).join(",\n      ");
}

/**
 * Looks at some spans of a large insert only (at all of a small one, and at every resource and scope), and stores
 * a bounded number of rows: the most frequent values of the most frequent keys.
 */
export function createCompletionValuesView(layout: Layout): string {
  return createView(layout, {
    name: "completion_values_view",
    source: "spans",
    target: "completion_values",
    select: `SELECT
  tenant, received_on, level, type, key, value, span_count
FROM
(
  SELECT
    tenant,
    received_on,
    intDiv(attribute_code, 8) AS level,
    attribute_code % 8 AS type,
    toString(attribute_key) AS key,
    if(length(attribute_value) > ${COMPLETION_VALUE_BYTES_MAX}, '', attribute_value) AS value,
    count() AS span_count
  FROM
  (
    SELECT
      tenant,
      received_on,
      arrayConcat(
      ${all("codes")}) AS codes,
      arrayConcat(
      ${all("keys")}) AS keys,
      arrayConcat(
      ${all("values")}) AS \`values\`
    FROM {source}
    WHERE rowNumberInAllBlocks() < ${COMPLETION_SAMPLE_ROWS}
      OR rowNumberInAllBlocks() % ${COMPLETION_SAMPLE_ONE_IN} = 0
      OR resource_definition != ''
      OR scope_definition != ''
  )
  ARRAY JOIN codes AS attribute_code, keys AS attribute_key, \`values\` AS attribute_value
  WHERE NOT (attribute_value IN ('', '0') AND attribute_key IN (${PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => stringLiteral(key)).join(", ")}))
    AND length(attribute_key) BETWEEN 1 AND ${COMPLETION_KEY_BYTES_MAX}
  GROUP BY tenant, received_on, level, type, key, value
)
ORDER BY
  -- Of resources and scopes each is looked at once, however many spans have it.
  level IN (${levelCode("resource")}, ${levelCode("scope")}) DESC,
  sum(span_count) OVER (PARTITION BY tenant, level, key) DESC,
  span_count DESC
LIMIT ${COMPLETION_KEY_VALUES_MAX} BY tenant, level, key
LIMIT ${COMPLETION_ROWS_MAX}`,
  });
}

export function createCompletionKeysView(layout: Layout): string {
  return createView(layout, {
    name: "completion_keys_view",
    source: "completion_values",
    target: "completion_keys",
    select: `SELECT
  tenant, received_on, level, type, key,
  sum(completion_values.span_count) AS span_count
FROM {source} AS completion_values
GROUP BY tenant, received_on, level, type, key`,
  });
}
