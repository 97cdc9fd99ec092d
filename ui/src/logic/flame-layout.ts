import { drawnTimes, type TimeScale } from "./time-scale.ts";
import type { SpanColumns } from "./trace.ts";

/** Lanes of the flame chart: what runs at one moment beyond them is drawn over others. */
export const FLAME_LANES_MAX = 256;

/** The same for the lanes of one service. */
export const SERVICE_LANES_MAX = 64;

/** Where the spans of a trace are in a flame chart. Times are as drawn (see TimeScale), in microseconds. */
export interface FlameLayout {
  readonly laneCount: number;
  /** The rows lane by lane, each lane by start: lane l has places `laneFrom[l]` to `laneFrom[l + 1]`. */
  readonly rows: Int32Array;
  readonly laneFrom: Int32Array;
  /** By row. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  /** Lanes that belong together, from top to bottom; none when all do. */
  readonly bands: readonly FlameBand[];
}

/** The lanes of one service. The first of them has no span: there stands its name. */
export interface FlameBand {
  /** Index of the service. */
  readonly service: number;
  readonly laneFrom: number;
  /** Exclusive. */
  readonly laneTo: number;
}

/**
 * The flame chart of a trace. A span is below its parent, in the first lane that is free when it starts, so that
 * spans that ran at once do not cover each other.
 */
export function flameLayout(
  spans: Pick<SpanColumns, "parentRow" | "startUs" | "durationUs">,
  scale: TimeScale,
): FlameLayout {
  const { order, startUs, endUs } = flameTimes(spans, scale);
  const laneOf = new Uint32Array(order.length);
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
  return { laneCount, startUs, endUs, bands: [], ...byLane(order, laneOf, laneCount) };
}

/**
 * The spans of each service in lanes of their own, services in the order in which they first appear: who was busy
 * when. A span is in the first lane of its service that is free when it starts.
 *
 *   web      [======================]
 *   db          [==] [==]
 *               [====]
 */
export function swimLayout(
  spans: Pick<SpanColumns, "service" | "startUs" | "durationUs">,
  scale: TimeScale,
): FlameLayout {
  const { order, startUs, endUs } = flameTimes(spans, scale);
  const laneOf = new Uint32Array(order.length);
  const laneEndsUs = new Map<number, number[]>();
  for (const row of order) {
    const service = spans.service[row]!;
    let ends = laneEndsUs.get(service);
    if (ends === undefined) laneEndsUs.set(service, (ends = []));
    let lane = ends.findIndex((endUs) => endUs <= startUs[row]!);
    if (lane < 0) lane = Math.min(ends.length, SERVICE_LANES_MAX - 1);
    laneOf[row] = lane;
    ends[lane] = Math.max(ends[lane] ?? 0, endUs[row]!);
  }
  const bands: FlameBand[] = [];
  const firstLane = new Map<number, number>();
  let laneCount = 0;
  for (const service of new Set(spans.service)) {
    const laneTo = laneCount + 1 + laneEndsUs.get(service)!.length;
    bands.push({ service, laneFrom: laneCount, laneTo });
    firstLane.set(service, laneCount + 1);
    laneCount = laneTo;
  }
  for (const row of order) laneOf[row]! += firstLane.get(spans.service[row]!)!;
  return { laneCount, startUs, endUs, bands, ...byLane(order, laneOf, laneCount) };
}

/** Rows by start, and when they are drawn. */
function flameTimes(
  spans: Pick<SpanColumns, "startUs" | "durationUs">,
  scale: TimeScale,
): Pick<FlameLayout, "startUs" | "endUs"> & { readonly order: Int32Array } {
  const { startUs, endUs } = drawnTimes(spans, scale);
  const order = Int32Array.from(startUs, (_, row) => row);
  // Of spans with one start the parent comes first, because rows are in pre-order.
  order.sort((a, b) => startUs[a]! - startUs[b]! || a - b);
  return { order, startUs, endUs };
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
  const row = rows[low];
  // A lane without a span: the name of a band.
  if (row === undefined || low < laneFrom[lane]! || low >= laneFrom[lane + 1]!) return -1;
  return startUs[row]! <= atUs + nearUs && endUs[row]! >= atUs - nearUs ? row : -1;
}

function byLane(
  order: Int32Array,
  laneOf: Uint32Array,
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
