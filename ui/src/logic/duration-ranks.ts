import type { Trace } from "./trace.ts";

/** How slow each span is among those of its service and operation in the trace. */
export interface DurationRanks {
  /** By row: the share of them that are faster, from 0 on; NaN where there are too few to say. */
  readonly share: Float32Array;
  /** By row: how many they are, the span included. */
  readonly groupSize: (row: number) => number;
}

/** Fewer spans of an operation say nothing about what is slow. */
export const RANKED_SPANS_MIN = 5;

/** See DurationRanks. */
export function durationRanks({
  operations,
  spans: { service, operation, durationUs },
}: Pick<Trace, "operations"> & {
  readonly spans: Pick<Trace["spans"], "service" | "operation" | "durationUs">;
}): DurationRanks {
  const rowCount = durationUs.length;
  const groups = new Map<number, number>();
  const groupOf = new Uint32Array(rowCount);
  const sizes: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const key = service[row]! * operations.length + operation[row]!;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = sizes.push(0) - 1));
    groupOf[row] = group;
    sizes[group]!++;
  }
  const sorted = sizes.map((size) => new Float64Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let row = 0; row < rowCount; row++) {
    const group = groupOf[row]!;
    sorted[group]![filled[group]!++] = durationUs[row]!;
  }
  for (const durations of sorted) durations.sort();
  const share = Float32Array.from(groupOf, (group, row) => {
    const size = sizes[group]!;
    return size < RANKED_SPANS_MIN ? NaN : countBelow(sorted[group]!, durationUs[row]!) / size;
  });
  return { share, groupSize: (row) => sizes[groupOf[row]!]! };
}

/** How many of the sorted numbers are smaller. */
function countBelow(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
