/**
 * A set of UTF-16 code units as ranges, both ends included, in ascending order and without touching each
 * other: `[a-z_]` is `[[95, 95], [97, 122]]`.
 */
export type UnitSet = readonly (readonly [first: number, last: number])[];

export const UNIT_MAX = 0xffff;

/** The ranges as a set: sorted and joined. */
export function unitSet(ranges: UnitSet): UnitSet {
  const sorted = [...ranges].sort(([one], [other]) => one - other);
  const joined: [number, number][] = [];
  for (const [first, last] of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

/** Every code unit that is not in the set. */
export function complementOf(set: UnitSet): UnitSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) rest.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= UNIT_MAX) rest.push([next, UNIT_MAX]);
  return rest;
}

/** The set with the other case of each ASCII letter in it. */
export function withBothCases(set: UnitSet): UnitSet {
  const ranges = set.flatMap(([first, last]) => {
    const upper = [Math.max(first, 65) + 32, Math.min(last, 90) + 32] as const;
    const lower = [Math.max(first, 97) - 32, Math.min(last, 122) - 32] as const;
    return [[first, last] as const, upper, lower].filter(([low, high]) => low <= high);
  });
  return unitSet(ranges);
}

export function hasUnit(set: UnitSet, unit: number): boolean {
  return set.some(([first, last]) => unit >= first && unit <= last);
}

const DIGITS: UnitSet = [[48, 57]];
const WORD: UnitSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: UnitSet = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x2028, 0x2029],
  [0xfeff, 0xfeff],
];
const LINE_ENDS: UnitSet = [
  [10, 10],
  [13, 13],
];

/** Letters, digits and `_` of ASCII: between one of them and anything else is a `\b`. */
export const WORD_UNITS = WORD;

/** What `.` stands for. */
export const NOT_LINE_ENDS = complementOf(LINE_ENDS);

/** What `\d` and its likes stand for, by letter. */
export const NAMED_SETS: ReadonlyMap<string, UnitSet> = new Map([
  ["d", DIGITS],
  ["D", complementOf(DIGITS)],
  ["w", WORD],
  ["W", complementOf(WORD)],
  ["s", SPACE],
  ["S", complementOf(SPACE)],
]);
