import { useLocation } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type SearchParams, withoutShown } from "../logic/search-params.ts";
import { searchProblems } from "../logic/search-problems.ts";
import { keepSearch, keptSearch } from "./kept-searches.ts";
import { type SearchState, TraceSearch } from "./trace-search.ts";

/** How often a live list asks for what is new, and an empty store for its first trace. */
const AGAIN_INTERVAL_MS = 1_500;

interface UseSearchOptions {
  readonly params: SearchParams;
  /** Then it asks again and again, so that the first trace shows up by itself. */
  readonly storeIsEmpty: boolean;
  /** While somebody looks at the list closely, it does not change by itself. */
  readonly paused: boolean;
}

/**
 * The traces that match, as they are found. Nothing is asked while a parameter is wrong, nor when somebody comes back to
 * a search that was answered.
 */
export function useSearch({ params, storeIsEmpty, paused }: UseSearchOptions): {
  readonly state: SearchState;
  readonly search: TraceSearch;
} {
  const asked = withoutShown(params);
  const wrong = Object.keys(searchProblems(params)).length > 0;
  // The first service to arrive makes it another question, which is asked at once.
  const key = JSON.stringify([asked, storeIsEmpty]);
  const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? "" });
  const [current, setCurrent] = useState(
    () => keptSearch(entry, key) ?? { key, search: new TraceSearch(asked, []) },
  );
  if (current.key !== key) {
    setCurrent({ key, search: new TraceSearch(asked, current.search.get().traces) });
  }
  const { search } = current;

  useEffect(() => keepSearch(entry, current), [entry, current]);
  useEffect(() => {
    if (!wrong && search.get().end === undefined) search.ask();
    return () => search.stop();
  }, [search, wrong]);

  const again = !wrong && ((params.live !== undefined && !paused) || storeIsEmpty);
  useEffect(() => {
    if (!again) return undefined;
    const timer = setInterval(() => search.askNew(), AGAIN_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [search, again]);

  return { state: useSyncExternalStore(search.subscribe, search.get), search };
}
