import { GRAPH_RECENT_LONE_CALLERS_MAX } from "../limits.ts";
import type { CallGraph, Claim } from "./call-graph.ts";
import type { Caller } from "./find-callers.ts";
import type { LoneCallers } from "./lone-callers.ts";
import type { CallMoves } from "./move-calls.ts";
import { idKey, type SpanId } from "./open-end.ts";

/** The calls of five minutes after all of their spans were looked at, before others claim their callers. */
export interface BucketCalls {
  readonly lone: LoneCallers;
  readonly moves: CallMoves;
  /** Callers that were counted under the name of a peer that is slow to read, by `idKey`. */
  readonly named: ReadonlyMap<string, Caller>;
  /** Where the names of peers were looked for. */
  readonly peers: "promoted" | "all";
  /** Ends of calls that were read, repeated ones included. */
  readonly rows: number;
  readonly unchecked: number;
  /** Ends without another one before anything was moved. */
  readonly unpaired: number;
  readonly claims: readonly Claim[];
  readonly waiting: readonly bigint[];
  readonly waitedFor: readonly SpanId[];
  /** Callers that other buckets claim and that were taken away if they were alone, by `idKey`. */
  readonly claimed: Set<string>;
  finish(): CallGraph;
}

/** What was computed of a step, and as which generation it was stored. */
interface Kept {
  readonly generation: number;
  readonly calls: BucketCalls;
}

/**
 * Keeps the last few five minutes that were computed: when nothing has come but claims of their neighbours, these
 * callers are taken away, and the spans are not read again.
 */
export class RecentBuckets {
  readonly #kept = new Map<string, Kept>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    if (kept.calls.lone.size > GRAPH_RECENT_LONE_CALLERS_MAX) return;
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#max) break;
      this.#kept.delete(oldest);
    }
  }

  /** What was stored as this generation, unless some of its callers are no longer claimed. */
  find(key: string, generation: number, claimed: readonly SpanId[]): BucketCalls | undefined {
    const kept = this.#kept.get(key);
    if (kept?.generation !== generation) return undefined;
    const now = new Set(claimed.map(idKey));
    for (const id of kept.calls.claimed) if (!now.has(id)) return undefined;
    return kept.calls;
  }
}
