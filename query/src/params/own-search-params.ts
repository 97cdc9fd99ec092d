import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate, type SpanPredicate } from "@spanhouse/model";
import type { TraceOrder, TraceSearch } from "@spanhouse/storage";
import { parseSearchParams } from "./search-params.ts";
import { parseStructuredFilter } from "./structured-filter.ts";
import { type ParameterProblem, parseTraceqlParam } from "./traceql-param.ts";

const ORDERS: readonly TraceOrder[] = ["newest", "longest", "mostErrors", "mostSpans"];

/**
 * The parameters of the UI's own search: those of Jaeger's, and `order`, `cursor`, and `filter` and `q`, which must hold
 * besides. An error is what the client hears.
 */
export function parseOwnSearch(
  query: URLSearchParams,
  nowMs: number,
): Result<TraceSearch, ParameterProblem> {
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

/**
 * The predicate with the parameters `filter`, a structured filter as JSON, and `q`, TraceQL, besides; together within the
 * bounds.
 */
export function withFilter(
  query: URLSearchParams,
  where: SpanPredicate,
): Result<SpanPredicate, ParameterProblem> {
  const parts = [where];
  const json = query.get("filter") ?? "";
  if (json !== "") {
    const filter = parseStructuredFilter(json);
    if (!filter.ok) return filter;
    parts.push(filter.value);
  }
  const q = query.get("q") ?? "";
  if (q !== "") {
    const traceql = parseTraceqlParam(q);
    if (!traceql.ok) return traceql;
    parts.push(traceql.value);
  }
  const whole = allOf(parts);
  const checked = checkSpanPredicate(whole);
  return checked.ok ? ok(whole) : err(checked.error);
}
