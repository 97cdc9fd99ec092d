import { rareColumnsExpression } from "./rare-columns.ts";
import { onCluster, qualified, type Layout } from "./layout.ts";

/**
 * The views that fill the small tables from each block of spans. None has a join: a view sees the new
 * block only, so a join would miss whatever came in another block.
 */
export interface View {
  readonly name: string;
  /** Whose inserted rows it reads; `{source}` in the SELECT. */
  readonly source: string;
  readonly target: string;
  readonly select: string;
}

export function createView(layout: Layout, view: View): string {
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${qualified(layout, view.name)}${onCluster(layout)}`,
    `TO ${qualified(layout, view.target)} AS`,
    view.select.replaceAll("{source}", () => qualified(layout, view.source)),
  ].join("\n");
}

/**
 * A tagged value of a definition (core/model/src/attribute-text.ts) as people write it in a search:
 * `"x"` is x, `{"int":"5"}` is 5, everything else stays JSON.
 */
const PLAIN_TEXT = `if(
      startsWith(pair.2, '"'), JSONExtractString(pair.2),
      if(startsWith(pair.2, '{"int":'), JSONExtractString(pair.2, 'int'), pair.2))`;

export function createResourcesView(layout: Layout): string {
  return createView(layout, {
    name: "resources_view",
    source: "spans",
    target: "resources",
    select: `SELECT
  tenant,
  resource_id,
  received_on,
  service_name,
  mapFromArrays(
    arrayMap(pair -> JSONExtractString(pair.1), pairs),
    arrayMap(pair -> ${PLAIN_TEXT}, pairs)) AS attributes,
  definition
FROM
(
  SELECT
    tenant,
    resource_id,
    max(received_on) AS received_on,
    any(service_name) AS service_name,
    any(resource_definition) AS definition,
    arrayMap(
      item -> (JSONExtractArrayRaw(item)[1], JSONExtractArrayRaw(item)[2]),
      JSONExtractArrayRaw(definition, 'attributes')) AS pairs
  FROM {source}
  WHERE resource_definition != ''
  GROUP BY tenant, resource_id
)`,
  });
}

export function createScopesView(layout: Layout): string {
  return createView(layout, {
    name: "scopes_view",
    source: "spans",
    target: "scopes",
    select: `SELECT
  tenant,
  scope_id,
  max(received_on) AS received_on,
  any(scope_definition) AS definition
FROM {source}
WHERE scope_definition != ''
GROUP BY tenant, scope_id`,
  });
}

export function createTraceSummariesView(layout: Layout): string {
  return createView(layout, {
    name: "trace_summaries_view",
    source: "spans",
    target: "trace_summaries",
    select: traceSummariesSelect([]),
  });
}

/** What the view of summaries selects, with columns that a later step of the schema added. */
export function traceSummariesSelect(added: readonly string[]): string {
  return `SELECT
  tenant,
  trace_id,
  toMonday(received_on) AS received_week,
  min(start_unix_nano) AS first_start_unix_nano,
  max(toUInt64(toInt64(start_unix_nano) + duration_nano)) AS last_end_unix_nano,
  min(time_bucket) AS first_time_bucket,
  max(time_bucket) AS last_time_bucket,
  groupBitOr(toUInt8(${rareColumnsExpression()})) AS rare_columns,
  count() AS span_count,
  countIf(status_code = 2) AS error_count,
  if(
    countIf(parent_span_id = unhex('0000000000000000')) = 0,
    (toUInt64(18446744073709551615), '', ''),
    minIf(
      (start_unix_nano, toString(service_name), toString(name)),
      parent_span_id = unhex('0000000000000000'))) AS root,
  ${["sumMap(map(toString(service_name), toUInt64(1))) AS services", ...added].join(",\n  ")}
FROM {source}
GROUP BY tenant, trace_id, received_week`;
}

export function createOperationsView(layout: Layout): string {
  return createView(layout, {
    name: "operations_view",
    source: "spans",
    target: "operations",
    select: `SELECT
  tenant,
  service_name,
  name,
  kind,
  max(received_on) AS received_on
FROM {source}
GROUP BY tenant, service_name, name, kind`,
  });
}
