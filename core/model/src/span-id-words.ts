/**
 * Span ids as two 32-bit words: the eight bytes of the id as a little-endian machine reads them, which is
 * what a typed array over bytes from the store or the network gives without any work.
 *
 *   00f067aa0ba902b7   ->   words[0] = 0xaa67f000, words[1] = 0xb702a90b
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The id at `index` as 16 lower-case hexadecimal digits. */
export function spanIdText(words: Uint32Array, index: number): string {
  return wordText(words[index * 2]!) + wordText(words[index * 2 + 1]!);
}

function wordText(word: number): string {
  return (
    HEX[word & 0xff]! + HEX[(word >>> 8) & 0xff]! + HEX[(word >>> 16) & 0xff]! + HEX[word >>> 24]!
  );
}

/** Writes an id of 16 hexadecimal digits to the place `index`; any other text becomes zeros. */
export function writeSpanIdWords(words: Uint32Array, index: number, text: string): void {
  const isId = text.length === 16;
  words[index * 2] = isId ? swapBytes(parseInt(text.slice(0, 8), 16)) : 0;
  words[index * 2 + 1] = isId ? swapBytes(parseInt(text.slice(8), 16)) : 0;
}

/** The word with its bytes the other way round: words of ids compare as their texts do only then. */
export function swapBytes(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

/** Less than, equal to or greater than 0 as the texts of two ids of one column compare. */
export function compareSpanIds(words: Uint32Array, a: number, b: number): number {
  const high = swapBytes(words[a * 2]!) - swapBytes(words[b * 2]!);
  return high === 0 ? swapBytes(words[a * 2 + 1]!) - swapBytes(words[b * 2 + 1]!) : high;
}

/** 32 bits that differ, but for one in four billion, when the ids or their order do. */
export function spanIdsHash(words: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < words.length; place++) {
    hash = Math.imul(hash ^ words[place]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
