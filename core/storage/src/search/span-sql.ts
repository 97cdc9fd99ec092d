import type { ElementLevel } from "@spanhouse/model";
import { identifier } from "../connection/sql-literal.ts";
import { anyOf, taggedMapsSql, typedMapsSql } from "./attribute-sql.ts";
import { definitionLevelOf, leafKey } from "./definition-leaves.ts";
import type { DefinitionConditions } from "./definition-match.ts";
import { fieldSql, type ElementColumns } from "./field-sql.ts";
import type { PositivePredicate, ValueCondition } from "./positive-predicate.ts";
import { promotedBit, promotedSql } from "./promoted-sql.ts";
import type { SqlParameters } from "./sql-parameters.ts";
import { valueSql } from "./value-sql.ts";

/**
 * SQL of a predicate on a row of `spans`: never NULL, TRUE and FALSE where it does not depend on the row.
 *
 * Keys with a column are asked of the column, and of the maps only with `maps: "everywhere"`: that is the
 * whole truth, and reads the maps. With `maps: "unpromoted"` it is the truth for rows whose
 * `promoted_in_map` has none of the bits of `promotedMask`, which are almost all.
 */
export interface SpanSqlContext {
  readonly parameters: SqlParameters;
  readonly definitions: DefinitionConditions;
  readonly maps: "everywhere" | "unpromoted";
}

export const TRUE = "1";
export const FALSE = "0";

export function spanSql(predicate: PositivePredicate, context: SpanSqlContext): string {
  return nodeSql(predicate, { ...context, elements: {} });
}

interface NodeContext extends SpanSqlContext {
  /** Of the levels that a `some` around the condition binds. */
  readonly elements: Readonly<Partial<Record<ElementLevel, ElementColumns>>>;
}

/** Recursion is as deep as the predicate, which is bounded. */
function nodeSql(predicate: PositivePredicate, context: NodeContext): string {
  switch (predicate.type) {
    case "and":
      return joined(predicate.of, context, { by: "AND", neutral: TRUE, decisive: FALSE });
    case "or":
      return joined(predicate.of, context, { by: "OR", neutral: FALSE, decisive: TRUE });
    case "not": {
      const negated = nodeSql(predicate.of, context);
      return negated === TRUE ? FALSE : negated === FALSE ? TRUE : `NOT (${negated})`;
    }
    case "some":
      return someSql(predicate.level, context, (inner) => nodeSql(predicate.where, inner));
    case "value":
      return valueConditionSql(predicate, context);
  }
}

function joined(
  parts: readonly PositivePredicate[],
  context: NodeContext,
  {
    by,
    neutral,
    decisive,
  }: { readonly by: string; readonly neutral: string; readonly decisive: string },
): string {
  const sql = new Set<string>();
  for (const part of parts) {
    const one = nodeSql(part, context);
    if (one === decisive) return decisive;
    if (one !== neutral) sql.add(one);
  }
  const all = [...sql];
  return all.length < 2 ? (all[0] ?? neutral) : `(${all.join(` ${by} `)})`;
}

const ELEMENTS = {
  event: { arrays: "events", any: "name" },
  link: { arrays: "links", any: "span_id" },
} as const;

/** There is an event or link for which the condition holds. Only the columns that it asks for are read. */
function someSql(
  level: ElementLevel,
  context: NodeContext,
  conditionOf: (context: NodeContext) => string,
): string {
  const { arrays, any } = ELEMENTS[level];
  const columns = new Set<string>();
  const element: ElementColumns = (_, column) => {
    columns.add(column);
    return `${level}_${column}`;
  };
  const elements = { ...context.elements, [level]: element };
  const condition = conditionOf({ ...context, elements });
  if (condition === FALSE) return FALSE;
  if (condition === TRUE) return `notEmpty(${identifier(`${arrays}.${any}`)})`;
  if (columns.size === 0) columns.add(any);
  const names = [...columns].map((column) => `${level}_${column}`).join(", ");
  const from = [...columns].map((column) => identifier(`${arrays}.${column}`)).join(", ");
  return `arrayExists((${names}) -> ${condition}, ${from})`;
}

function valueConditionSql(condition: ValueCondition, context: NodeContext): string {
  const { parameters, definitions, elements } = context;
  if (definitionLevelOf(condition) !== undefined) {
    return definitions.get(leafKey(condition))?.(parameters) ?? FALSE;
  }
  const { place, test } = condition;
  const level = elementLevelOf(condition);
  if (level !== undefined && elements[level] === undefined) {
    return someSql(level, context, (inner) => valueConditionSql(condition, inner));
  }
  const element: ElementColumns = (of, column) => elements[of]!(of, column);
  if ("field" in place) return fieldSql(place.field, test, { parameters, element }) ?? FALSE;
  const key = parameters.add(place.attribute, "String");
  if (level === undefined) return spanAttributeSql(place.attribute, key, condition, context);
  const maps = {
    texts: () => element(level, "attributes_string"),
    others: () => element(level, "attributes_other"),
  };
  return taggedMapsSql(maps, key, valueSql(test, parameters)) ?? FALSE;
}

function elementLevelOf({ place }: ValueCondition): ElementLevel | undefined {
  if ("field" in place) {
    return place.field.startsWith("event")
      ? "event"
      : place.field.startsWith("link")
        ? "link"
        : undefined;
  }
  return place.level === "event" || place.level === "link" ? place.level : undefined;
}

function spanAttributeSql(
  attribute: string,
  key: string,
  { test }: ValueCondition,
  { parameters, maps }: NodeContext,
): string {
  const bit = promotedBit(attribute);
  const column = bit === undefined ? undefined : promotedSql(bit, test, parameters);
  if (bit !== undefined && maps === "unpromoted") return column ?? FALSE;
  return (
    anyOf([column, typedMapsSql(key, valueSql(test, parameters), { hasValueIndex: true })]) ?? FALSE
  );
}

/** The bits in `promoted_in_map` of all keys with a column that the predicate asks for, and whether any is negated. */
export function promotedMask(predicate: PositivePredicate): {
  readonly mask: bigint;
  readonly isNegated: boolean;
} {
  let mask = 0n;
  let isNegated = false;
  const open = [{ node: predicate, negated: false }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { node, negated } = visit;
    if (node.type === "value") {
      const { place } = node;
      const bit =
        !("field" in place) && place.level === "span" ? promotedBit(place.attribute) : undefined;
      if (bit === undefined) continue;
      mask |= 1n << BigInt(bit);
      isNegated ||= negated;
    } else if (node.type === "not") open.push({ node: node.of, negated: true });
    else if (node.type === "some") open.push({ node: node.where, negated });
    else for (const part of node.of) open.push({ node: part, negated });
  }
  return { mask, isNegated };
}
