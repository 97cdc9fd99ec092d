import type { OwnSearchEnd, OwnSearchLine, OwnTraceSummary } from "@spanhouse/model";
import { mergeNewest, withoutRepeats } from "../logic/merge-traces.ts";
import {
  DEFAULT_LIMIT,
  orderOf,
  type SearchParams,
  type TimeRangeUs,
  timeRangeUs,
} from "../logic/search-params.ts";
import { spansQuery } from "../logic/search-query.ts";
import { ApiError, requestLines } from "./request.ts";

/** What has been found so far. */
export interface SearchState {
  readonly traces: readonly OwnTraceSummary[];
  /** `traces` are those of the question before, until the first of this one is there. */
  readonly outdated: boolean;
  /** What the answer says besides its traces; undefined until it has ended. */
  readonly end: OwnSearchEnd | undefined;
  readonly error: Error | undefined;
  /** What was being asked when the error came. */
  readonly failed: SearchState["busy"];
  /** What is being asked: everything, what follows, what is new. */
  readonly busy: "all" | "more" | "new" | undefined;
  /** When the last answer was asked for, milliseconds since 1970. */
  readonly askedUnixMs: number;
}

/** How far before the last answer spans may start that have arrived since; older ones need a refresh. */
const LATE_ARRIVALS_US = 120_000_000;

/** Rows that a live list grows to; the oldest leave. */
const LIVE_TRACES_MAX = 1_500;

/** One search: its traces as they are found, page by page, and what is new since. */
export class TraceSearch {
  readonly #params: SearchParams;
  readonly #listeners = new Set<() => void>();
  #state: SearchState;
  /** Of the pages: a cursor goes on only in the very time it was made for. */
  #range: TimeRangeUs | undefined;
  #abort = new AbortController();

  constructor(params: SearchParams, before: readonly OwnTraceSummary[]) {
    this.#params = params;
    this.#state = {
      ...{ traces: before, outdated: true, end: undefined, error: undefined },
      ...{ failed: undefined, busy: undefined, askedUnixMs: 0 },
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): SearchState => this.#state;

  /** Asks everything, from now back. */
  ask(): void {
    this.#range = timeRangeUs(this.#params, Date.now());
    if (this.#range === undefined) return;
    const found: OwnTraceSummary[] = [];
    const { outdated } = this.#state;
    void this.#read("all", this.#query(this.#range), (traces, ended) => {
      found.push(...traces);
      // Those of another question stay until there is a first one, those of the same until it is answered again.
      const show = outdated ? found.length > 0 || ended : ended;
      if (show) this.#set({ traces: [...found], outdated: false });
    });
  }

  /** Goes on behind what is shown. */
  askMore(): void {
    const cursor = this.#state.end?.nextCursor;
    if (this.#range === undefined || cursor === undefined || this.#state.busy !== undefined) return;
    const query = this.#query(this.#range);
    query.set("cursor", cursor);
    void this.#read("more", query, (traces) => {
      this.#set({ traces: withoutRepeats([...this.#state.traces, ...traces]) });
    });
  }

  /** Asks what is new, which is put on top; everything when the order is another than the newest first. */
  askNew(): void {
    const { busy, end, askedUnixMs } = this.#state;
    if (busy !== undefined) return;
    const range = timeRangeUs(this.#params, Date.now());
    if (range === undefined || end === undefined || orderOf(this.#params) !== "newest") {
      this.ask();
      return;
    }
    const startUs = Math.max(range.startUs, askedUnixMs * 1000 - LATE_ARRIVALS_US);
    const found: OwnTraceSummary[] = [];
    void this.#read("new", this.#query({ ...range, startUs }), (traces, ended) => {
      found.push(...traces);
      if (ended) this.#set({ traces: mergeNewest(found, this.#state.traces, LIVE_TRACES_MAX) });
    });
  }

  /** Stops what is being asked. */
  stop(): void {
    this.#abort.abort();
    this.#set({ busy: undefined });
  }

  #query(range: TimeRangeUs): URLSearchParams {
    const query = spansQuery(this.#params, range);
    query.set("limit", this.#params.limit ?? String(DEFAULT_LIMIT));
    query.set("order", orderOf(this.#params));
    return query;
  }

  /** Reads one answer; a later question takes the place of one that is not answered yet. */
  async #read(
    busy: NonNullable<SearchState["busy"]>,
    query: URLSearchParams,
    take: (traces: readonly OwnTraceSummary[], ended: boolean) => void,
  ): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const before = this.#state.end;
    this.#set({ busy, error: undefined, askedUnixMs: Date.now() });
    try {
      const path = `/api/own/search/stream?${query.toString()}`;
      for await (const lines of requestLines<OwnSearchLine>(path, signal)) {
        const traces: OwnTraceSummary[] = [];
        let end: OwnSearchEnd | undefined;
        for (const line of lines) {
          if ("trace" in line) traces.push(line.trace);
          else if ("end" in line) end = line.end;
          else throw new ApiError(line.error.code, line.error.message);
        }
        take(traces, end !== undefined);
        if (end !== undefined) this.#set({ end: busy === "new" ? newEnd(before, end) : end });
      }
      this.#set({ busy: undefined });
    } catch (error) {
      if (signal.aborted) return;
      this.#set({ busy: undefined, error: error as Error, failed: busy });
    }
  }

  #set(part: Partial<SearchState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

/** After an answer about what is new, the list still goes on where it did. */
function newEnd(before: OwnSearchEnd | undefined, end: OwnSearchEnd): OwnSearchEnd {
  const { nextCursor, limited, limit } = before ?? end;
  return { ...end, limit, limited, ...(nextCursor === undefined ? {} : { nextCursor }) };
}
