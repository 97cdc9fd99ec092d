import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { SEARCH_DEFINITIONS_NAMED_MAX } from "../limits.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { typedMapsSql } from "./attribute-sql.ts";
import { leafKey, type DefinitionLeaf, type DefinitionLevel } from "./definition-leaves.ts";
import { equalConstants } from "./merge-equalities.ts";
import type { ValueCondition, ValueTest } from "./positive-predicate.ts";
import { SqlParameters } from "./sql-parameters.ts";
import { valueSql } from "./value-sql.ts";
import { PRESENT, type ValueSql } from "./value-tests.ts";

/**
 * Which resources and scopes pass the conditions of a search. They are few and spans are many, so a search
 * asks this first: mostly the answer is "none", and then the spans' ids of them need not be read at all.
 */

/** By `leafKey`: SQL for the spans of what passes; undefined when nothing does. */
export type DefinitionConditions = ReadonlyMap<string, DefinitionCondition | undefined>;

export type DefinitionCondition = (parameters: SqlParameters) => string;

const TABLES = {
  resource: { name: "resources", id: "resource_id" },
  scope: { name: "scopes", id: "scope_id" },
} as const;

/** SQL for the definitions that pass at least one of the conditions, and which of them each passes. */
export function definitionMatchQuery(
  layout: Layout,
  tenant: string,
  level: DefinitionLevel,
  conditions: readonly ValueCondition[],
): Query {
  const parameters = new SqlParameters();
  const { name, id } = TABLES[level];
  const sql = conditions.map((condition) => definitionSql(condition, parameters) ?? "0");
  return {
    sql: [
      // A row that is not merged yet comes twice. Each condition is written once, because planning it is what costs.
      `SELECT ${id}, matches`,
      "FROM (",
      `  SELECT ${id}, [${sql.join(", ")}] AS matches`,
      `  FROM ${qualified(layout, name)}`,
      "  WHERE tenant = {tenant:String}",
      ")",
      "WHERE has(matches, 1)",
      `LIMIT 1 BY ${id}`,
      "LIMIT {rows:UInt64}",
    ].join("\n"),
    parameters: { ...parameters.values, tenant, rows: SEARCH_DEFINITIONS_NAMED_MAX + 1 },
  };
}

/** Asks for the conditions of a search: one query for resources, one for scopes, none where there is no condition. */
export async function matchDefinitions(
  engine: Engine,
  layout: Layout,
  search: { readonly tenant: string; readonly leaves: readonly DefinitionLeaf[] },
  options: QueryOptions,
): Promise<DefinitionConditions> {
  const found = new Map<string, DefinitionCondition | undefined>();
  for (const level of ["resource", "scope"] as const) {
    const leaves = search.leaves.filter((leaf) => leaf.level === level);
    if (leaves.length === 0) continue;
    const conditions = leaves.map(({ condition }) => condition);
    const query = definitionMatchQuery(layout, search.tenant, level, conditions);
    const ids = readMatches(await engine.read(query, options), leaves);
    conditions.forEach((condition, index) => {
      const sql =
        ids === undefined
          ? definitionSubquery(layout, level, condition)
          : asList(TABLES[level].id, ids[index]!);
      found.set(leafKey(condition), sql);
    });
  }
  return found;
}

/** For each leaf the ids that pass; undefined when there are too many to name wherever they are asked for. */
function readMatches(
  bytes: Uint8Array,
  leaves: readonly DefinitionLeaf[],
): readonly string[][] | undefined {
  const row = rowReader(bytes);
  const ids: string[][] = leaves.map(() => []);
  let rows = 0;
  for (; !row.isAtEnd(); rows++) {
    const id = row.hex(16);
    const matches = row.array(() => row.bool());
    matches.forEach((isMatch, index) => isMatch && ids[index]!.push(id));
  }
  const named = ids.reduce((sum, some, index) => sum + some.length * leaves[index]!.uses, 0);
  return Math.max(rows, named) > SEARCH_DEFINITIONS_NAMED_MAX ? undefined : ids;
}

function asList(column: string, ids: readonly string[]): DefinitionCondition | undefined {
  if (ids.length === 0) return undefined;
  return () => `${column} IN (${ids.map(idLiteral).join(", ")})`;
}

/** Where there are too many to name, the engine collects them itself. */
export function definitionSubquery(
  layout: Layout,
  level: DefinitionLevel,
  condition: ValueCondition,
): DefinitionCondition {
  const { name, id } = TABLES[level];
  return (parameters) =>
    `${id} IN (SELECT ${id} FROM ${qualified(layout, name)} ` +
    `WHERE tenant = {tenant:String} AND ${definitionSql(condition, parameters) ?? "0"})`;
}

const FIELD_COLUMNS: Readonly<Record<string, string>> = {
  resourceSchemaUrl: "schema_url",
  scopeSchemaUrl: "schema_url",
  scopeName: "name",
  scopeVersion: "version",
};

/** SQL of a condition on a row of `resources` or `scopes`; undefined when none can pass. */
function definitionSql(
  { place, test }: ValueCondition,
  parameters: SqlParameters,
): string | undefined {
  const values = valueSql(test, parameters);
  if (!("field" in place)) {
    const key = parameters.add(place.attribute, "String");
    const written = asWrittenByEngine(values, test, parameters);
    return typedMapsSql(key, written, { hasValueIndex: false });
  }
  const column = FIELD_COLUMNS[place.field]!;
  return values.string === PRESENT ? `${column} != ''` : values.string?.(column);
}

/** JSON in these tables is as the engine writes it, and so must be what it is compared with. */
function asWrittenByEngine(values: ValueSql, test: ValueTest, parameters: SqlParameters): ValueSql {
  const constants = values.other === undefined ? [] : (equalConstants(test) ?? []);
  const texts = constants
    .filter((constant) => {
      const alone: ValueTest = { type: "compare", operator: "=", constant };
      return valueSql(alone, new SqlParameters()).other !== undefined;
    })
    .map(({ value }) => parameters.add(String(value), "String"));
  if (texts.length === 0) return values;
  const written = texts.map((text) => `JSONExtractRaw(${text})`);
  return {
    ...values,
    other: (value) =>
      written.length === 1 ? `${value} = ${written[0]!}` : `${value} IN (${written.join(", ")})`,
  };
}
