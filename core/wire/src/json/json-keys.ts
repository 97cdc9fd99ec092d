/** The keys of one kind of JSON object. Their positions in the list are what a walk switches on. */
export class JsonKeys {
  readonly #names: readonly Uint8Array[];
  readonly #texts: readonly string[];
  /**
   * For each key, the one that came after it the last time (the one before the first is at the end).
   * Senders write their keys in one order, so the guess is nearly always right and the length of the key
   * need not even be looked for.
   */
  readonly #successors: Int8Array;
  #previous: number;

  constructor(names: readonly string[]) {
    this.#texts = names;
    this.#names = names.map((name) => new TextEncoder().encode(name));
    this.#successors = Int8Array.from(names, (_, index) => (index + 1) % names.length);
    this.#previous = names.length - 1;
  }

  get size(): number {
    return this.#names.length;
  }

  name(key: number): string {
    return this.#texts[key]!;
  }

  /** Length of the guessed key when it stands at `start` (after the quote), else -1. Ends with a quote. */
  guess(bytes: Uint8Array, start: number): number {
    const name = this.#names[this.#successors[this.#previous]!]!;
    for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return -1;
    return bytes[start + name.length] === 0x22 ? name.length : -1;
  }

  /** The key that `guess` found. */
  takeGuess(): number {
    this.#previous = this.#successors[this.#previous]!;
    return this.#previous;
  }

  /** The key whose name is the range, or -1 for one that nobody knows. */
  find(bytes: Uint8Array, start: number, end: number): number {
    for (let key = 0; key < this.#names.length; key++) {
      const name = this.#names[key]!;
      if (name.length !== end - start) continue;
      let at = 0;
      while (at < name.length && bytes[start + at] === name[at]) at++;
      if (at === name.length) {
        this.#successors[this.#previous] = key;
        this.#previous = key;
        return key;
      }
    }
    return -1;
  }
}
