import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate, EVERY_SPAN, type SpanPredicate } from "@spanhouse/model";
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
  const whole = withFilter(query, search.where);
  if (!whole.ok) return whole;
  return ok({
    ...search,
    where: whole.value,
    ...(order === "" ? {} : { order: order as TraceOrder }),
    ...(cursor === "" ? {} : { after: cursor }),
  });
}

/** The predicate with the parameter `filter` besides, a structured filter as JSON; together within the bounds. */
export function withFilter(
  query: URLSearchParams,
  where: SpanPredicate,
): Result<SpanPredicate, string> {
  const json = query.get("filter") ?? "";
  const filter = json === "" ? ok(EVERY_SPAN) : parseStructuredFilter(json);
  if (!filter.ok) return filter;
  const whole = json === "" ? where : allOf([where, filter.value]);
  const checked = checkSpanPredicate(whole);
  return checked.ok ? ok(whole) : err(checked.error);
}
