import type { ElementLevel, SpanField } from "@spanhouse/model";
import { idLiteral } from "../connection/sql-literal.ts";
import { equalConstants } from "./merge-equalities.ts";
import type { ValueTest } from "./positive-predicate.ts";
import type { SqlParameters } from "./sql-parameters.ts";
import { valueSql } from "./value-sql.ts";
import { PRESENT } from "./value-tests.ts";

/** SQL of the columns of an event or link; asking for one makes the condition read it. */
export type ElementColumns = (level: ElementLevel, column: string) => string;

type FieldColumn =
  | {
      readonly as: "string" | "int" | "uint" | "bool";
      readonly sql: (element: ElementColumns) => string;
    }
  | { readonly as: "id"; readonly bytes: 8 | 16; readonly sql: (element: ElementColumns) => string }
  /** As an id, but zeros are the empty text. */
  | { readonly as: "parent"; readonly bytes: 8; readonly sql: (element: ElementColumns) => string };

/** Fields of spans, events and links; those of resources and scopes are asked of their own tables. */
const FIELD_COLUMNS: Readonly<Partial<Record<SpanField, FieldColumn>>> = {
  name: { as: "string", sql: () => "name" },
  service: { as: "string", sql: () => "service_name" },
  kind: { as: "uint", sql: () => "kind" },
  status: { as: "uint", sql: () => "status_code" },
  statusMessage: { as: "string", sql: () => "status_message" },
  duration: { as: "int", sql: () => "duration_nano" },
  start: { as: "uint", sql: () => "start_unix_nano" },
  end: { as: "uint", sql: () => "toUInt64(toInt64(start_unix_nano) + duration_nano)" },
  traceId: { as: "id", bytes: 16, sql: () => "trace_id" },
  spanId: { as: "id", bytes: 8, sql: () => "span_id" },
  parentSpanId: { as: "parent", bytes: 8, sql: () => "parent_span_id" },
  isRoot: { as: "bool", sql: () => "(reinterpretAsUInt64(parent_span_id) = 0)" },
  traceState: { as: "string", sql: () => "trace_state" },
  eventName: { as: "string", sql: (element) => element("event", "name") },
  eventTime: { as: "uint", sql: (element) => element("event", "time_unix_nano") },
  eventTimeSinceStart: {
    as: "int",
    sql: (element) => `toInt64(${element("event", "time_unix_nano")} - start_unix_nano)`,
  },
  linkTraceId: { as: "id", bytes: 16, sql: (element) => element("link", "trace_id") },
  linkSpanId: { as: "id", bytes: 8, sql: (element) => element("link", "span_id") },
  linkTraceState: { as: "string", sql: (element) => element("link", "trace_state") },
};

/** SQL of a test for a field; undefined when its value cannot pass. */
export function fieldSql(
  field: SpanField,
  test: ValueTest,
  context: { readonly parameters: SqlParameters; readonly element: ElementColumns },
): string | undefined {
  const column = FIELD_COLUMNS[field]!;
  const { string, int, uint, bool } = valueSql(test, context.parameters);
  const sql = column.sql(context.element);
  switch (column.as) {
    case "string":
      return string === PRESENT ? `${sql} != ''` : string?.(sql);
    case "int":
      return int === PRESENT ? "1" : int?.(sql);
    case "uint":
      return uint === PRESENT ? "1" : uint?.(sql);
    case "bool":
      return bool === PRESENT ? "1" : bool?.(sql);
    case "id":
    case "parent":
      return idSql(column, sql, test, string);
  }
}

/** An id is compared as bytes where that finds the same, so that the engine can use its indexes. */
function idSql(
  { as, bytes }: FieldColumn & { readonly bytes: number },
  sql: string,
  test: ValueTest,
  string: ReturnType<typeof valueSql>["string"],
): string | undefined {
  const isAbsent = `${sql} = ${idLiteral("0".repeat(bytes * 2))}`;
  if (string === PRESENT) return as === "parent" ? `NOT (${isAbsent})` : "1";
  if (string === undefined) return undefined;
  const equal = equalConstants(test);
  if (equal !== undefined) {
    const ids = equal.flatMap(({ value }) => {
      const id = String(value);
      if (as === "parent" && id === "") return [idLiteral("0".repeat(bytes * 2))];
      const isId = id.length === bytes * 2 && /^[0-9a-f]+$/.test(id);
      return !isId || (as === "parent" && /^0+$/.test(id)) ? [] : [idLiteral(id)];
    });
    if (ids.length === 0) return undefined;
    return ids.length === 1 ? `${sql} = ${ids[0]!}` : `${sql} IN (${ids.join(", ")})`;
  }
  const text = `lower(hex(${sql}))`;
  return string(as === "parent" ? `if(${isAbsent}, '', ${text})` : text);
}
