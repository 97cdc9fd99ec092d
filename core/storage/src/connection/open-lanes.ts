import type { Lane, LaneBounds } from "./lane.ts";
import { sessionLane, type SessionLane } from "./session-lane.ts";

/** The lanes of an engine, each with as many sessions of its own as its bounds say. */
export function openLanes<S>(
  bounds: Readonly<Record<Lane, LaneBounds>>,
  open: () => S,
): Readonly<Record<Lane, SessionLane<S>>> {
  const openLane = (lane: Lane): SessionLane<S> =>
    sessionLane(lane, Array.from({ length: bounds[lane].sessions }, open), bounds[lane]);
  return {
    trace: openLane("trace"),
    search: openLane("search"),
    rollup: openLane("rollup"),
    background: openLane("background"),
    writing: openLane("writing"),
  };
}
