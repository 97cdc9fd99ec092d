import type { OwnAttributeComparison, OwnHeatmap } from "@spanhouse/model";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { type HeatSelection, selectionQuery } from "../logic/heat-selection.ts";
import { type SearchParams, timeRangeUs, withoutShown } from "../logic/search-params.ts";
import { searchProblems } from "../logic/search-problems.ts";
import { spansQuery } from "../logic/search-query.ts";
import { requestJson } from "./request.ts";

/** Counting all spans is more work than finding the newest, so a live page does it less often. */
const LIVE_INTERVAL_MS = 15_000;
const COLUMNS = 120;

interface ExploreOptions {
  readonly params: SearchParams;
  /** Grows when somebody asks for everything anew. */
  readonly round: number;
  readonly enabled: boolean;
}

/** All spans that match a search, by start and duration. */
export function useHeatmap({ params, round, enabled }: ExploreOptions) {
  return useQuery({
    queryKey: ["heatmap", spansOf(params), round],
    queryFn: enabled
      ? ({ signal }) => {
          const query = nowQuery(params);
          query.set("columns", String(COLUMNS));
          return requestJson<OwnHeatmap>(`/api/own/heatmap?${query.toString()}`, signal);
        }
      : skipToken,
    placeholderData: keepPreviousData,
    refetchInterval: params.live === undefined ? false : LIVE_INTERVAL_MS,
  });
}

/** How the selected spans differ from the others that match. */
export function useComparison(
  { params, round, enabled }: ExploreOptions,
  selection: HeatSelection,
) {
  return useQuery({
    queryKey: ["compare", spansOf(params), round, selection],
    queryFn: enabled
      ? ({ signal }) => {
          const query = nowQuery(params);
          for (const [name, text] of Object.entries(selectionQuery(selection))) {
            query.set(name, text);
          }
          return requestJson<OwnAttributeComparison>(
            `/api/own/compare?${query.toString()}`,
            signal,
          );
        }
      : skipToken,
    placeholderData: keepPreviousData,
  });
}

/** Only what says which spans match: sorting or selecting asks nothing anew. */
function spansOf(params: SearchParams): SearchParams {
  return withoutShown(params, "order", "limit");
}

/** The parameters that say which spans match, from now back. */
export function nowQuery(params: SearchParams): URLSearchParams {
  const range = timeRangeUs(params, Date.now());
  return spansQuery(params, range ?? { startUs: 0, endUs: 1 });
}

/** Whether a search can be asked at all. */
export function canAsk(params: SearchParams): boolean {
  return Object.keys(searchProblems(params)).length === 0;
}
