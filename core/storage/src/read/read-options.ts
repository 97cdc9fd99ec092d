/** What questions to the store have in common. */

/** Both ends are nanoseconds since 1970; `from` inclusive, `to` exclusive. */
export interface TimeRange {
  readonly fromUnixNano: bigint;
  readonly toUnixNano: bigint;
}

export interface ReadOptions {
  /** When it fires, the read is over at once, with its reason, and the engine stops working on it. */
  readonly signal?: AbortSignal;
  /**
   * With whom the read shares the engine's time; see connection/lane.ts. A read of whole traces for a search
   * says `search`, so that it does not stand in the way of one trace that somebody opens. Searches and the
   * question about root spans have a lane of their own whatever is said here.
   */
  readonly lane?: "trace" | "search";
}
