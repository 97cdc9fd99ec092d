import { JSON_DEPTH_MAX, JSON_INDEXED_ARRAY_BYTES_MIN } from "../limits.ts";

/**
 * One pass over a body that proves it is JSON (RFC 8259, nothing looser), so that the walk which follows
 * needs no checks and cannot run over an end. No recursion: nesting costs one byte per level.
 *
 * On the way it notes where the long arrays on the levels 2, 4 and 6 end, because a walk over OTLP first
 * needs what stands behind them:
 *
 *   { "resourceSpans": [ { "scopeSpans": [ { "spans": [ … ], "schemaUrl": "…" } ], "schemaUrl": "…" } ] }
 *   1                  2 3               4 5          6
 */
export interface JsonSyntax {
  /** Where the outermost value begins. */
  readonly start: number;
  /** Position of `[` to the position after its `]`, for long arrays on the levels 2, 4 and 6. */
  readonly arrayEnds: ReadonlyMap<number, number>;
}

export interface JsonSyntaxError {
  readonly problem: string;
  /** Byte offset in the body. */
  readonly at: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** Levels 2, 4 and 6 as bits. */
const INDEXED_LEVELS = 0b101_0100;

/** Classes of bytes inside of a string: 1 ends the quick loop (quote, backslash, control character). */
const STOPS_STRING = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE || byte === BACKSLASH || byte < 0x20 ? 1 : 0,
);
const ESCAPES = new Set(new TextEncoder().encode('"\\/bfnrt'));

/** Checks the whole body. A byte order mark at its start is passed over. */
export function checkJson(bytes: Uint8Array): JsonSyntax | JsonSyntaxError {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return new SyntaxCheck(bytes).check(start);
}

class SyntaxCheck {
  readonly #bytes: Uint8Array;
  /** The opening byte of each level. */
  #levels: Uint8Array = new Uint8Array(64);
  /** Where the open array of each indexed level begins. */
  readonly #starts = new Int32Array(8);
  readonly #arrayEnds = new Map<number, number>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  check(start: number): JsonSyntax | JsonSyntaxError {
    const bytes = this.#bytes;
    // Depth and level live in locals: this loop is a third of the time that a request takes.
    let levels = this.#levels;
    let depth = 0;
    let at = start;
    for (;;) {
      // A value is expected.
      at = skipSpace(bytes, at);
      const byte = at < bytes.length ? bytes[at]! : 0;
      if (byte === QUOTE) {
        at = stringEnd(bytes, at);
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth === JSON_DEPTH_MAX) return tooDeep(at);
        if (depth === levels.length) levels = this.#grow();
        levels[depth++] = byte;
        if (byte === OPEN_ARRAY && isIndexed(depth)) this.#starts[depth] = at;
        at = skipSpace(bytes, at + 1);
        // After a bracket a value or key follows, unless it is closed at once, which is handled below.
        const next = at < bytes.length ? bytes[at]! : 0;
        if (next !== (byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          if (byte === OPEN_OBJECT) at = keyEnd(bytes, at);
          if (at < 0) return unexpected(bytes, ~at);
          continue;
        }
      } else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) {
        at = numberEnd(bytes, at);
      } else {
        at = literalEnd(bytes, at);
      }
      if (at < 0) return unexpected(bytes, ~at);
      // After a value: close what ends here and pass the comma (and key) before the next value.
      for (;;) {
        at = skipSpace(bytes, at);
        if (depth === 0) {
          if (at < bytes.length) return unexpected(bytes, at);
          return { start: skipSpace(bytes, start), arrayEnds: this.#arrayEnds };
        }
        const level = levels[depth - 1]!;
        const end = at < bytes.length ? bytes[at]! : 0;
        if (end === COMMA) {
          at++;
          if (level === OPEN_OBJECT) at = keyEnd(bytes, skipSpace(bytes, at));
          if (at < 0) return unexpected(bytes, ~at);
          break;
        }
        if (end !== (level === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          return unexpected(bytes, at);
        }
        at++;
        if (end === CLOSE_ARRAY && isIndexed(depth)) this.#note(depth, at);
        depth--;
      }
    }
  }

  #grow(): Uint8Array {
    const grown = new Uint8Array(this.#levels.length * 4);
    grown.set(this.#levels);
    this.#levels = grown;
    return grown;
  }

  #note(depth: number, end: number): void {
    const start = this.#starts[depth]!;
    if (end - start >= JSON_INDEXED_ARRAY_BYTES_MIN) this.#arrayEnds.set(start, end);
  }
}

function isIndexed(depth: number): boolean {
  return depth < 8 && ((INDEXED_LEVELS >> depth) & 1) === 1;
}

// The functions below return the position after what they read, or the bitwise complement (negative) of
// the position of the byte that does not belong there.

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at++;
  }
  return at;
}

/** A key with its colon. */
function keyEnd(bytes: Uint8Array, from: number): number {
  if (from >= bytes.length || bytes[from] !== QUOTE) return ~from;
  let at = stringEnd(bytes, from);
  if (at < 0) return at;
  if (bytes[at] === COLON) return at + 1;
  at = skipSpace(bytes, at);
  return at < bytes.length && bytes[at] === COLON ? at + 1 : ~at;
}

/** A string from its opening quote. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    while (at < bytes.length && STOPS_STRING[bytes[at]!] === 0) at++;
    if (at >= bytes.length) return ~at;
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH || at + 1 >= bytes.length) return ~at;
    const escape = bytes[at + 1]!;
    if (ESCAPES.has(escape)) at += 2;
    else if (escape === 0x75 && isHex4(bytes, at + 2)) at += 6;
    else return ~at;
  }
}

function isHex4(bytes: Uint8Array, from: number): boolean {
  if (from + 4 > bytes.length) return false;
  for (let at = from; at < from + 4; at++) {
    const byte = bytes[at]! | 0x20;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
    if (bytes[at]! < 0x30) return false;
  }
  return true;
}

/** `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?` */
function numberEnd(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  if (at < bytes.length && bytes[at] === 0x30) at++;
  else at = digitsEnd(bytes, at);
  if (at >= 0 && at < bytes.length && bytes[at] === 0x2e) at = digitsEnd(bytes, at + 1);
  if (at >= 0 && at < bytes.length && (bytes[at]! | 0x20) === 0x65) {
    const sign = at + 1 < bytes.length ? bytes[at + 1]! : 0;
    at = digitsEnd(bytes, sign === MINUS || sign === 0x2b ? at + 2 : at + 1);
  }
  return at;
}

/** One digit or more. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at === from ? ~at : at;
}

const LITERALS = ["true", "false", "null"].map((text) => new TextEncoder().encode(text));

function literalEnd(bytes: Uint8Array, from: number): number {
  for (const literal of LITERALS) {
    if (literal.every((byte, index) => bytes[from + index] === byte)) return from + literal.length;
  }
  return ~from;
}

function unexpected(bytes: Uint8Array, at: number): JsonSyntaxError {
  if (at >= bytes.length) return { problem: "the JSON is cut short", at: bytes.length };
  const byte = bytes[at]!;
  const shown = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
  return { problem: `not JSON: unexpected ${shown}`, at };
}

function tooDeep(at: number): JsonSyntaxError {
  return { problem: `nested deeper than ${JSON_DEPTH_MAX} levels`, at };
}
