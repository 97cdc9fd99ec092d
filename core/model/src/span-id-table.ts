/**
 * Finds spans by id among the columns of a trace: a hash table of indices, without an object or a text per
 * id. A million ids take 8 MB. The hash has a seed of its own, so that no client can choose ids that collide.
 */
export class SpanIdTable {
  readonly #ids: Uint32Array;
  /** Index + 1 at each slot; 0 is free. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;

  /** `ids` has two words per span (see span-id-words.ts), for at most `count` of which `add` is called. */
  constructor(ids: Uint32Array, count: number) {
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#ids = ids;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
  }

  /** Remembers the span at `index` unless its id is there; answers the index that has the id now. */
  add(index: number): number {
    const first = this.#ids[index * 2]!;
    const second = this.#ids[index * 2 + 1]!;
    for (let slot = this.#slotOf(first, second); ; slot = (slot + 1) & this.#mask) {
      const taken = this.#slots[slot]!;
      if (taken === 0) {
        this.#slots[slot] = index + 1;
        return index;
      }
      if (this.#has(taken - 1, first, second)) return taken - 1;
    }
  }

  /** The index that has the id of these two words, or -1. */
  find(first: number, second: number): number {
    for (let slot = this.#slotOf(first, second); ; slot = (slot + 1) & this.#mask) {
      const taken = this.#slots[slot]!;
      if (taken === 0) return -1;
      if (this.#has(taken - 1, first, second)) return taken - 1;
    }
  }

  #has(index: number, first: number, second: number): boolean {
    return this.#ids[index * 2] === first && this.#ids[index * 2 + 1] === second;
  }

  #slotOf(first: number, second: number): number {
    let hash = Math.imul(first ^ this.#seed, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ second, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) & this.#mask;
  }
}
