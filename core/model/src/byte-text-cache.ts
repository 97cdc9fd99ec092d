const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Texts up to this many bytes are remembered. Longer ones are rarely the same twice. */
export const CACHED_TEXT_BYTES_MAX = 48;

/** Texts that are remembered; a new one takes the place of another with the same hash. */
export const CACHED_TEXTS_MAX = 2_048;

/**
 * Reads texts from bytes and remembers short ones, because the keys and most values of attributes come again
 * and again: a text that is remembered costs no decoding and no memory. Invalid UTF-8 becomes U+FFFD.
 */
export class ByteTextCache {
  /** The bytes of the text of each slot, one after the other. */
  readonly #bytes = new Uint8Array(CACHED_TEXTS_MAX * CACHED_TEXT_BYTES_MAX);
  readonly #lengths = new Uint8Array(CACHED_TEXTS_MAX);
  readonly #texts: string[] = new Array<string>(CACHED_TEXTS_MAX).fill("");

  /** The text of the bytes `[start, end)`. */
  read(source: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return "";
    if (length > CACHED_TEXT_BYTES_MAX) return utf8.decode(source.subarray(start, end));
    let hash = length;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (CACHED_TEXTS_MAX - 1);
    const slotStart = slot * CACHED_TEXT_BYTES_MAX;
    if (this.#lengths[slot] === length && this.#isAt(slotStart, source, start, end)) {
      return this.#texts[slot]!;
    }
    const bytes = source.subarray(start, end);
    const text = utf8.decode(bytes);
    this.#bytes.set(bytes, slotStart);
    this.#lengths[slot] = length;
    this.#texts[slot] = text;
    return text;
  }

  #isAt(slotStart: number, source: Uint8Array, start: number, end: number): boolean {
    const bytes = this.#bytes;
    let slotAt = slotStart;
    for (let at = start; at < end; at++) if (bytes[slotAt++] !== source[at]) return false;
    return true;
  }
}
