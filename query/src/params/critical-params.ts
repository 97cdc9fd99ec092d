import { ok, type Result } from "@spanhouse/base";
import type { TraceSearch } from "@spanhouse/storage";
import { TYPICAL_TRACES_MAX } from "../limits.ts";
import { parseOwnSearch } from "./own-search-params.ts";
import type { ParameterProblem } from "./traceql-param.ts";

/**
 * The parameters of `GET /api/own/critical`: those of the own search, with TYPICAL_TRACES_MAX traces when nothing is
 * said and at most. An error is what the client hears.
 */
export function parseCriticalParams(
  query: URLSearchParams,
  nowMs: number,
): Result<TraceSearch, ParameterProblem> {
  const search = parseOwnSearch(query, nowMs);
  if (!search.ok) return search;
  const isSaid = (query.get("limit") ?? "") !== "";
  const limit = Math.min(isSaid ? search.value.limit : TYPICAL_TRACES_MAX, TYPICAL_TRACES_MAX);
  return ok({ ...search.value, limit });
}
