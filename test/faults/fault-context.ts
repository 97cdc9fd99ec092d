import type { Store } from "@spanhouse/storage";

/** What a scenario is given. */
export interface FaultContext {
  /** Its own, empty. */
  readonly dataFolder: string;
  /** In [0, 1), the same for the same seed. */
  readonly random: () => number;
  /** Numbers from here on are its own. */
  readonly firstRequest: number;
}

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

/** A scenario in this process shares the store with the others; its spans are its own. */
export interface InProcessContext extends FaultContext {
  readonly store: Store;
  /** How long a fault lasts. */
  readonly faultMs: number;
}
