import { JsonTypeError, type JsonCursor } from "./json-cursor.ts";

const QUOTE = 0x22;
const MINUS = 0x2d;
const TWO_32 = 0x1_0000_0000;
/** So many digits times 2^32 are still exact in a double. */
const DIGITS_PER_STEP = 6;
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, power) => 10 ** power);
const UINT64_MAX = 2n ** 64n - 1n;
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const ascii = new TextDecoder("latin1");

const doubleBits = new Float64Array(1);
const doubleWords = new Uint32Array(doubleBits.buffer);

/**
 * Numbers as JSON of protobuf messages allows them: as a number or as text, 64-bit integers exactly, whatever a double
 * could hold. The result is two unsigned words, as SpanAppender takes them.
 */
export class JsonNumberReader {
  low = 0;
  high = 0;
  readonly #cursor: JsonCursor;
  #bytes: Uint8Array;
  #start = 0;
  #end = 0;

  constructor(cursor: JsonCursor) {
    this.#cursor = cursor;
    this.#bytes = cursor.bytes;
  }

  /** 0 to 2^64 - 1. */
  uint64(what: string): void {
    this.#token(what, "an unsigned 64-bit integer");
    if (!this.#integer() || (this.#negative() && (this.low | this.high) !== 0)) {
      throw new JsonTypeError(`${what} must be an unsigned 64-bit integer`);
    }
  }

  /** -2^63 to 2^63 - 1, in two's complement. */
  int64(what: string): void {
    this.#token(what, "a 64-bit integer");
    const sound = this.#integer();
    const negative = this.#negative();
    const magnitudeFits =
      this.high < 0x8000_0000 || (negative && this.high === 0x8000_0000 && this.low === 0);
    if (!sound || !magnitudeFits) throw new JsonTypeError(`${what} must be a 64-bit integer`);
    if (!negative) return;
    this.low = (~this.low + 1) >>> 0;
    this.high = (~this.high + (this.low === 0 ? 1 : 0)) >>> 0;
  }

  /** 0 to 2^32 - 1. */
  uint32(what: string): number {
    this.uint64(what);
    if (this.high !== 0) throw new JsonTypeError(`${what} must be an unsigned 32-bit integer`);
    return this.low;
  }

  /** An enum's number, never its name. Values that mean nothing here are 0, as in protobuf. */
  enumeration(what: string): number {
    if (this.#cursor.peek() === QUOTE) {
      throw new JsonTypeError(`${what} must be a number, not the name of one`);
    }
    this.int64(what);
    return this.high === 0 && this.low <= 255 ? this.low : 0;
  }

  /** The words of an IEEE 754 double. */
  double(what: string): void {
    this.#token(what, "a number");
    const value = this.#double();
    if (value === undefined) throw new JsonTypeError(`${what} must be a number`);
    doubleBits[0] = value;
    this.low = doubleWords[0]!;
    this.high = doubleWords[1]!;
  }

  /** Finds the number at the cursor, or in the string there. */
  #token(what: string, kind: string): void {
    const cursor = this.#cursor;
    const first = cursor.peek();
    this.#bytes = cursor.bytes;
    if (first === QUOTE) {
      cursor.readString(what);
      this.#start = cursor.start;
      this.#end = cursor.end;
      if (cursor.escaped) {
        this.#start = 0;
        this.#end = cursor.unescape(cursor.start, cursor.end, 0);
        this.#bytes = cursor.scratch;
      }
      return;
    }
    if (first !== MINUS && !(first >= 0x30 && first <= 0x39)) {
      throw new JsonTypeError(`${what} must be ${kind}`);
    }
    this.#start = cursor.at;
    this.#end = cursor.scalarEnd();
    cursor.at = this.#end;
  }

  #negative(): boolean {
    return this.#bytes[this.#start] === MINUS && this.#end > this.#start;
  }

  /** The magnitude of a whole number into `low` and `high`; false when it is none or has over 64 bits. */
  #integer(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#negative() ? this.#start + 1 : this.#start;
    if (at === end) return false;
    let low = 0;
    let high = 0;
    while (at < end) {
      const stepEnd = Math.min(end, at + DIGITS_PER_STEP);
      const scale = POWERS_OF_TEN[stepEnd - at]!;
      let step = 0;
      for (; at < stepEnd; at++) {
        const digit = bytes[at]! - 0x30;
        if (digit < 0 || digit > 9) return this.#unusualInteger();
        step = step * 10 + digit;
      }
      low = low * scale + step;
      const carry = Math.floor(low / TWO_32);
      low -= carry * TWO_32;
      high = high * scale + carry;
      if (high >= TWO_32) return false;
    }
    this.low = low;
    this.high = high;
    return true;
  }

  /** `1e3` and `2.0` are whole numbers too. */
  #unusualInteger(): boolean {
    const text = this.#text();
    if (!JSON_NUMBER.test(text)) return false;
    const value = Math.abs(Number(text));
    if (!Number.isInteger(value) || BigInt(value) > UINT64_MAX) return false;
    this.low = value % TWO_32;
    this.high = Math.floor(value / TWO_32);
    return true;
  }

  #double(): number | undefined {
    const simple = this.#shortDecimal();
    if (simple !== undefined) return simple;
    const text = this.#text();
    if (text === "NaN") return NaN;
    if (text === "Infinity") return Infinity;
    if (text === "-Infinity") return -Infinity;
    return JSON_NUMBER.test(text) ? Number(text) : undefined;
  }

  /** Up to 15 digits with a point: both parts are exact in a double, so one division rounds rightly. */
  #shortDecimal(): number | undefined {
    const bytes = this.#bytes;
    const negative = this.#negative();
    const start = negative ? this.#start + 1 : this.#start;
    const digits = this.#end - start;
    if (digits === 0 || digits > 16 || bytes[start] === 0x2e) return undefined;
    let mantissa = 0;
    let pointAt = -1;
    for (let at = start; at < this.#end; at++) {
      const byte = bytes[at]!;
      if (byte >= 0x30 && byte <= 0x39) mantissa = mantissa * 10 + (byte - 0x30);
      else if (byte === 0x2e && pointAt < 0 && at + 1 < this.#end) pointAt = at;
      else return undefined;
    }
    if (pointAt < 0 && digits > 15) return undefined;
    const value = pointAt < 0 ? mantissa : mantissa / POWERS_OF_TEN[this.#end - pointAt - 1]!;
    return negative ? -value : value;
  }

  #text(): string {
    return ascii.decode(this.#bytes.subarray(this.#start, this.#end));
  }
}
