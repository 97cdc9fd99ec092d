import { JSON_SCRATCH_BYTES_KEPT } from "../limits.ts";
import type { JsonKeys } from "./json-keys.ts";
import type { JsonSyntax } from "./json-syntax.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NO_BYTES = new Uint8Array(0);
const NO_ARRAYS: ReadonlyMap<number, number> = new Map();

/** A value of the wrong kind: the JSON is sound, its content is not the format. Caught within the decoder. */
export class JsonTypeError extends Error {
  override readonly name = "JsonTypeError";
}

/**
 * Walks JSON that `checkJson` has proved to be sound. The position is always at a value, a bracket or a
 * comma; every method leaves it behind what it read.
 *
 *   if (cursor.enterObject("span")) do { switch (cursor.key(KEYS)) { … } } while (cursor.more());
 */
export class JsonCursor {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  /** The content of the string read last, without quotes, still escaped when `escaped`. */
  start = 0;
  end = 0;
  escaped = false;
  /** Unescaped text and decoded ids, for an appender that reads bytes. */
  scratch: Uint8Array = new Uint8Array(JSON_SCRATCH_BYTES_KEPT);

  /** Where long arrays end, by where they begin; see JsonSyntax. */
  #arrayEnds: ReadonlyMap<number, number> = NO_ARRAYS;

  open(bytes: Uint8Array, { start, arrayEnds }: JsonSyntax): void {
    this.bytes = bytes;
    this.at = start;
    this.#arrayEnds = arrayEnds;
  }

  /** Forgets the body, and scratch memory beyond the usual. */
  close(): void {
    this.bytes = NO_BYTES;
    this.#arrayEnds = NO_ARRAYS;
    if (this.scratch.length > JSON_SCRATCH_BYTES_KEPT) {
      this.scratch = new Uint8Array(JSON_SCRATCH_BYTES_KEPT);
    }
  }

  /** The next byte that is not white space. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.at]!;
    while (byte <= 0x20) byte = bytes[++this.at]!;
    return byte;
  }

  /** True, and passed over, when the value is null, which stands for an absent one. */
  skipNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.at += 4;
    return true;
  }

  /** Into an object; false for an empty one, which is passed over. */
  enterObject(what: string): boolean {
    return this.#enter(OPEN_OBJECT, CLOSE_OBJECT, what, "an object");
  }

  /** Into an array; false for an empty one, which is passed over. */
  enterArray(what: string): boolean {
    return this.#enter(OPEN_ARRAY, CLOSE_ARRAY, what, "an array");
  }

  #enter(open: number, close: number, what: string, kind: string): boolean {
    if (this.peek() !== open) throw new JsonTypeError(`${what} must be ${kind}`);
    this.at++;
    if (this.peek() !== close) return true;
    this.at++;
    return false;
  }

  /** After a value: true when another one follows, false when the bracket closes. */
  more(): boolean {
    const byte = this.peek();
    this.at++;
    return byte === COMMA;
  }

  /** Reads a key and its colon; -1 for one that is not in the list. */
  key(keys: JsonKeys): number {
    this.peek();
    const { bytes } = this;
    const length = keys.guess(bytes, this.at + 1);
    let key: number;
    if (length >= 0) {
      key = keys.takeGuess();
      this.at += length + 2;
    } else {
      this.#readRaw();
      key = this.escaped
        ? keys.find(this.scratch, 0, this.unescape(this.start, this.end, 0))
        : keys.find(bytes, this.start, this.end);
    }
    this.peek();
    this.at++;
    return key;
  }

  /**
   * Where the value of each key of the object is; -1 for a key that is absent. Of a repeated key the last
   * one counts. The object is passed over.
   */
  positions(keys: JsonKeys, what: string): Int32Array {
    const positions = new Int32Array(keys.size).fill(-1);
    if (!this.enterObject(what)) return positions;
    do {
      const key = this.key(keys);
      if (key >= 0) positions[key] = this.skipNull() ? -1 : this.at;
      if (key < 0 || positions[key] !== -1) this.skipValue();
    } while (this.more());
    return positions;
  }

  /** Reads a string into `start`, `end` and `escaped`. */
  readString(what: string): void {
    if (this.peek() !== QUOTE) throw new JsonTypeError(`${what} must be a string`);
    this.#readRaw();
  }

  #readRaw(): void {
    const { bytes } = this;
    let at = this.at + 1;
    this.start = at;
    this.escaped = false;
    let byte = bytes[at]!;
    while (byte !== QUOTE) {
      if (byte === BACKSLASH) {
        this.escaped = true;
        at++;
      }
      byte = bytes[++at]!;
    }
    this.end = at;
    this.at = at + 1;
  }

  /** Passes over a value of any kind and depth. */
  skipValue(): void {
    const { bytes } = this;
    if (this.peek() === OPEN_ARRAY) {
      const end = this.#arrayEnds.get(this.at);
      if (end !== undefined) {
        this.at = end;
        return;
      }
    }
    let depth = 0;
    do {
      const byte = this.peek();
      if (byte === QUOTE) this.#readRaw();
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth++;
        this.at++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth--;
        this.at++;
      } else if (byte === COMMA || byte === 0x3a) this.at++;
      else this.at = scalarEnd(bytes, this.at);
    } while (depth > 0);
  }

  /** Where the number, `true` or `false` at the position ends. */
  scalarEnd(): number {
    return scalarEnd(this.bytes, this.at);
  }

  /**
   * Writes the string content in the range to the scratch buffer from `to` on, escapes resolved; returns
   * where it ends there. Half of a surrogate pair becomes U+FFFD.
   */
  unescape(start: number, end: number, to: number): number {
    this.#reserve(to + end - start);
    const { bytes, scratch } = this;
    let out = to;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte !== BACKSLASH) scratch[out++] = byte;
      else if (bytes[++at] === 0x75) {
        let code = hex4(bytes, at + 1);
        at += 4;
        if (
          code >= 0xd800 &&
          code < 0xdc00 &&
          bytes[at + 1] === BACKSLASH &&
          bytes[at + 2] === 0x75
        ) {
          const low = hex4(bytes, at + 3);
          if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            at += 6;
          }
        }
        out = writeUtf8(scratch, out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
      } else scratch[out++] = simpleEscape(bytes[at]!);
    }
    return out;
  }

  /** Makes sure of so much scratch room, keeping what is in it. */
  #reserve(length: number): void {
    if (length <= this.scratch.length) return;
    const grown = new Uint8Array(Math.max(length, this.scratch.length * 2));
    grown.set(this.scratch);
    this.scratch = grown;
  }
}

function scalarEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  let byte = bytes[at];
  // The body may end with a number, which nothing closes.
  while (
    byte !== undefined &&
    byte > 0x20 &&
    byte !== COMMA &&
    byte !== CLOSE_OBJECT &&
    byte !== CLOSE_ARRAY
  ) {
    byte = bytes[++at];
  }
  return at;
}

function hex4(bytes: Uint8Array, at: number): number {
  let code = 0;
  for (let digit = at; digit < at + 4; digit++) {
    const byte = bytes[digit]!;
    code = code * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return code;
}

function simpleEscape(byte: number): number {
  switch (byte) {
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return byte;
  }
}

function writeUtf8(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    bytes[at] = 0xc0 | (code >> 6);
    bytes[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    bytes[at] = 0xe0 | (code >> 12);
    bytes[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    bytes[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  bytes[at] = 0xf0 | (code >> 18);
  bytes[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  bytes[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  bytes[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}
