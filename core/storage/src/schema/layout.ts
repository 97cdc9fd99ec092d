import { identifier, stringLiteral } from "../connection/sql-literal.ts";
import { DEDUPLICATION_WINDOW_INSERTS, DEDUPLICATION_WINDOW_SECONDS } from "../limits.ts";

/**
 * Where tables are made: on one server (or in the embedded engine), or on every replica of a cluster of
 * one shard. Everything that differs between the two is here.
 */
export interface Layout {
  readonly database: string;
  /** Name of the cluster; "" for a single server. */
  readonly cluster: string;
}

/** A table or view of ours with its database, for SQL. */
export function qualified(layout: Layout, name: string): string {
  return `${identifier(layout.database)}.${identifier(name)}`;
}

/** ` ON CLUSTER …` behind the name of what is created or altered, or nothing. */
export function onCluster(layout: Layout): string {
  return layout.cluster === "" ? "" : ` ON CLUSTER ${stringLiteral(layout.cluster)}`;
}

/**
 * The engine of a table, `engine` with its arguments as on a single server. Replicas find each other by a
 * path made of the names and not of the table's UUID, so that a replica which joins later finds its data.
 */
export function engineOf(
  layout: Layout,
  table: string,
  engine: { readonly name: string; readonly arguments?: string },
): string {
  const rest = engine.arguments ?? "";
  if (layout.cluster === "") return `${engine.name}(${rest})`;
  const path = `/clickhouse/tables/{shard}/${layout.database}/${table}`;
  const replica = `${stringLiteral(path)}, '{replica}'`;
  return `Replicated${engine.name}(${rest === "" ? replica : `${replica}, ${rest}`})`;
}

/** Table settings that make a repeated insert token store nothing. Every table and view target has them. */
export function deduplicationSettings(layout: Layout): readonly string[] {
  return layout.cluster === ""
    ? [`non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW_INSERTS}`]
    : [
        `replicated_deduplication_window = ${DEDUPLICATION_WINDOW_INSERTS}`,
        `replicated_deduplication_window_seconds = ${DEDUPLICATION_WINDOW_SECONDS}`,
      ];
}
