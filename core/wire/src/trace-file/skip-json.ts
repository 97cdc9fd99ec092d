const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const WHITE_SPACE_MAX = 0x20;

/** The place of the next byte that is not white space, or the end. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= WHITE_SPACE_MAX) at++;
  return at;
}

/**
 * Where the value that begins at a place ends, by counting brackets: nothing is checked, so of what is no JSON the
 * end is somewhere, at the latest that of the bytes.
 */
export function skipJson(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = skipText(bytes, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && (byte === COMMA || byte <= WHITE_SPACE_MAX)) return at;
    at++;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth--;
      // One that closes nothing belongs to what is around the value.
      if (depth <= 0) return depth < 0 ? at - 1 : at;
    }
  }
  return at;
}

/** Where the text that begins with the quote at a place ends, behind its other quote. */
export function skipText(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, bytes.length);
}

/** A member of an object: its key as it is written, and where its value begins. */
export interface SkippedMember {
  readonly key: string;
  readonly at: number;
}

const latin = new TextDecoder("latin1");

/** The members of the object that begins at a place. */
export function* skipMembers(bytes: Uint8Array, start: number): Generator<SkippedMember> {
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const end = skipText(bytes, at);
    const value = skipSpace(bytes, skipSpace(bytes, end) + 1);
    yield { key: latin.decode(bytes.subarray(at + 1, end - 1)), at: value };
    at = afterComma(bytes, skipJson(bytes, value));
  }
}

/** Where the items of the array that begins at a place begin. */
export function* skipItems(bytes: Uint8Array, start: number): Generator<number> {
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_ARRAY && bytes[at] !== CLOSE_OBJECT) {
    yield at;
    at = afterComma(bytes, skipJson(bytes, at));
  }
}

/** The next value behind a comma; the end of the bytes where there is none. */
function afterComma(bytes: Uint8Array, from: number): number {
  const at = skipSpace(bytes, from);
  return bytes[at] === COMMA ? skipSpace(bytes, at + 1) : bytes.length;
}
