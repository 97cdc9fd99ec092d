import type { Engine, Query, QueryOptions, SqlParameter } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { SEARCH_RESOURCES_NAMED_MAX } from "../limits.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { TraceSearch } from "../store.ts";
import { rowReader } from "./row-binary.ts";

/**
 * Which resources have the wanted attributes. Resources are few and spans are many, so a search asks this
 * first: mostly the answer is "none", and then the spans' resource ids need not be read at all.
 */

/** For each wanted attribute a condition on `resource_id`; undefined when no resource has it. */
export type ResourceConditions = readonly (string | undefined)[];

/** SQL for the resources with at least one of the attributes, and which of them each has. */
export function resourceMatchQuery(
  layout: Layout,
  { tenant, attributes }: Pick<TraceSearch, "tenant" | "attributes">,
): Query {
  const parameters: Record<string, SqlParameter> = { tenant, rows: SEARCH_RESOURCES_NAMED_MAX + 1 };
  const conditions = attributes.map(({ key, text }, index) => {
    parameters[`key_${index}`] = key;
    parameters[`text_${index}`] = text;
    return attributeCondition(`{key_${index}:String}`, `{text_${index}:String}`);
  });
  return {
    sql: [
      `SELECT resource_id, [${conditions.map((one) => `max(${one})`).join(", ")}] AS matches`,
      `FROM ${qualified(layout, "resources")}`,
      `WHERE tenant = {tenant:String} AND (${conditions.join(" OR ")})`,
      "GROUP BY resource_id",
      "LIMIT {rows:UInt64}",
    ].join("\n"),
    parameters,
  };
}

function attributeCondition(key: string, text: string): string {
  return `arrayExists((k, v) -> k = ${key} AND v = ${text}, mapKeys(attributes), mapValues(attributes))`;
}

/** The conditions for a search; its `key_N` and `text_N` parameters are those of the query above. */
export async function matchResources(
  engine: Engine,
  layout: Layout,
  search: Pick<TraceSearch, "tenant" | "attributes">,
  options: QueryOptions,
): Promise<ResourceConditions> {
  if (search.attributes.length === 0) return [];
  const row = rowReader(await engine.read(resourceMatchQuery(layout, search), options));
  const ids: string[][] = search.attributes.map(() => []);
  let rows = 0;
  for (; !row.isAtEnd(); rows++) {
    const id = row.hex(16);
    const matches = row.array(() => row.bool());
    matches.forEach((isMatch, index) => isMatch && ids[index]!.push(id));
  }
  if (rows > SEARCH_RESOURCES_NAMED_MAX)
    return search.attributes.map((_, index) => asSubquery(layout, index));
  return ids.map((some) =>
    some.length === 0 ? undefined : `resource_id IN (${some.map(idLiteral).join(", ")})`,
  );
}

/** Too many to name: the engine collects them itself. */
function asSubquery(layout: Layout, index: number): string {
  return (
    `resource_id IN (SELECT resource_id FROM ${qualified(layout, "resources")} ` +
    `WHERE tenant = {tenant:String} AND ${attributeCondition(`{key_${index}:String}`, `{text_${index}:String}`)})`
  );
}
