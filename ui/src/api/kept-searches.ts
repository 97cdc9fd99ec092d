import type { TraceSearch } from "./trace-search.ts";

/** A search, and what it asks as one text. */
export interface KeyedSearch {
  readonly key: string;
  readonly search: TraceSearch;
}

const SEARCHES_MAX = 5;

/** By the entry of the browser's history that shows them, the latest last. */
const kept = new Map<string, KeyedSearch>();

/** Keeps a search, so that who goes back to it from a trace finds it as it was left. */
export function keepSearch(entry: string, search: KeyedSearch): void {
  kept.delete(entry);
  kept.set(entry, search);
  for (const first of kept.keys()) {
    if (kept.size <= SEARCHES_MAX) return;
    kept.delete(first);
  }
}

/** The search that the entry showed; undefined when it asked something else, or is not kept. */
export function keptSearch(entry: string, key: string): KeyedSearch | undefined {
  const found = kept.get(entry);
  return found?.key === key ? found : undefined;
}
