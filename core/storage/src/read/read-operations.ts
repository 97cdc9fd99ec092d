import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { OperationName } from "../store.ts";
import { rowReader } from "./row-binary.ts";

/** SQL for the names of all services. */
export function servicesQuery(layout: Layout, tenant: string): Query {
  return {
    sql: [
      "SELECT DISTINCT service_name",
      `FROM ${qualified(layout, "operations")}`,
      "WHERE tenant = {tenant:String} AND service_name != ''",
      "ORDER BY service_name",
    ].join("\n"),
    parameters: { tenant },
  };
}

/** SQL for the operations of a service. */
export function operationsQuery(
  layout: Layout,
  request: { readonly tenant: string; readonly service: string; readonly kind?: number },
): Query {
  const { tenant, service, kind } = request;
  return {
    sql: [
      "SELECT DISTINCT name, kind",
      `FROM ${qualified(layout, "operations")}`,
      "WHERE tenant = {tenant:String} AND service_name = {service:String}",
      ...(kind === undefined ? [] : ["AND kind = {kind:UInt8}"]),
      "ORDER BY name, kind",
    ].join("\n"),
    parameters: { tenant, service, ...(kind === undefined ? {} : { kind }) },
  };
}

export async function readServices(
  engine: Engine,
  query: Query,
  options: QueryOptions,
): Promise<readonly string[]> {
  const row = rowReader(await engine.read(query, options));
  const names: string[] = [];
  while (!row.isAtEnd()) names.push(row.text());
  return names;
}

export async function readOperations(
  engine: Engine,
  query: Query,
  options: QueryOptions,
): Promise<readonly OperationName[]> {
  const row = rowReader(await engine.read(query, options));
  const operations: OperationName[] = [];
  while (!row.isAtEnd()) operations.push({ name: row.text(), kind: row.uint8() });
  return operations;
}
