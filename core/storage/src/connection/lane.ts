/**
 * Kinds of work that must not wait for each other. Each has sessions and a line of its own, so that however
 * many slow searches there are, a trace is read and spans are stored as if there were none.
 *
 *   trace        what a person waits for: spans of traces, summaries, names
 *   search       questions to the span table
 *   rollup       rates, durations, the graph of services, completion
 *   background   what nobody waits for, INSERT … SELECT of its own included
 *   writing      inserts of spans and changes of the schema
 */
export type Lane = "trace" | "search" | "rollup" | "background" | "writing";

export interface LaneBounds {
  /** Queries that run at a time. */
  readonly sessions: number;
  /** Queries that wait for a session. Further ones fail at once with QUERY_OVERLOADED. */
  readonly waitingMax: number;
  /** How long one waits. Then QUERY_OVERLOADED. */
  readonly waitMsMax: number;
}

/** What a lane does now, and what it did since the store was opened. */
export interface LaneState {
  readonly lane: Lane;
  readonly sessions: number;
  readonly running: number;
  readonly waiting: number;
  /** Queries that got a session. */
  readonly started: number;
  /** Queries that got none: too many waited, or too long. */
  readonly refused: number;
  /** Time that all queries together waited for a session, in milliseconds. */
  readonly waitedMs: number;
}
