import type { SqlParameter } from "../connection/engine.ts";
import { identifier } from "../connection/sql-literal.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";

/**
 * SQL for "the value of attribute `key`, written as text, is `text`". People and Jaeger's clients type
 * text, spans have types, so the text is compared with every type whose value can be written that way:
 *
 *   "500"    string '500', int 500, double 500         "true"   string 'true', bool true
 *   "1.50"   string '1.50', double 1.5                 `["a"]`  string, array with that attribute text
 */
export interface TextParameters {
  /** Adds a parameter and answers its placeholder. */
  add(value: SqlParameter, type: string): string;
}

/** Conditions of one wanted attribute, each on its own place in the row. */
export interface AttributePredicate {
  /** On the promoted column; undefined when the key has none or the text cannot be in it. */
  readonly column?: string;
  /** The key's bit in `promoted_in_map`; undefined when the key is not promoted. */
  readonly bit?: number;
  /** On the typed maps. */
  readonly maps: string;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const INTEGER = /^-?(?:0|[1-9]\d{0,18})$/;
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export function attributePredicate(
  attribute: { readonly key: string; readonly text: string },
  parameters: TextParameters,
): AttributePredicate {
  const bit = PROMOTED_SPAN_ATTRIBUTES.findIndex(({ key }) => key === attribute.key);
  const maps = mapsCondition(attribute, parameters);
  if (bit < 0) return { maps };
  const column = columnCondition(PROMOTED_SPAN_ATTRIBUTES[bit]!, attribute.text, parameters);
  return { maps, bit, ...(column === undefined ? {} : { column }) };
}

/** The column's default means absent, so it is never the answer. */
function columnCondition(
  { key, type }: (typeof PROMOTED_SPAN_ATTRIBUTES)[number],
  text: string,
  parameters: TextParameters,
): string | undefined {
  if (type !== "uint16") {
    return text === "" ? undefined : `${identifier(key)} = ${parameters.add(text, "String")}`;
  }
  const value = INTEGER.test(text) ? Number(text) : 0;
  if (value < 1 || value > 65_535) return undefined;
  return `${identifier(key)} = ${parameters.add(value, "UInt16")}`;
}

function mapsCondition(
  { key, text }: { readonly key: string; readonly text: string },
  parameters: TextParameters,
): string {
  const name = parameters.add(key, "String");
  const wanted = parameters.add(text, "String");
  const conditions = [
    valueCondition({ map: "attributes_string", name, value: wanted, isDefault: text === "" }),
  ];
  if (INTEGER.test(text) && BigInt(text) >= INT64_MIN && BigInt(text) <= INT64_MAX) {
    const value = parameters.add(BigInt(text), "Int64");
    conditions.push(
      valueCondition({ map: "attributes_int", name, value, isDefault: BigInt(text) === 0n }),
    );
  }
  if (DECIMAL.test(text) && Number.isFinite(Number(text))) {
    const value = parameters.add(Number(text), "Float64");
    conditions.push(
      valueCondition({ map: "attributes_double", name, value, isDefault: Number(text) === 0 }),
    );
  }
  if (text === "true" || text === "false") {
    const value = text;
    conditions.push(
      valueCondition({ map: "attributes_bool", name, value, isDefault: text === "false" }),
    );
  }
  if (/^[[{]/.test(text) || text === "null") {
    conditions.push(
      valueCondition({ map: "attributes_other", name, value: wanted, isDefault: false }),
    );
  }
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(" OR ")})`;
}

/** A map answers its type's default for a key it does not have, so a default must also be contained. */
function valueCondition(of: {
  readonly map: string;
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
}): string {
  const equal = `${of.map}[${of.name}] = ${of.value}`;
  return of.isDefault ? `(mapContains(${of.map}, ${of.name}) AND ${equal})` : equal;
}
