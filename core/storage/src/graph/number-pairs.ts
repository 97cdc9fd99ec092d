/** Slots per pair at least, so that few slots are looked at for one. */
const SLOTS_PER_PAIR = 2;

/**
 * Numbers pairs of 32-bit integers in the order in which they come: 0, 1, 2 … A hash table with open addressing in
 * typed arrays; a `Map` of the same takes four times as long and memory for an object per pair.
 */
export class NumberPairs {
  #slots = new Int32Array(1_024).fill(-1);
  #pairs = new Int32Array(512 * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  first(number: number): number {
    return this.#pairs[number * 2]!;
  }

  second(number: number): number {
    return this.#pairs[number * 2 + 1]!;
  }

  /** The number of the pair; -1 for one that has not come yet. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second)]!;
  }

  /** The number of the pair, which has one from now on. */
  number(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot]!;
    if (known >= 0) return known;
    const number = this.#size++;
    if (this.#pairs.length < this.#size * 2) {
      const more = new Int32Array(this.#pairs.length * 2);
      more.set(this.#pairs);
      this.#pairs = more;
    }
    this.#pairs[number * 2] = first;
    this.#pairs[number * 2 + 1] = second;
    if (this.#size * SLOTS_PER_PAIR > this.#slots.length) this.#grow();
    else this.#slots[slot] = number;
    return number;
  }

  /** Where the pair is, or where it belongs. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(first, second) & mask;
    for (;;) {
      const number = this.#slots[slot]!;
      if (number < 0) return slot;
      if (this.#pairs[number * 2] === first && this.#pairs[number * 2 + 1] === second) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let number = 0; number < this.#size; number++) {
      this.#slots[this.#slotOf(this.first(number), this.second(number))] = number;
    }
  }
}

function hashOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
