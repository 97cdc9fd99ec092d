import type { Query, SqlParameter } from "../connection/engine.ts";
import { KEY_SLOTS } from "../schema/completion-tables.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { ATTRIBUTE_LEVELS, levelCode } from "./attribute-codes.ts";
import type {
  CompletionQuestion,
  KeyQuestion,
  OperationQuestion,
  ValueQuestion,
} from "./completion-reader.ts";

/** Each asks for one more than the limit, which says whether there are more. */
const LIMIT = "LIMIT {limit:UInt32}";

/** SQL for keys: key, level, codes of its types. */
export function keysQuery(layout: Layout, question: KeyQuestion): Query {
  return {
    sql: [
      "SELECT key, level, arraySort(groupUniqArray(type))",
      `FROM ${qualified(layout, "completion_keys")}`,
      "WHERE tenant = {tenant:String} AND level IN {levels:Array(UInt8)}",
      `AND ${startsWithPrefix("key")}`,
      "GROUP BY key, level",
      "ORDER BY max(version) DESC, key, level",
      LIMIT,
    ].join("\n"),
    parameters: { ...parametersOf(question), levels: levelsOf(question) },
  };
}

/** SQL for values: text, code of its type. */
export function valuesQuery(layout: Layout, question: ValueQuestion): Query {
  return {
    sql: [
      "SELECT value, type",
      `FROM ${qualified(layout, "completion_values")}`,
      "WHERE tenant = {tenant:String} AND level IN {levels:Array(UInt8)}",
      `AND key_slot = cityHash64({key:String}) % ${KEY_SLOTS} AND key = {key:String}`,
      `AND value != '' AND ${startsWithPrefix("value")}`,
      "GROUP BY value, type",
      "ORDER BY max(version) DESC, value, type",
      LIMIT,
    ].join("\n"),
    parameters: { ...parametersOf(question), levels: levelsOf(question), key: question.key },
  };
}

/** SQL for the names of services. */
export function servicesQuery(layout: Layout, question: CompletionQuestion): Query {
  return namesQuery(layout, "service_name", { parameters: parametersOf(question), where: [] });
}

/** SQL for the names of operations. */
export function operationsQuery(layout: Layout, question: OperationQuestion): Query {
  const { service } = question;
  return namesQuery(layout, "name", {
    where: service === undefined ? [] : ["AND service_name = {service:String}"],
    parameters: { ...parametersOf(question), ...(service === undefined ? {} : { service }) },
  });
}

/** The more services, operations and kinds a name belongs to, the more it is used as far as this table knows. */
function namesQuery(
  layout: Layout,
  column: "service_name" | "name",
  { where, parameters }: { where: readonly string[]; parameters: Query["parameters"] & object },
): Query {
  return {
    sql: [
      `SELECT ${column}`,
      `FROM ${qualified(layout, "operations")}`,
      `WHERE tenant = {tenant:String} AND ${column} != ''`,
      ...where,
      `AND ${startsWithPrefix(column)}`,
      `GROUP BY ${column}`,
      `ORDER BY max(received_on) DESC, uniqExact(service_name, name, kind) DESC, ${column}`,
      LIMIT,
    ].join("\n"),
    parameters,
  };
}

function startsWithPrefix(column: string): string {
  return `startsWith(lowerUTF8(${column}), lowerUTF8({prefix:String}))`;
}

function parametersOf({ tenant, prefix, limit }: CompletionQuestion): Record<string, SqlParameter> {
  return { tenant, prefix, limit: limit + 1 };
}

function levelsOf({ levels = ATTRIBUTE_LEVELS }: KeyQuestion): readonly number[] {
  return levels.map(levelCode);
}
