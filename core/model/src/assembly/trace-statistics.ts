import { STATUS_CODE_ERROR } from "../span.ts";
import type { AssembledColumns } from "./assemble-columns.ts";

/** Durations of a group of spans, in nanoseconds. Quantiles are exact: each is the duration of some span. */
export interface SpanGroup {
  /** A row of the group, to look up what it is called. */
  readonly row: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly totalNano: number;
  readonly selfNano: number;
  readonly p50Nano: number;
  readonly p95Nano: number;
  readonly maxNano: number;
}

/** Groups the rows by the number that `groupOf` gives them; largest total first, then by first row. */
export function groupSpans(
  trace: Pick<AssembledColumns, "rowCount" | "index" | "columns" | "startNano" | "endNano">,
  self: Float64Array,
  groupOf: (row: number) => number,
): readonly SpanGroup[] {
  const { rowCount, index, columns, startNano, endNano } = trace;
  const placeOf = new Map<number, number>();
  const firstRow: number[] = [];
  const sizes: number[] = [];
  const groups = new Uint32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const number = groupOf(row);
    let place = placeOf.get(number);
    if (place === undefined) {
      placeOf.set(number, (place = firstRow.length));
      firstRow.push(row);
      sizes.push(0);
    }
    groups[row] = place;
    sizes[place]!++;
  }
  // Durations by group, one group after the other in one array.
  const ends = Uint32Array.from(sizes);
  for (let place = 1; place < ends.length; place++) ends[place]! += ends[place - 1]!;
  const durations = new Float64Array(rowCount);
  const filled = ends.map((end, place) => end - sizes[place]!);
  const errors = new Uint32Array(sizes.length);
  const totals = new Float64Array(sizes.length);
  const selfs = new Float64Array(sizes.length);
  for (let row = 0; row < rowCount; row++) {
    const place = groups[row]!;
    const duration = Math.max(0, endNano[row]! - startNano[row]!);
    durations[filled[place]!++] = duration;
    totals[place]! += duration;
    selfs[place]! += self[row]!;
    if (columns.statusCode[index[row]!] === STATUS_CODE_ERROR) errors[place]!++;
  }
  return firstRow
    .map((row, place): SpanGroup => {
      const own = durations.subarray(ends[place]! - sizes[place]!, ends[place]).sort();
      return {
        row,
        spanCount: own.length,
        errorCount: errors[place]!,
        totalNano: totals[place]!,
        selfNano: selfs[place]!,
        p50Nano: quantile(own, 0.5),
        p95Nano: quantile(own, 0.95),
        maxNano: own[own.length - 1]!,
      };
    })
    .sort((a, b) => b.totalNano - a.totalNano || a.row - b.row);
}

/** The smallest value that at least this share of the sorted values is not above. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}
