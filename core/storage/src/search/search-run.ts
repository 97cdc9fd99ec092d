import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { EngineError } from "../connection/engine-error.ts";
import type { Layout } from "../schema/layout.ts";
import type { TimeRange, TraceSearch } from "../store.ts";
import type { DefinitionConditions } from "./definition-match.ts";
import type { PositivePredicate } from "./positive-predicate.ts";
import type { BucketWindow } from "./time-windows.ts";
import type { SearchCursor } from "./search-cursor.ts";

/** One search while it runs: what it asks for, and what it may still use. */
export interface SearchRun {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly search: TraceSearch;
  /** Within what a start time can be, and not empty. */
  readonly time: TimeRange;
  readonly where: PositivePredicate;
  readonly definitions: DefinitionConditions;
  /** As of SearchWindow. */
  readonly promotedInMaps: BucketWindow | undefined;
  readonly after: SearchCursor | undefined;
  readonly budget: SearchBudget;
}

/** The time of a search, shared by all of its queries. */
export class SearchBudget {
  readonly #endMs: number;
  readonly #options: QueryOptions;

  constructor(timeMaxMs: number, options: QueryOptions) {
    this.#endMs = Date.now() + timeMaxMs;
    this.#options = options;
  }

  get isSpent(): boolean {
    return Date.now() >= this.#endMs;
  }

  /** Throws what the signal was aborted with. */
  throwIfAborted(): void {
    this.#options.signal?.throwIfAborted();
  }

  /** For the next query. Throws what the signal was aborted with. */
  options(): QueryOptions {
    this.throwIfAborted();
    const seconds = Math.max(1, Math.ceil((this.#endMs - Date.now()) / 1000));
    const settings = { ...this.#options.settings, max_execution_time: seconds };
    return { ...this.#options, settings };
  }
}

/** Asks in what is left of the budget. A query that is not needed has an empty answer. */
export async function ask(
  run: Pick<SearchRun, "engine" | "budget">,
  query: Query | undefined,
): Promise<Uint8Array> {
  return query === undefined ? NO_ROWS : run.engine.read(query, run.budget.options());
}

const NO_ROWS = new Uint8Array();

/** Too much time (159, 160), too many rows (158) or too much memory (241): what was found before still stands. */
const LIMIT_ERRORS: ReadonlySet<number> = new Set([158, 159, 160, 241]);

/** A search met a bound of its own; the message says which. */
export class SearchLimit extends Error {}

/** Says for people which limit stopped a search; undefined when it was something else. */
export function limitReached(error: unknown): string | undefined {
  if (error instanceof SearchLimit) return error.message;
  if (!(error instanceof EngineError) || !LIMIT_ERRORS.has(error.code)) return undefined;
  if (isOutOfMemory(error)) return "it needed too much memory";
  return error.code === 158 ? "it had too many spans to read" : "it took too long";
}

export function isOutOfMemory(error: unknown): boolean {
  return error instanceof EngineError && error.code === 241;
}
