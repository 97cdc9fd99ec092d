import type { Settings } from "./engine.ts";
import type { Lane } from "./lane.ts";

/**
 * Settings that each query of a lane starts from. A query pauses while one of a smaller `priority` runs, for at
 * most LOW_PRIORITY_PAUSE_MS at each step, so it goes on slowly however busy the others are.
 */
export const LANE_SETTINGS: Readonly<Record<Lane, Settings>> = {
  trace: { priority: 1 },
  writing: { priority: 1 },
  rollup: { priority: 2 },
  search: { priority: 3 },
  background: { priority: 4, max_threads: 1 },
};
