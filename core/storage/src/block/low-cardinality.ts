import type { NativeWriter } from "./native-writer.ts";

/**
 * Writes LowCardinality data as Native has it. Columns hold block-wide numbers (of the TextDictionary, or
 * of definitions); here they become positions in a dictionary of the column's own, in order of first use:
 *
 *   numbers 7 7 0 31 7   ->   keys: text 7, text 0, text 31   positions: 0 0 1 2 0
 *
 *   UInt64 index type | flags, UInt64 keys, the keys, UInt64 rows, positions as UInt8, UInt16 or UInt32
 *
 * Nothing is written for no rows. The state prefix (a UInt64 1) is the caller's: it comes before the
 * offsets of any enclosing Map or Array.
 */

/** The dictionary is in this block (no shared one) and is new. */
const HAS_ADDITIONAL_KEYS = 0x200;
const NEED_UPDATE_DICTIONARY = 0x400;

/** The state prefix: version 1, shared dictionaries with additional keys. */
export const LOW_CARDINALITY_PREFIX = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);

/** What the numbers of a column stand for. */
export interface DictionaryKeys {
  /** Numbers are below it. */
  readonly count: number;
  /** The bytes of these keys as the key type's Native column has them. */
  write(numbers: Int32Array, count: number): Uint8Array;
}

export class LowCardinalityWriter {
  /** Position + 1 of each number in the column being written; all zero between columns. */
  #positions = new Int32Array(1024);
  #used = new Int32Array(1024);

  /** Writes the first `count` numbers. Overwrites `numbers`. */
  write(writer: NativeWriter, numbers: Int32Array, count: number, keys: DictionaryKeys): void {
    if (count === 0) return;
    const used = this.#toPositions(numbers, count, keys.count);
    const width = used <= 256 ? 0 : used <= 65_536 ? 1 : 2;
    writer.words64(width | HAS_ADDITIONAL_KEYS | NEED_UPDATE_DICTIONARY, used);
    writer.raw(keys.write(this.#used, used));
    writer.words64(count);
    writer.raw(narrowed(numbers.subarray(0, count), width));
  }

  /** Replaces numbers by positions, fills `#used`, and says how many different ones there are. */
  #toPositions(numbers: Int32Array, count: number, numbersEnd: number): number {
    if (this.#positions.length < numbersEnd) {
      this.#positions = new Int32Array(numbersEnd * 2);
      this.#used = new Int32Array(numbersEnd * 2);
    }
    const positions = this.#positions;
    const used = this.#used;
    let usedCount = 0;
    for (let at = 0; at < count; at++) {
      const number = numbers[at]!;
      let position = positions[number]!;
      if (position === 0) {
        used[usedCount++] = number;
        position = usedCount;
        positions[number] = position;
      }
      numbers[at] = position - 1;
    }
    for (let i = 0; i < usedCount; i++) positions[used[i]!] = 0;
    return usedCount;
  }
}

/** The numbers in 1, 2 or 4 bytes each, for widths 0, 1, 2. Typed arrays convert in native code. */
function narrowed(numbers: Int32Array, width: number): Uint8Array {
  if (width === 0) return new Uint8Array(numbers);
  if (width === 1) return new Uint8Array(new Uint16Array(numbers).buffer);
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
