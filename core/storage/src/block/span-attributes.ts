import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import type { BlockColumns, Words } from "./block-columns.ts";
import type { FixedMap } from "./attribute-map.ts";

const PROMOTED_COUNT = PROMOTED_SPAN_ATTRIBUTES.length;
const UINT16_MAX = 65_535;

/** Predictions remembered, a power of two. Two that share a slot only cost a lookup. */
const GUESSES = 8192;

/**
 * Routes the attributes of spans to their columns: promoted keys to their own where the value fits,
 * everything else to the map of its type (the rules are in schema/promoted-attributes.ts).
 *
 * Keys come in the same order again and again, so the number of a key is guessed from the span's name and
 * the key before, and the value of a dictionary column from the name and the key; a guess is checked by
 * comparing bytes, which is what a lookup would do last anyway, and saves the hash and the table.
 */
export class SpanAttributes {
  readonly #columns: BlockColumns;
  readonly #nextKeys = new Uint32Array(GUESSES);
  readonly #lastValues = new Uint32Array(GUESSES);
  #row = 0;
  #name = 0;
  #previousKey = 0;

  constructor(columns: BlockColumns) {
    this.#columns = columns;
  }

  /** Begins the attributes of a row whose name is not known yet. */
  open(row: number): void {
    this.#row = row;
    this.#name = 0;
    this.#previousKey = 0;
  }

  /** Tells the name's number, for better guesses. */
  useName(name: number): void {
    this.#name = Math.imul(name, 0x9e3779b1);
  }

  /** After the dictionary forgot its texts, numbers stand for nothing. */
  forget(): void {
    this.#nextKeys.fill(0);
    this.#lastValues.fill(0);
  }

  /** The number of an attribute key, of anything that is open. */
  keyNumber(source: Uint8Array, start: number, end: number): number {
    const slot = (this.#name + Math.imul(this.#previousKey, 0x85ebca6b)) >>> (32 - 13);
    const guess = this.#nextKeys[slot]!;
    if (this.#columns.texts.matches(guess, source, start, end)) {
      this.#previousKey = guess;
      return guess;
    }
    const key = this.#columns.texts.numberOf(source, start, end);
    this.#nextKeys[slot] = key;
    this.#previousKey = key;
    return key;
  }

  addText(source: Uint8Array, keyStart: number, keyEnd: number, start: number, end: number): void {
    const key = this.keyNumber(source, keyStart, keyEnd);
    if (isPromoted(key)) {
      if (start < end && this.#promoteText(key - 1, source, start, end)) return;
      this.#markInMap(key - 1);
    }
    this.#columns.strings.add(key, source, start, end);
  }

  addInt(source: Uint8Array, keyStart: number, keyEnd: number, low: number, high: number): void {
    const key = this.keyNumber(source, keyStart, keyEnd);
    if (isPromoted(key)) {
      const column = this.#columns.promotedNumbers[key - 1];
      const isInRange = high === 0 && low >= 1 && low <= UINT16_MAX;
      if (column !== undefined && isInRange && column.data[this.#row] === 0) {
        column.data[this.#row] = low;
        return;
      }
      this.#markInMap(key - 1);
    }
    addWords(this.#columns.ints, key, low, high);
  }

  addDouble(source: Uint8Array, keyStart: number, keyEnd: number, low: number, high: number): void {
    addWords(this.#columns.doubles, this.#mapKey(source, keyStart, keyEnd), low, high);
  }

  addBool(source: Uint8Array, keyStart: number, keyEnd: number, value: boolean): void {
    const { bools } = this.#columns;
    const entry = bools.add(this.#mapKey(source, keyStart, keyEnd));
    bools.values.data[entry] = value ? 1 : 0;
  }

  addOther(source: Uint8Array, keyStart: number, keyEnd: number, text: string): void {
    this.#columns.others.addString(this.#mapKey(source, keyStart, keyEnd), text);
  }

  /** The number of a key whose value cannot be in a promoted column. */
  #mapKey(source: Uint8Array, start: number, end: number): number {
    const key = this.keyNumber(source, start, end);
    if (isPromoted(key)) this.#markInMap(key - 1);
    return key;
  }

  /** Puts a text that is not empty in its column; false when that is taken or not for texts. */
  #promoteText(bit: number, source: Uint8Array, start: number, end: number): boolean {
    const row = this.#row;
    const texts = this.#columns.promotedTexts[bit];
    if (texts !== undefined) {
      if (texts.data[row] !== 0) return false;
      texts.data[row] = this.#valueNumber(bit, source, start, end);
      return true;
    }
    const strings = this.#columns.promotedStrings[bit];
    if (strings === undefined || strings.has(row)) return false;
    strings.set(row, source, start, end);
    return true;
  }

  #valueNumber(bit: number, source: Uint8Array, start: number, end: number): number {
    const slot = (this.#name + Math.imul(bit + 1, 0x85ebca6b)) >>> (32 - 13);
    const guess = this.#lastValues[slot]!;
    if (this.#columns.texts.matches(guess, source, start, end)) return guess;
    const number = this.#columns.texts.numberOf(source, start, end);
    this.#lastValues[slot] = number;
    return number;
  }

  #markInMap(bit: number): void {
    const { data } = this.#columns.promotedInMap;
    data[this.#row * 2 + (bit >>> 5)]! |= 1 << (bit & 31);
  }
}

/** Promoted keys have the numbers from 1 on. */
function isPromoted(key: number): boolean {
  return key !== 0 && key <= PROMOTED_COUNT;
}

function addWords(map: FixedMap<Words["data"]>, key: number, low: number, high: number): void {
  const entry = map.add(key);
  map.values.data[entry * 2] = low;
  map.values.data[entry * 2 + 1] = high;
}
