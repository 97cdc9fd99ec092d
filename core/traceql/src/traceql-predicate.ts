import type { Result } from "@spanhouse/base";
import { anyOf, checkSpanPredicate, EVERY_SPAN, type SpanPredicate } from "@spanhouse/model";
import { type Beyond, filtersOf } from "./asked-of-spans.ts";
import { conditionOf } from "./condition-meaning.ts";
import { parseTraceql } from "./parse-traceql.ts";
import { type Place, readOrFault, type TraceqlError, TraceqlFault } from "./traceql-error.ts";
import type { SpansetFilter, TraceqlQuery } from "./tree.ts";

/**
 * What a query asks of one span; it passes checkSpanPredicate. Only filters, alone or with `||` between them, ask for one
 * span. Everything else of the language is read and refused, never answered wrongly; traceql-search.ts answers more of it.
 * Hints do not change what is found, and are not looked at.
 */
export function traceqlPredicate(text: string): Result<SpanPredicate, TraceqlError> {
  const query = parseTraceql(text);
  if (!query.ok) return query;
  return readOrFault(text, () => {
    const filters = filtersOf(query.value);
    if ("beyond" in filters) {
      throw unsupported(beyondWords(filters.beyond), filters.beyond);
    }
    return predicateOf(filters, query.value);
  });
}

/** What filters with `||` between them ask of one span. Throws a TraceqlFault where a predicate cannot say it. */
export function predicateOf(
  filters: readonly SpansetFilter[],
  { root }: TraceqlQuery,
): SpanPredicate {
  const where = anyOf(
    filters.map((filter) => (filter.where === undefined ? EVERY_SPAN : conditionOf(filter.where))),
  );
  const checked = checkSpanPredicate(where);
  if (!checked.ok) throw unsupported(checked.error, root);
  return where;
}

const OF_TRACES = "answered by a search for traces only";

function beyondWords(part: Beyond): string {
  switch (part.type) {
    case "metrics":
      return "metrics are not answered yet";
    case "by":
    case "select":
    case "coalesce":
      return `${part.type}() is not answered yet`;
    case "filter":
      return `filters behind | are ${OF_TRACES}`;
    case "pipeline":
      return `pipelines are ${OF_TRACES}`;
    case "scalarFilter":
      return `count() and other aggregates are ${OF_TRACES}`;
    case "spansets":
      return part.operator === "&&"
        ? `&& between filters is ${OF_TRACES} (within { } it asks both of one span)`
        : `${part.operator} between filters is ${OF_TRACES}`;
  }
}

export function unsupported(message: string, { place }: { readonly place: Place }): TraceqlFault {
  return new TraceqlFault("unsupported", message, place);
}
