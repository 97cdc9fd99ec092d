import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { TraceSummary } from "../store.ts";
import { rowReader, type RowReader } from "./row-binary.ts";

/** SQL for the summaries of the traces; a trace has one row per week and insert until they are merged. */
export function summariesQuery(layout: Layout, tenant: string, traceIds: readonly string[]): Query {
  return {
    sql: [
      "SELECT",
      "  trace_id,",
      "  min(first_start_unix_nano),",
      "  max(last_end_unix_nano),",
      "  sum(span_count),",
      "  sum(error_count),",
      "  min(root) AS root,",
      "  sumMap(services) AS services",
      `FROM ${qualified(layout, "trace_summaries")}`,
      `WHERE tenant = {tenant:String} AND trace_id IN (${traceIds.map(idLiteral).join(", ")})`,
      "GROUP BY trace_id",
    ].join("\n"),
    parameters: { tenant },
  };
}

/** The summaries by trace id; unknown traces are absent. */
export async function readSummaries(
  engine: Engine,
  layout: Layout,
  request: { readonly tenant: string; readonly traceIds: readonly string[] },
  options: QueryOptions,
): Promise<ReadonlyMap<string, TraceSummary>> {
  const summaries = new Map<string, TraceSummary>();
  if (request.traceIds.length === 0) return summaries;
  const query = summariesQuery(layout, request.tenant, request.traceIds);
  const row = rowReader(await engine.read(query, options));
  while (!row.isAtEnd()) {
    const summary = readSummary(row);
    summaries.set(summary.traceId, summary);
  }
  return summaries;
}

function readSummary(row: RowReader): TraceSummary {
  const traceId = row.hex(16);
  const startUnixNano = row.uint64();
  const endUnixNano = row.uint64();
  const spanCount = Number(row.uint64());
  const errorCount = Number(row.uint64());
  // The start of the root says which root is the earliest; nobody asks for it.
  row.uint64();
  const rootService = row.text();
  const rootOperation = row.text();
  const services = row
    .array(() => ({ name: row.text(), spanCount: Number(row.uint64()) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    traceId,
    startUnixNano,
    endUnixNano,
    spanCount,
    errorCount,
    rootService,
    rootOperation,
    services,
  };
}
