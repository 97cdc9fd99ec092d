import type { OwnGraph } from "@spanhouse/model";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { type MapParams, mapDepthOf } from "../logic/map-params.ts";
import { compareShiftUs, rangeUs } from "../logic/range-params.ts";
import { requestJson } from "./request.ts";

/** The most the server gives. */
const EDGES_MAX = 5_000;

/** Who calls whom at a level; nothing is asked without one. */
export function useGraph(params: MapParams, level: string | undefined) {
  const { lookback, start, end, compare, focus } = params;
  const depth = mapDepthOf(params);
  return useQuery({
    queryKey: ["graph", level, lookback, start, end, compare, focus, depth],
    queryFn:
      level === undefined
        ? skipToken
        : ({ signal }) => {
            const range = rangeUs(params, Date.now());
            const query = new URLSearchParams({
              start: String(range.startUs),
              end: String(range.endUs),
              level,
              limit: String(EDGES_MAX),
            });
            const shiftUs = compareShiftUs(params, range);
            if (shiftUs !== undefined) query.set("compareStart", String(range.startUs - shiftUs));
            if (focus !== undefined) {
              query.set("focus", focus);
              query.set("depth", String(depth));
            }
            return requestJson<OwnGraph>(`/api/graph?${query.toString()}`, signal);
          },
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}
