import type { Query } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { TimeRange } from "../store.ts";
import type { PositivePredicate } from "./positive-predicate.ts";
import { ask, type SearchRun } from "./search-run.ts";
import { promotedMask } from "./span-sql.ts";
import { bucketOf, type BucketWindow } from "./time-windows.ts";

/**
 * SQL for where in the range values of the wanted keys with a column are in a map all the same, because they are not of
 * the column's type; undefined when no key with a column is wanted. By its index it reads nearly nothing
 * (schema/promoted-in-map-index.ts), and it saves each window of the search its second question.
 */
export function promotedInMapsQuery(
  layout: Layout,
  {
    tenant,
    where,
    time,
  }: { readonly tenant: string; readonly where: PositivePredicate; readonly time: TimeRange },
): Query | undefined {
  const { mask } = promotedMask(where);
  if (mask === 0n) return undefined;
  return {
    sql: [
      "SELECT min(time_bucket), max(time_bucket), count() > 0",
      `FROM ${qualified(layout, "spans")}`,
      "WHERE tenant = {tenant:String}",
      `  AND time_bucket BETWEEN ${bucketOf(time.fromUnixNano)} AND ${bucketOf(time.toUnixNano - 1n)}`,
      `  AND promoted_in_map != 0 AND bitAnd(promoted_in_map, ${mask}) != 0`,
    ].join("\n"),
    parameters: { tenant },
  };
}

/** The buckets that have such values; undefined when none has. Spans that come later are as if they came after the search. */
export async function promotedInMaps(
  run: Pick<SearchRun, "engine" | "layout" | "budget" | "where" | "time"> & {
    readonly search: Pick<SearchRun["search"], "tenant">;
  },
): Promise<BucketWindow | undefined> {
  const { layout, search, where, time } = run;
  const row = rowReader(
    await ask(run, promotedInMapsQuery(layout, { tenant: search.tenant, where, time })),
  );
  if (row.isAtEnd()) return undefined;
  const buckets = { firstBucket: row.uint32(), lastBucket: row.uint32() };
  return row.bool() ? buckets : undefined;
}
