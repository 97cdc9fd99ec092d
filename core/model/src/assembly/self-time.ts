import type { AssembledColumns } from "./assemble-columns.ts";

/**
 * How long each row was at work itself: its duration less the time in which at least one of its children ran.
 * Nanoseconds. What of a child lies outside of its parent does not count; a span that ends before it starts
 * has none.
 *
 *   parent  [==================]     self time of the parent:
 *   child      [=====]               the two pieces at its ends
 *   child         [=====]
 */
export function selfTimes({
  parentRow,
  startNano,
  endNano,
}: Pick<AssembledColumns, "parentRow" | "startNano" | "endNano">): Float64Array {
  const self = new Float64Array(parentRow.length);
  /** Up to where the time of each row is accounted for. */
  const accounted = Float64Array.from(startNano);
  for (let row = 0; row < parentRow.length; row++) {
    self[row]! += Math.max(0, endNano[row]! - startNano[row]!);
    const parent = parentRow[row]!;
    if (parent < 0) continue;
    // Siblings come by start, so that what is not accounted for yet is one piece.
    const from = Math.max(startNano[row]!, accounted[parent]!);
    const to = Math.min(endNano[row]!, endNano[parent]!);
    if (to <= from) continue;
    self[parent]! -= to - from;
    accounted[parent] = to;
  }
  return self;
}
