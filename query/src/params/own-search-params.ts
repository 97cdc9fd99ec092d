import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate } from "@spanhouse/model";
import type { TraceOrder, TraceSearch } from "@spanhouse/storage";
import { parseSearchParams } from "./search-params.ts";
import { parseStructuredFilter } from "./structured-filter.ts";

const ORDERS: readonly TraceOrder[] = ["newest", "longest", "mostErrors", "mostSpans"];

/**
 * The parameters of the UI's own search: those of Jaeger's, and `order`, `cursor` and `filter`, a structured filter
 * as JSON, which must hold besides. An error is the sentence for the client.
 */
export function parseOwnSearch(query: URLSearchParams, nowMs: number): Result<TraceSearch, string> {
  const params = parseSearchParams(query, nowMs);
  if (!params.ok) return params;
  const { search } = params.value;
  const order = query.get("order") ?? "";
  if (order !== "" && !ORDERS.includes(order as TraceOrder)) {
    return err(`order must be one of ${ORDERS.join(", ")}`);
  }
  const cursor = query.get("cursor") ?? "";
  const where = [search.where];
  const json = query.get("filter") ?? "";
  if (json !== "") {
    const filter = parseStructuredFilter(json);
    if (!filter.ok) return filter;
    where.push(filter.value);
  }
  const whole = allOf(where);
  const checked = checkSpanPredicate(whole);
  if (!checked.ok) return err(checked.error);
  return ok({
    ...search,
    where: whole,
    ...(order === "" ? {} : { order: order as TraceOrder }),
    ...(cursor === "" ? {} : { after: cursor }),
  });
}
