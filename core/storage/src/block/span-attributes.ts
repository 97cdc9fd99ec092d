import type { ByteSource } from "./byte-source.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import type { BlockColumns, Words } from "./block-columns.ts";
import type { FixedMap } from "./attribute-map.ts";

const PROMOTED_COUNT = PROMOTED_SPAN_ATTRIBUTES.length;
const UINT16_MAX = 65_535;

/**
 * A plan is the attribute keys of a span name in the order they came before, 32 of them, each with the
 * number of its last value: [key, value, key, value, …]. 256 plans; names that share one disturb each other.
 */
const PLAN_WORDS = 64;
const PLAN_BITS = 8;
/** Keys of a plan that are tried after the expected one, because attributes may be missing. */
const PLAN_SKIPS_MAX = 3;

/**
 * Routes the attributes of spans to their columns: promoted keys to their own where the value fits,
 * everything else to the map of its type (the rules are in schema/promoted-attributes.ts).
 *
 * The keys of a span name come in the same order again and again, so the number of a key is guessed from
 * the plan of the name, and so is the value of a dictionary column. A guess is checked by comparing bytes,
 * which is what a lookup would do last anyway; it saves the hash and the table. Nine of ten guesses are
 * right on the shop's traffic. Plans lie side by side in memory: guesses by a hash of name and key before
 * were as good, but touched a cache line each.
 */
export class SpanAttributes {
  readonly #columns: BlockColumns;
  readonly #plans = new Int32Array(PLAN_WORDS << PLAN_BITS);
  #row = 0;
  /** Where the plan of the open span begins, and the position in it. */
  #plan = 0;
  #position = 0;
  /** Where the plan has the value of the key that was asked for last. */
  #valueAt = 0;

  constructor(columns: BlockColumns) {
    this.#columns = columns;
  }

  /** Begins the attributes of a row whose name is not known yet. */
  open(row: number): void {
    this.#row = row;
    this.#plan = 0;
    this.#position = 0;
  }

  /** Tells the name's number, for better guesses. */
  useName(name: number): void {
    this.#plan = (Math.imul(name, 0x9e3779b1) >>> (32 - PLAN_BITS)) * PLAN_WORDS;
    this.#position = 0;
  }

  /** After the dictionary forgot its texts, numbers stand for nothing. */
  forget(): void {
    this.#plans.fill(0);
  }

  /** The number of an attribute key, of anything that is open. */
  keyNumber(source: ByteSource, start: number, end: number): number {
    const at = this.#plan + this.#position;
    const guess = this.#plans[at]!;
    if (!this.#columns.texts.matches(guess, source, start, end)) {
      return this.#unexpectedKey(source, start, end);
    }
    this.#position = (this.#position + 2) & (PLAN_WORDS - 1);
    this.#valueAt = at + 1;
    return guess;
  }

  /** A key further on in the plan, or else one that is put into it here. */
  #unexpectedKey(source: ByteSource, start: number, end: number): number {
    const plans = this.#plans;
    const { texts } = this.#columns;
    for (let skip = 1; skip <= PLAN_SKIPS_MAX; skip++) {
      const position = (this.#position + skip * 2) & (PLAN_WORDS - 1);
      const guess = plans[this.#plan + position]!;
      if (texts.matches(guess, source, start, end)) {
        this.#position = (position + 2) & (PLAN_WORDS - 1);
        this.#valueAt = this.#plan + position + 1;
        return guess;
      }
    }
    const key = texts.numberOf(source, start, end);
    const at = this.#plan + this.#position;
    plans.copyWithin(at + 2, at, this.#plan + PLAN_WORDS - 2);
    plans[at] = key;
    plans[at + 1] = 0;
    this.#position = (this.#position + 2) & (PLAN_WORDS - 1);
    this.#valueAt = at + 1;
    return key;
  }

  addText(source: ByteSource, keyStart: number, keyEnd: number, start: number, end: number): void {
    const key = this.keyNumber(source, keyStart, keyEnd);
    if (isPromoted(key)) {
      if (start < end && this.#promoteText(key - 1, source, start, end)) return;
      this.#markInMap(key - 1);
    }
    this.#columns.strings.add(key, source, start, end);
  }

  addInt(source: ByteSource, keyStart: number, keyEnd: number, low: number, high: number): void {
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

  addDouble(source: ByteSource, keyStart: number, keyEnd: number, low: number, high: number): void {
    addWords(this.#columns.doubles, this.#mapKey(source, keyStart, keyEnd), low, high);
  }

  addBool(source: ByteSource, keyStart: number, keyEnd: number, value: boolean): void {
    const { bools } = this.#columns;
    const entry = bools.add(this.#mapKey(source, keyStart, keyEnd));
    bools.values.data[entry] = value ? 1 : 0;
  }

  addOther(source: ByteSource, keyStart: number, keyEnd: number, text: string): void {
    this.#columns.others.addString(this.#mapKey(source, keyStart, keyEnd), text);
  }

  /** The number of a key whose value cannot be in a promoted column. */
  #mapKey(source: ByteSource, start: number, end: number): number {
    const key = this.keyNumber(source, start, end);
    if (isPromoted(key)) this.#markInMap(key - 1);
    return key;
  }

  /** Puts a text that is not empty in its column; false when that is taken or not for texts. */
  #promoteText(bit: number, source: ByteSource, start: number, end: number): boolean {
    const row = this.#row;
    const texts = this.#columns.promotedTexts[bit];
    if (texts !== undefined) {
      if (texts.data[row] !== 0) return false;
      texts.data[row] = this.#valueNumber(source, start, end);
      return true;
    }
    const strings = this.#columns.promotedStrings[bit];
    if (strings === undefined || strings.has(row)) return false;
    strings.set(row, source, start, end);
    return true;
  }

  #valueNumber(source: ByteSource, start: number, end: number): number {
    const guess = this.#plans[this.#valueAt]!;
    if (this.#columns.texts.matches(guess, source, start, end)) return guess;
    const number = this.#columns.texts.numberOf(source, start, end);
    this.#plans[this.#valueAt] = number;
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
