import { CodedError } from "@spanhouse/base";
import { checkSpanPredicate, type SpanPredicate } from "@spanhouse/model";
import { definitionLeaves } from "./definition-leaves.ts";
import { matchDefinitions } from "./definition-match.ts";
import { checkMapConditions } from "./map-conditions.ts";
import type { PositivePredicate } from "./positive-predicate.ts";
import { promotedInMaps } from "./promoted-in-maps.ts";
import type { SearchRun } from "./search-run.ts";
import type { SearchWindow } from "./search-sql.ts";
import { toPositive } from "./to-positive.ts";

/** A predicate that passed its check, in the form that SQL is made of. Throws CodedError QUERY_INVALID. */
export function checkedPredicate(where: SpanPredicate): PositivePredicate {
  const checked = checkSpanPredicate(where);
  if (!checked.ok) throw new CodedError("QUERY_INVALID", checked.error);
  return toPositive(where);
}

/** What a question over windows of time has looked up before the first. */
export type Prepared = Pick<SearchWindow, "definitions" | "promotedInMaps">;

/**
 * Looks up which resources and scopes pass, and where values of keys with a column are in maps. `also` are further
 * predicates that are part of the same statements. Throws CodedError QUERY_TOO_LARGE when all together have more
 * conditions on attributes than the engine plans in time.
 */
export async function prepareSearch(
  asked: Pick<SearchRun, "engine" | "layout" | "budget" | "time" | "where"> & {
    readonly search: Pick<SearchRun["search"], "tenant">;
  },
  also: readonly PositivePredicate[] = [],
): Promise<Prepared> {
  const { engine, layout, budget, where } = asked;
  const all: PositivePredicate = { type: "and", of: [where, ...also] };
  checkMapConditions(all);
  const search = { tenant: asked.search.tenant, leaves: definitionLeaves(all) };
  const [definitions, inMaps] = await Promise.all([
    matchDefinitions(engine, layout, search, budget.options()),
    promotedInMaps(asked),
  ]);
  return { definitions, promotedInMaps: inMaps };
}
