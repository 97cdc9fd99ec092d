import { text } from "../texts/conditions.ts";
import { parseDuration } from "./duration.ts";
import { parseConditions } from "./search-conditions.ts";
import { conditionProblem, parseFilter } from "./search-filter.ts";
import { DEFAULT_LIMIT, LIMIT_MAX, type SearchParams, timeRangeUs } from "./search-params.ts";

/** What is wrong with the parameters, by field. Empty when they can be asked. */
export type SearchProblems = Partial<Record<keyof SearchParams, string>>;

/** One sentence for each field that cannot be understood. */
export function searchProblems(params: SearchParams): SearchProblems {
  const problems: SearchProblems = {};
  const conditions = parseConditions(params.tags ?? "");
  const wrong = conditions.ok
    ? conditions.value.map(conditionProblem).find((problem) => problem !== undefined)
    : conditions.error;
  if (wrong !== undefined) problems.tags = wrong;
  if (params.filter !== undefined && parseFilter(params.filter) === undefined) {
    problems.filter = text.noFilter;
  }
  for (const name of ["minDuration", "maxDuration"] as const) {
    const typed = params[name];
    if (typed !== undefined && parseDuration(typed) === undefined) {
      problems[name] = text.noAmount;
    }
  }
  const min = parseDuration(params.minDuration ?? "");
  const max = parseDuration(params.maxDuration ?? "");
  if (min !== undefined && max !== undefined && min > max) {
    problems.maxDuration = text.longestBelowShortest;
  }
  const limit = Number(params.limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    problems.limit = text.noLimit(LIMIT_MAX);
  }
  const range = timeRangeUs(params, 0);
  if (range === undefined) problems.start = text.noRange;
  return problems;
}
