/** Bytes of one column, appended block by block; grows by doubling when the first guess was too small. */
export class ColumnBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(bytesExpected: number) {
    this.#bytes = new Uint8Array(Math.max(64, bytesExpected));
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes);
  }

  /** The next `length` bytes, to be written by the caller. */
  reserve(length: number): Uint8Array<ArrayBuffer> {
    const end = this.#length + length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    const place = this.#bytes.subarray(this.#length, end);
    this.#length = end;
    return place;
  }

  get byteLength(): number {
    return this.#length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was appended as 32-bit words, without a copy. */
  words(): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#bytes.buffer, 0, this.#length / 4);
  }
}

/** A dictionary column: each block has keys of its own, which become numbers of one list of texts. */
export class DictionaryBuffer {
  readonly #numbers: ColumnBuffer;
  readonly #numberOf = new Map<string, number>();

  constructor(rowsExpected: number) {
    this.#numbers = new ColumnBuffer(rowsExpected * 4);
  }

  append(keys: readonly string[], positions: ArrayLike<number>): void {
    // A block's keys may be more than its rows use.
    const known = new Int32Array(keys.length).fill(-1);
    const place = this.#numbers.reserve(positions.length * 4);
    const numbers = new Uint32Array(place.buffer, place.byteOffset, positions.length);
    for (let row = 0; row < numbers.length; row++) {
      const position = positions[row]!;
      let number = known[position]!;
      if (number < 0) known[position] = number = this.#numberFor(keys[position]!);
      numbers[row] = number;
    }
  }

  #numberFor(key: string): number {
    let number = this.#numberOf.get(key);
    if (number === undefined) this.#numberOf.set(key, (number = this.#numberOf.size));
    return number;
  }

  numbers(): Uint32Array {
    return this.#numbers.words();
  }

  texts(): readonly string[] {
    return [...this.#numberOf.keys()];
  }
}
