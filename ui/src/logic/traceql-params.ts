import { chipsOf, withCondition } from "./search-chips.ts";
import { parseConditions, type SearchCondition } from "./search-conditions.ts";
import { type SearchParams, withoutParams } from "./search-params.ts";
import { conditionsTraceql, traceqlConditions } from "./traceql-conditions.ts";

/** The search with a query of TraceQL as conditions; or the part of the query that the form cannot show. */
export function withTraceqlInForm(
  params: SearchParams,
  text: string,
):
  | { readonly ok: true; readonly value: SearchParams }
  | { readonly ok: false; readonly part: string } {
  const shown = traceqlConditions(text);
  if (!shown.ok) return shown;
  return { ok: true, value: shown.value.reduce(withCondition, withoutParams(params, "q")) };
}

/**
 * What the form and the chips ask of spans as TraceQL, and the rest of the search; undefined when there is nothing, or a
 * part that TraceQL has no words for.
 */
export function paramsTraceql(
  params: SearchParams,
): { readonly q: string; readonly rest: SearchParams } | undefined {
  const chips = chipsOf(params).filter(({ part }) => part !== "q");
  if (chips.length === 0) return undefined;
  const conditions: SearchCondition[] = [];
  for (const { part, text } of chips) {
    const parsed = parseConditions(text);
    if (part === "filter" || !parsed.ok) return undefined;
    conditions.push(...parsed.value);
  }
  const q = conditionsTraceql(conditions);
  if (q === undefined) return undefined;
  const rest = withoutParams(
    ...([params, "service", "operation", "minDuration", "maxDuration", "tags"] as const),
  );
  return { q, rest };
}
