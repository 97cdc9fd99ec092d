import type { TimeScale } from "./time-scale.ts";
import type { SpanColumns } from "./trace.ts";

/** Lanes of the flame chart: what runs at one moment beyond them is drawn over others. */
export const FLAME_LANES_MAX = 256;

/** Where the spans of a trace are in a flame chart. Times are as drawn (see TimeScale), in microseconds. */
export interface FlameLayout {
  readonly laneCount: number;
  /** The rows lane by lane, each lane by start: lane l has places `laneFrom[l]` to `laneFrom[l + 1]`. */
  readonly rows: Int32Array;
  readonly laneFrom: Int32Array;
  /** By row. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
}

/**
 * The flame chart of a trace. A span is below its parent, in the first lane that is free when it starts, so that
 * spans that ran at once do not cover each other.
 */
export function flameLayout(
  spans: Pick<SpanColumns, "parentRow" | "startUs" | "durationUs">,
  scale: TimeScale,
): FlameLayout {
  const rowCount = spans.startUs.length;
  const startUs = Float64Array.from(spans.startUs, (us) => scale.toDrawn(us));
  const endUs = Float64Array.from(spans.startUs, (us, row) =>
    scale.toDrawn(us + spans.durationUs[row]!),
  );
  const order = Int32Array.from(startUs, (_, row) => row);
  // Of spans with one start the parent comes first, because rows are in pre-order.
  order.sort((a, b) => startUs[a]! - startUs[b]! || a - b);
  const laneOf = new Uint16Array(rowCount);
  const laneEndUs: number[] = [];
  let laneCount = 0;
  for (const row of order) {
    const parent = spans.parentRow[row]!;
    let lane = parent < 0 ? 0 : laneOf[parent]! + 1;
    while (lane < FLAME_LANES_MAX - 1 && (laneEndUs[lane] ?? 0) > startUs[row]!) lane++;
    lane = Math.min(lane, FLAME_LANES_MAX - 1);
    laneOf[row] = lane;
    laneEndUs[lane] = Math.max(laneEndUs[lane] ?? 0, endUs[row]!);
    laneCount = Math.max(laneCount, lane + 1);
  }
  return { laneCount, startUs, endUs, ...byLane(order, laneOf, laneCount) };
}

/** The row at a moment of a lane, or one that is not further away than `nearUs`; else -1. */
export function flameRowAt(
  { laneCount, rows, laneFrom, startUs, endUs }: FlameLayout,
  lane: number,
  atUs: number,
  nearUs: number,
): number {
  if (lane < 0 || lane >= laneCount) return -1;
  let low = laneFrom[lane]!;
  let high = laneFrom[lane + 1]! - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startUs[rows[middle]!]! <= atUs + nearUs) low = middle;
    else high = middle - 1;
  }
  const row = rows[low]!;
  return startUs[row]! <= atUs + nearUs && endUs[row]! >= atUs - nearUs ? row : -1;
}

function byLane(
  order: Int32Array,
  laneOf: Uint16Array,
  laneCount: number,
): Pick<FlameLayout, "rows" | "laneFrom"> {
  const laneFrom = new Int32Array(laneCount + 1);
  for (const lane of laneOf) laneFrom[lane + 1]!++;
  for (let lane = 1; lane <= laneCount; lane++) laneFrom[lane]! += laneFrom[lane - 1]!;
  const next = laneFrom.slice();
  const rows = new Int32Array(order.length);
  for (const row of order) rows[next[laneOf[row]!]!++] = row;
  return { rows, laneFrom };
}
