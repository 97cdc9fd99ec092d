/**
 * Finds rows by trace id and span id, both as words of columns. A hash table of row numbers: the ids stay where
 * they are.
 */
export class SpanIdTable {
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #traceIds: Uint32Array;
  readonly #spanIds: Uint32Array;
  /** So that nobody can choose ids that all belong into the same slot. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  /** For at most `rows` rows of these columns: four words of each trace id, two of each span id. */
  constructor(traceIds: Uint32Array, spanIds: Uint32Array, rows: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, rows * 2)));
    this.#slots = new Int32Array(slots).fill(-1);
    this.#mask = slots - 1;
    this.#traceIds = traceIds;
    this.#spanIds = spanIds;
  }

  /** Whether the row is the first one with its ids; only that one is found. */
  add(row: number): boolean {
    const slot = this.#slotOf(row, this.#spanIds);
    if (this.#slots[slot]! >= 0) return false;
    this.#slots[slot] = row;
    return true;
  }

  /** The row with the trace id of `row` and the span id that `ids` has there; -1 when there is none. */
  find(row: number, ids: Uint32Array): number {
    return this.#slots[this.#slotOf(row, ids)]!;
  }

  #slotOf(row: number, ids: Uint32Array): number {
    const traces = this.#traceIds;
    const spans = this.#spanIds;
    const trace = row * 4;
    const t0 = traces[trace]!;
    const t1 = traces[trace + 1]!;
    const t2 = traces[trace + 2]!;
    const t3 = traces[trace + 3]!;
    const s0 = ids[row * 2]!;
    const s1 = ids[row * 2 + 1]!;
    let slot = hashOf(t0 ^ t2 ^ this.#seed, t1 ^ t3, s0, s1) & this.#mask;
    for (;;) {
      const other = this.#slots[slot]!;
      if (other < 0) return slot;
      const at = other * 4;
      const isSameSpan = spans[other * 2] === s0 && spans[other * 2 + 1] === s1;
      const isSameStart = traces[at] === t0 && traces[at + 1] === t1;
      if (isSameSpan && isSameStart && traces[at + 2] === t2 && traces[at + 3] === t3) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

/** Ids are mostly random, but need not be: all words count in all bits. */
function hashOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 13), 0x165667b1) ^ Math.imul(d, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
