import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate, EVERY_SPAN, type SpanPredicate } from "@spanhouse/model";
import type { TraceOrder, TraceSearch } from "@spanhouse/storage";
import { parseSearchParams } from "./search-params.ts";
import { parseStructuredFilter } from "./structured-filter.ts";
import { type ParameterProblem, parseTraceqlParam, parseTraceqlSearch } from "./traceql-param.ts";

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
  const whole = searchWith(query, search.where);
  if (!whole.ok) return whole;
  return ok({
    ...search,
    ...whole.value,
    ...(order === "" ? {} : { order: order as TraceOrder }),
    ...(cursor === "" ? {} : { after: cursor }),
  });
}

/** What a search for traces asks: the predicate with `filter` besides, and `q`. */
function searchWith(
  query: URLSearchParams,
  where: SpanPredicate,
): Result<Pick<TraceSearch, "where" | "spansets">, ParameterProblem> {
  const parts = withStructured(query, where);
  if (!parts.ok) return parts;
  const q = query.get("q") ?? "";
  const asked = q === "" ? ok({ where: EVERY_SPAN }) : parseTraceqlSearch(q);
  if (!asked.ok) return asked;
  if ("spansets" in asked.value) {
    const rest = together(parts.value);
    return rest.ok ? ok({ where: rest.value, spansets: asked.value.spansets }) : rest;
  }
  const whole = together(q === "" ? parts.value : [...parts.value, asked.value.where]);
  return whole.ok ? ok({ where: whole.value }) : whole;
}

/**
 * The predicate with the parameters `filter`, a structured filter as JSON, and `q`, TraceQL, besides; together within the
 * bounds.
 */
export function withFilter(
  query: URLSearchParams,
  where: SpanPredicate,
): Result<SpanPredicate, ParameterProblem> {
  const parts = withStructured(query, where);
  if (!parts.ok) return parts;
  const q = query.get("q") ?? "";
  if (q === "") return together(parts.value);
  const traceql = parseTraceqlParam(q);
  return traceql.ok ? together([...parts.value, traceql.value]) : traceql;
}

function withStructured(
  query: URLSearchParams,
  where: SpanPredicate,
): Result<readonly SpanPredicate[], ParameterProblem> {
  const json = query.get("filter") ?? "";
  if (json === "") return ok([where]);
  const filter = parseStructuredFilter(json);
  return filter.ok ? ok([where, filter.value]) : filter;
}

function together(parts: readonly SpanPredicate[]): Result<SpanPredicate, string> {
  const whole = allOf(parts);
  const checked = checkSpanPredicate(whole);
  return checked.ok ? ok(whole) : err(checked.error);
}
