import type { Result } from "@spanhouse/base";
import { checkSpanPredicate, type SpanPredicate, type SpansetQuery } from "@spanhouse/model";
import { asksForSpans, filtersOf } from "./asked-of-spans.ts";
import { TRACEQL_TRACE_DEPTH_MAX } from "./limits.ts";
import { parseTraceql } from "./parse-traceql.ts";
import { SpanQuestions } from "./spanset-conditions.ts";
import { spansetsOf } from "./spansets-meaning.ts";
import { readOrFault, type TraceqlError } from "./traceql-error.ts";
import { predicateOf, unsupported } from "./traceql-predicate.ts";
import type { TraceqlQuery } from "./tree.ts";

/** What a query asks of the traces of a search: of one span, or of several spans of a trace together. */
export type TraceqlSearch = { readonly where: SpanPredicate } | { readonly spansets: SpansetQuery };

/**
 * What a query asks of each trace that it finds. Filters alone, or with `||` between them, are a predicate as
 * traceqlPredicate makes it; what asks for more than one span, or for the trace, are spansets, whose conditions pass
 * checkSpanPredicate. What is neither is refused with its place. Hints do not change what is found, and are not looked at.
 */
export function traceqlSearch(text: string): Result<TraceqlSearch, TraceqlError> {
  const query = parseTraceql(text);
  if (!query.ok) return query;
  return readOrFault(text, () => searchOf(query.value));
}

function searchOf(query: TraceqlQuery): TraceqlSearch {
  const { root } = query;
  const filters = filtersOf(query);
  if (root.type !== "pipeline") {
    throw unsupported("metrics are not answered yet", root.type === "metrics" ? root.first : root);
  }
  if (!("beyond" in filters) && asksForSpans(query)) return { where: predicateOf(filters, query) };
  const questions = new SpanQuestions();
  const spansets = spansetsOf(root.stages, questions);
  const { conditions, measures } = questions;
  const checked = checkSpanPredicate({ type: "and", of: conditions });
  if (!checked.ok) throw unsupported(checked.error, root);
  if (questions.depth > TRACEQL_TRACE_DEPTH_MAX) {
    const message = `conditions on a trace can be nested at most ${TRACEQL_TRACE_DEPTH_MAX} deep`;
    throw unsupported(message, root);
  }
  return { spansets: { spanConditions: conditions, measures, root: spansets } };
}
