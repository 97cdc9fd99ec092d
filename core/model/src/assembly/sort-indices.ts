/**
 * The numbers 0 to `count` (exclusive) in the order of `compare`; equal ones keep theirs. Rows from the store
 * come in a few long runs that are in order already, and merging runs takes next to no comparisons then.
 */
export function sortedIndices(
  count: number,
  compare: (a: number, b: number) => number,
): Uint32Array {
  let from = countUp(count);
  let to = new Uint32Array(count);
  let ends = runEnds(count, compare);
  while (ends.length > 1) {
    const merged: number[] = [];
    let start = 0;
    for (let run = 0; run < ends.length; run += 2) {
      const middle = ends[run]!;
      const end = ends[run + 1] ?? middle;
      mergeRuns(from, to, { start, middle, end }, compare);
      merged.push(end);
      start = end;
    }
    [from, to] = [to, from];
    ends = merged;
  }
  return from;
}

/** 0, 1, 2, … */
export function countUp(count: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(count);
  for (let index = 0; index < count; index++) numbers[index] = index;
  return numbers;
}

/** Where each run of indices in ascending order ends. */
function runEnds(count: number, compare: (a: number, b: number) => number): number[] {
  const ends: number[] = [];
  for (let index = 1; index <= count; index++) {
    if (index === count || compare(index - 1, index) > 0) ends.push(index);
  }
  return ends;
}

function mergeRuns(
  from: Uint32Array,
  to: Uint32Array,
  { start, middle, end }: { readonly start: number; readonly middle: number; readonly end: number },
  compare: (a: number, b: number) => number,
): void {
  let left = start;
  let right = middle;
  for (let place = start; place < end; place++) {
    const takesLeft = right >= end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    to[place] = takesLeft ? from[left++]! : from[right++]!;
  }
}
