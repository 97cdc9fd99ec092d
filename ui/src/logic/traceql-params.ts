import { chipsOf, withConditionBesides } from "./search-chips.ts";
import { describeCondition, parseConditions, type SearchCondition } from "./search-conditions.ts";
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
  return { ok: true, value: shown.value.reduce(withConditionBesides, withoutParams(params, "q")) };
}

/** What the form and the chips ask of spans as TraceQL, and the rest of the search; or the part it has no words for. */
export type ParamsAsTraceql =
  | { readonly ok: true; readonly q: string; readonly rest: SearchParams }
  | { readonly ok: false; readonly part: string };

export function paramsTraceql(params: SearchParams): ParamsAsTraceql {
  const conditions: SearchCondition[] = [];
  for (const { part, text, label } of chipsOf(params)) {
    if (part === "q") continue;
    const parsed = parseConditions(text);
    if (part === "filter" || !parsed.ok) return { ok: false, part: label };
    conditions.push(...parsed.value);
  }
  const written = conditionsTraceql(conditions);
  if (!written.ok) return { ok: false, part: describeCondition(written.condition) };
  const rest = withoutParams(
    ...([params, "service", "operation", "minDuration", "maxDuration", "tags"] as const),
  );
  return { ok: true, q: written.value, rest };
}
