import type { OwnSearchResult } from "@spanhouse/model";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { parseDuration } from "../logic/duration.ts";
import {
  DEFAULT_LIMIT,
  parseAttributeFilter,
  type SearchParams,
  searchProblems,
  timeRangeUs,
} from "../logic/search-params.ts";
import { requestJson } from "./request.ts";

const LIVE_INTERVAL_MS = 3_000;

/**
 * The traces that match, newest first. Nothing is asked while a parameter is wrong. While the store is
 * empty it is asked again and again, so that the first trace shows up by itself.
 */
export function useSearch(params: SearchParams, storeIsEmpty: boolean) {
  const { live, ...asked } = params;
  const wrong = Object.keys(searchProblems(params)).length > 0;
  return useQuery({
    // The first service to arrive makes it another question, which is asked at once.
    queryKey: ["search", asked, storeIsEmpty],
    queryFn: wrong
      ? skipToken
      : ({ signal }) =>
          requestJson<OwnSearchResult>(`/api/own/search?${toQuery(asked, Date.now())}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: live !== undefined || storeIsEmpty ? LIVE_INTERVAL_MS : false,
  });
}

function toQuery(params: SearchParams, nowMs: number): string {
  const query = new URLSearchParams();
  if (params.service !== undefined) query.set("service", params.service);
  if (params.operation !== undefined) query.set("operation", params.operation);
  for (const name of ["minDuration", "maxDuration"] as const) {
    const us = parseDuration(params[name] ?? "");
    if (us !== undefined) query.set(name, `${us}us`);
  }
  const filter = parseAttributeFilter(params.tags ?? "");
  for (const { key, text } of filter.ok ? filter.value : []) {
    query.append("tags", JSON.stringify({ [key]: text }));
  }
  const range = timeRangeUs(params, nowMs);
  if (range !== undefined) {
    query.set("start", String(Math.floor(range.startUs)));
    query.set("end", String(Math.ceil(range.endUs)));
  }
  query.set("limit", params.limit ?? String(DEFAULT_LIMIT));
  return query.toString();
}
