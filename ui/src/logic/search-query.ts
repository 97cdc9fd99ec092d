import { parseDuration } from "./duration.ts";
import { parseConditions, type SearchCondition } from "./search-conditions.ts";
import { allCalls, type FilterCall, parseFilter, toFilterCall } from "./search-filter.ts";
import type { SearchParams, TimeRangeUs } from "./search-params.ts";

/** The parameters of the own API that say which spans match. */
export function spansQuery(params: SearchParams, range: TimeRangeUs): URLSearchParams {
  const query = new URLSearchParams();
  if (params.service !== undefined) query.set("service", params.service);
  if (params.operation !== undefined) query.set("operation", params.operation);
  for (const name of ["minDuration", "maxDuration"] as const) {
    const us = parseDuration(params[name] ?? "");
    if (us !== undefined) query.set(name, `${Math.round(us * 1000)}ns`);
  }
  const conditions = parseConditions(params.tags ?? "");
  const calls: FilterCall[] = [];
  for (const condition of conditions.ok ? conditions.value : []) {
    const tag = tagOf(condition);
    if (tag === undefined) calls.push(toFilterCall(condition));
    else query.append("tags", JSON.stringify(tag));
  }
  const own = parseFilter(params.filter ?? "");
  const filter = allCalls(own === undefined ? calls : [...calls, own]);
  if (filter !== undefined) query.set("filter", JSON.stringify(filter));
  if (params.q !== undefined) query.set("q", params.q);
  query.set("start", String(Math.floor(range.startUs)));
  query.set("end", String(Math.ceil(range.endUs)));
  return query;
}

/** Equality at any level is Jaeger's tag, with Jaeger's own words for errors and kinds. */
function tagOf({ target, operator, text }: SearchCondition): Record<string, string> | undefined {
  if (operator !== "=" || !("attribute" in target) || target.level !== "") return undefined;
  return { [target.attribute]: text };
}
