import type { FlameLayout } from "./flame-layout.ts";
import type { Trace } from "./trace.ts";

/** A line of a flame chart from the end of the span that handed work over to the start of the one that took it. */
export interface HandOffLine {
  readonly fromUs: number;
  readonly fromLane: number;
  readonly toUs: number;
  readonly toLane: number;
}

/** The hand-offs between the traces that are shown; none when there is one trace. */
export function handOffLines(
  { rows, laneFrom, laneCount, startUs, endUs }: FlameLayout,
  { linked }: Pick<Trace, "linked">,
): readonly HandOffLine[] {
  if (linked === undefined) return [];
  const laneOf = new Int32Array(rows.length);
  for (let lane = 0; lane < laneCount; lane++) {
    for (let place = laneFrom[lane]!; place < laneFrom[lane + 1]!; place++) {
      laneOf[rows[place]!] = lane;
    }
  }
  return linked.handOffs.map(({ from, to }) => ({
    // Work may be taken before the span that hands it over has ended.
    fromUs: Math.min(endUs[from]!, startUs[to]!),
    fromLane: laneOf[from]!,
    toUs: startUs[to]!,
    toLane: laneOf[to]!,
  }));
}
