import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { ROOT_SPAN_COUNTS_MAX, ROOT_SPAN_NAME_BYTES_MAX } from "../limits.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { RootSpanCount, TimeRange } from "../store.ts";
import { rowReader } from "./row-binary.ts";
import { BUCKET_NANO, clampRange } from "../search/time-windows.ts";

/** The digits of `th` in the OpenTelemetry entry of a W3C tracestate. */
const THRESHOLD = String.raw`(?:^|,)[ \t]*ot=(?:[^,]*;)?th:([0-9a-fA-F]{1,14})(?:[;, \t]|$)`;

const KEYS = "service_name, name, threshold, sampler_type, sampler_param, minute";

/** More than the longest type that Jaeger has. */
const SAMPLER_TYPE_BYTES = 16;

const NANO_PER_MINUTE = 60_000_000_000n;
const NANO_PER_DAY = 86_400_000_000_000n;

/**
 * SQL for root spans by operation and by how they were sampled. It reads raw spans, so that no insert pays for
 * it: the primary key and the partitions bound it to the five-minute buckets of the range, and what is
 * expensive (the attributes) is read where there are root spans only.
 */
export function rootSpanCountsQuery(layout: Layout, tenant: string, range: TimeRange): Query {
  const { fromUnixNano, toUnixNano } = range;
  return {
    sql: [
      "SELECT service_name, name,",
      "  extract(trace_state, {pattern:String}) AS threshold,",
      // Only so much of it: whoever sends spans chooses it.
      `  substring(${eitherKey("attributes_string", "type")}, 1, ${SAMPLER_TYPE_BYTES}) AS sampler_type,`,
      `  ${eitherKey("attributes_double", "param")} AS sampler_param,`,
      `  intDiv(start_unix_nano, ${NANO_PER_MINUTE}) AS minute,`,
      "  count() AS spans",
      `FROM ${qualified(layout, "spans")}`,
      "WHERE tenant = {tenant:String}",
      // Nothing is received before it starts; a day is what clocks may be off.
      `AND received_on >= toDate(${Math.max(0, Number(fromUnixNano / NANO_PER_DAY) - 1)})`,
      `AND time_bucket BETWEEN ${fromUnixNano / BUCKET_NANO} AND ${(toUnixNano - 1n) / BUCKET_NANO}`,
      "AND start_unix_nano >= {from:UInt64} AND start_unix_nano < {to:UInt64}",
      "AND reinterpretAsUInt64(parent_span_id) = 0",
      `AND length(service_name) <= ${ROOT_SPAN_NAME_BYTES_MAX} AND length(name) <= ${ROOT_SPAN_NAME_BYTES_MAX}`,
      `GROUP BY ${KEYS}`,
      `ORDER BY spans DESC, ${KEYS}`,
      `LIMIT ${ROOT_SPAN_COUNTS_MAX}`,
    ].join("\n"),
    parameters: { tenant, pattern: THRESHOLD, from: fromUnixNano, to: toUnixNano },
  };
}

/** Clients of Jaeger write `sampler.…`, OpenTelemetry's sampler for Go `jaeger.sampler.…`. */
function eitherKey(map: string, name: "type" | "param"): string {
  const first = `${map}['sampler.${name}']`;
  const nothing = map === "attributes_string" ? "''" : "0";
  return `if(${first} != ${nothing}, ${first}, ${map}['jaeger.sampler.${name}'])`;
}

export async function countRootSpans(
  engine: Engine,
  layout: Layout,
  { tenant, time }: { readonly tenant: string; readonly time: TimeRange },
  options: QueryOptions,
): Promise<readonly RootSpanCount[]> {
  const range = clampRange(time);
  if (range === undefined) return [];
  const row = rowReader(await engine.read(rootSpanCountsQuery(layout, tenant, range), options));
  const counts: RootSpanCount[] = [];
  while (!row.isAtEnd()) {
    counts.push({
      service: row.text(),
      operation: row.text(),
      threshold: row.text(),
      samplerType: row.text(),
      samplerParam: row.float64(),
      minute: Number(row.uint64()),
      spanCount: Number(row.uint64()),
    });
  }
  return counts;
}
