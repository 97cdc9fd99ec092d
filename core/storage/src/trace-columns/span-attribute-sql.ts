import type { Query } from "../connection/engine.ts";
import { identifier } from "../connection/sql-literal.ts";
import { COLUMN_TEXT_CHARS_MAX, TRACE_ATTRIBUTE_KEYS_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import type { UsedColumns } from "../schema/used-columns.ts";
import type { SpanSource } from "./span-sources.ts";

/**
 * SQL for an attribute of all spans of a trace that have it: the span's id, and the value as text behind a letter for
 * its type, as a dictionary.
 *
 *   sGET     text            i200   integer        d405e…   the bits of a double, hexadecimal
 *   b1, b0   boolean         o[1,2] other values, as attribute text (core/model/src/attribute-text.ts)
 *
 * Of several values of a span the first, in the order of read/span-row.ts.
 */
export function spanAttributeQuery(
  { from, condition, spanCount, uses }: SpanSource,
  { tenant, key }: { readonly tenant: string; readonly key: string },
): Query {
  const choices = choicesOf(key, uses).flatMap(([has, tagged]) => [has, tagged]);
  return {
    sql: [
      `SELECT span_id, toLowCardinality(multiIf(${choices.join(", ")}, '')) AS tagged`,
      `FROM ${from}`,
      `WHERE tenant = {tenant:String} AND ${condition} AND tagged != ''`,
      ...(spanCount > TRACE_SPANS_MAX
        ? ["ORDER BY start_unix_nano, span_id", `LIMIT ${TRACE_SPANS_MAX}`]
        : []),
    ].join("\n"),
    parameters: { tenant, key },
  };
}

/** SQL for the keys of a trace's spans: of the maps, sorted, and of the columns that have values. */
export function spanAttributeKeysQuery(
  { from, condition, uses }: SpanSource,
  { tenant }: { readonly tenant: string },
): Query {
  const maps = MAPS.filter(({ group }) => group === undefined || uses.has(group));
  const promoted = PROMOTED_SPAN_ATTRIBUTES.filter(({ key }) => uses.has(key)).map(
    ({ key, type }) => `if(${hasPromoted(key, type)}, ['${key}'], [])`,
  );
  const keys = [...maps.map(({ map }) => `mapKeys(${map})`), ...promoted];
  return {
    sql: [
      `SELECT DISTINCT arrayJoin(arrayMap(key -> toString(key), arrayConcat(${keys.join(", ")}))) AS key`,
      `FROM ${from}`,
      `WHERE tenant = {tenant:String} AND ${condition}`,
      `ORDER BY key LIMIT ${TRACE_ATTRIBUTE_KEYS_MAX + 1}`,
    ].join("\n"),
    parameters: { tenant },
  };
}

/** A map of attributes, the letter and text of its values, and what a trace must use to have any. */
interface ValueMap {
  readonly map: string;
  readonly tagged: (value: string) => string;
  readonly group?: UsedColumns;
}

const STRINGS: ValueMap = { map: "attributes_string", tagged: textTagged };
const INTS: ValueMap = {
  ...{ map: "attributes_int", group: "attributes_int" },
  tagged: (value) => `concat('i', toString(${value}))`,
};
const OTHERS: readonly ValueMap[] = [
  {
    ...{ map: "attributes_double", group: "attributesDouble" },
    tagged: (value) => `concat('d', hex(${value}))`,
  },
  {
    ...{ map: "attributes_bool", group: "attributesBool" },
    tagged: (value) => `if(${value}, 'b1', 'b0')`,
  },
  {
    ...{ map: "attributes_other", group: "attributesOther" },
    tagged: (value) => `concat('o', ${value})`,
  },
];
const MAPS = [STRINGS, INTS, ...OTHERS];

/** Conditions and what holds then, in order. */
function choicesOf(
  key: string,
  uses: ReadonlySet<UsedColumns>,
): readonly (readonly [has: string, tagged: string])[] {
  // Not mapContains and map[key], which do not find the key "".
  const ofMap = ({ map, tagged, group }: ValueMap): (readonly [string, string])[] =>
    group === undefined || uses.has(group)
      ? [
          [
            `has(mapKeys(${map}), {key:String})`,
            tagged(`mapValues(${map})[indexOf(mapKeys(${map}), {key:String})]`),
          ],
        ]
      : [];
  const promoted = PROMOTED_SPAN_ATTRIBUTES.filter((one) => one.key === key && uses.has(key));
  return [
    ...ofMap(STRINGS),
    ...ofMap(INTS),
    ...promoted.map(({ type }) => {
      const column = identifier(key);
      const tagged =
        type === "uint16" ? `concat('i', toString(${column}))` : textTagged(`toString(${column})`);
      return [hasPromoted(key, type), tagged] as const;
    }),
    ...OTHERS.flatMap(ofMap),
  ];
}

function hasPromoted(key: string, type: "text" | "string" | "uint16"): string {
  return type === "uint16" ? `${identifier(key)} != 0` : `notEmpty(${identifier(key)})`;
}

function textTagged(value: string): string {
  const cut = `substringUTF8(${value}, 1, ${COLUMN_TEXT_CHARS_MAX + 1})`;
  // Most texts are short, and counting characters costs more than counting bytes.
  return `concat('s', if(length(${value}) > ${COLUMN_TEXT_CHARS_MAX}, ${cut}, ${value}))`;
}
