import type { Query } from "../connection/engine.ts";
import { identifier, idLiteral } from "../connection/sql-literal.ts";
import { locationCondition, type TraceLocation } from "../read/trace-location.ts";
import { spanRowColumns } from "../read/span-row.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { SPAN_COLUMNS } from "../schema/span-columns.ts";
import { ALL_USED_COLUMNS } from "../schema/used-columns.ts";

const DEFINITIONS = ["resource_definition", "scope_definition"];

/** Columns that are copied as they are. */
const COPIED = SPAN_COLUMNS.map(({ name }) => name).filter((name) => !DEFINITIONS.includes(name));

/** What makes a span the same: all that was sent. */
const CONTENT = COPIED.filter((name) => name !== "received_on" && name !== "time_bucket");

/** SQL that copies the spans of a trace to the archive, from where they lie. */
export function archiveQuery(layout: Layout, tenant: string, location: TraceLocation): Query {
  const spans = `${qualified(layout, "spans")}\n  WHERE tenant = {tenant:String} AND ${locationCondition([location])}`;
  const content = CONTENT.map(identifier).join(", ");
  return {
    sql: [
      `INSERT INTO ${qualified(layout, "archived_spans")}`,
      `(${[...COPIED, ...DEFINITIONS, "content"].map(identifier).join(", ")})`,
      `SELECT ${COPIED.map((name) => `copied.${identifier(name)}`).join(", ")},`,
      "  resource.definition, scope.definition, copied.content",
      `FROM (SELECT ${COPIED.map(identifier).join(", ")},`,
      `  reinterpretAsUInt128(sipHash128(${content})) AS content`,
      `  FROM ${spans}) AS copied`,
      definitionJoin(layout, "resource", spans),
      definitionJoin(layout, "scope", spans),
    ].join("\n"),
    parameters: { tenant },
  };
}

function definitionJoin(layout: Layout, kind: "resource" | "scope", spans: string): string {
  const id = `${kind}_id`;
  return [
    `LEFT JOIN (SELECT ${id}, any(definition) AS definition`,
    `  FROM ${qualified(layout, `${kind}s`)}`,
    `  WHERE tenant = {tenant:String} AND ${id} IN (SELECT ${id} FROM ${spans})`,
    `  GROUP BY ${id}) AS ${kind} ON ${kind}.${id} = copied.${id}`,
  ].join("\n");
}

/** SQL for whether the archive has any span of the trace: one row or none. */
export function isArchivedQuery(layout: Layout, tenant: string, traceId: string): Query {
  return {
    sql: [
      `SELECT 1 FROM ${qualified(layout, "archived_spans")}`,
      `WHERE tenant = {tenant:String} AND trace_id = ${idLiteral(traceId)}`,
      "LIMIT 1",
    ].join("\n"),
    parameters: { tenant },
  };
}

export interface ArchivedRowsRequest {
  readonly tenant: string;
  readonly traceIds: readonly string[];
  /** Only spans with these ids. */
  readonly spanIds?: readonly string[];
  /** Of each trace, the earliest; one more is read, so that the cut is noticed. */
  readonly spansMax: number;
}

/** SQL for archived rows of the traces: the columns of a span row, and the two definitions. */
export function archivedRowsQuery(layout: Layout, request: ArchivedRowsRequest): Query {
  const { tenant, traceIds, spanIds, spansMax } = request;
  const columns = [...spanRowColumns(ALL_USED_COLUMNS), ...DEFINITIONS.map(identifier)];
  return {
    sql: [
      `SELECT ${columns.join(", ")}`,
      `FROM ${qualified(layout, "archived_spans")} FINAL`,
      `WHERE tenant = {tenant:String} AND trace_id IN (${traceIds.map(idLiteral).join(", ")})`,
      ...(spanIds === undefined ? [] : [`AND span_id IN (${spanIds.map(idLiteral).join(", ")})`]),
      "ORDER BY trace_id, start_unix_nano, span_id",
      "LIMIT {rows:UInt64} BY trace_id",
    ].join("\n"),
    parameters: { tenant, rows: spansMax + 1 },
  };
}
