import type { Store } from "@spanhouse/storage";

import type { FaultResult } from "./fault-report.ts";

/** How long and how hard a run is. */
export interface FaultScale {
  /** Times a process is killed. */
  readonly kills: number;
  /** How long a fault lasts that has no length of its own. */
  readonly faultMs: number;
  /** Of the clients together, where a process of its own takes them in. */
  readonly spansPerSecond: number;
  /** How long the link between agent and collector is cut. */
  readonly linkCutMs: number;
  /** Damaged requests. */
  readonly shots: number;
}

/** What a scenario is given. */
export interface FaultContext {
  /** Its own, empty. */
  readonly dataFolder: string;
  /** In [0, 1), the same for the same seed. */
  readonly random: () => number;
  /** Numbers from here on are its own. */
  readonly firstRequest: number;
  readonly scale: FaultScale;
}

/** A scenario in this process shares the store with the others; its spans are its own. */
export interface InProcessContext extends FaultContext {
  readonly store: Store;
}

/**
 * One thing that breaks. The engine allows one data folder per process at a time: most scenarios share one
 * store in this process, the others have an engine of their own, here or in another process.
 */
export type Fault = {
  /** `R7` of the list of faults; `A2` for an agent and a collector together. Several may share one. */
  readonly id: string;
  readonly name: string;
  /** It waits for what happens only now and then, or another covers it: left out of the short form. */
  readonly isSlow?: boolean;
} & (
  | {
      readonly engine: "shared";
      readonly run: (context: InProcessContext) => Promise<FaultResult>;
    }
  | { readonly engine: "own"; readonly run: (context: FaultContext) => Promise<FaultResult> }
);

/** A small generator of numbers in [0, 1) (mulberry32), so that a run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
