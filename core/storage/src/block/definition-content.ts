import { grown, type Reservation } from "./reservation.ts";

/** What a piece of a definition's content is. */
export const PIECE = {
  schemaUrl: 0,
  dropped: 1,
  name: 2,
  version: 3,
  string: 4,
  bool: 5,
  int: 6,
  double: 7,
  other: 8,
} as const;

const PIECE_HEADER_BYTES = 9;
const encoder = new TextEncoder();

/**
 * The content of the open resource or scope as it comes in, in a byte form that is only good for
 * comparing and for making the definition text of a new one. Per piece:
 *
 *   1 byte kind, 4 bytes length of the key, 4 bytes length of the value, key, value
 */
export class DefinitionContent {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(4096);
  end = 0;
  readonly #reservation: Reservation;

  constructor(reservation: Reservation) {
    reservation.take(this.bytes.length);
    this.#reservation = reservation;
  }

  clear(): void {
    this.end = 0;
  }

  /** A piece whose key and value are ranges of `source`. */
  addRanges(
    kind: number,
    source: Uint8Array,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
  ): void {
    this.#open(kind, keyEnd - keyStart, end - start);
    this.#copy(source, keyStart, keyEnd);
    this.#copy(source, start, end);
  }

  /** A piece whose value is a text. */
  addString(
    kind: number,
    source: Uint8Array,
    keyStart: number,
    keyEnd: number,
    text: string,
  ): void {
    const utf8 = encoder.encode(text);
    this.#open(kind, keyEnd - keyStart, utf8.length);
    this.#copy(source, keyStart, keyEnd);
    this.#copy(utf8, 0, utf8.length);
  }

  /** A piece whose value is 64 bits. */
  addWords(
    kind: number,
    source: Uint8Array,
    keyStart: number,
    keyEnd: number,
    low: number,
    high: number,
  ): void {
    this.#open(kind, keyEnd - keyStart, 8);
    this.#copy(source, keyStart, keyEnd);
    this.#word(low);
    this.#word(high);
  }

  /** A number by which equal content can be found quickly. */
  hash(): number {
    let hash = this.end;
    const { bytes, end } = this;
    for (let at = 0; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    return hash;
  }

  equals(other: Uint8Array): boolean {
    if (other.length !== this.end) return false;
    for (let at = 0; at < other.length; at++) if (other[at] !== this.bytes[at]) return false;
    return true;
  }

  #open(kind: number, keyLength: number, valueLength: number): void {
    const needed = this.end + PIECE_HEADER_BYTES + keyLength + valueLength;
    if (needed > this.bytes.length) this.bytes = grown(this.bytes, needed, this.#reservation);
    this.bytes[this.end++] = kind;
    this.#word(keyLength);
    this.#word(valueLength);
  }

  #word(value: number): void {
    const { bytes } = this;
    bytes[this.end++] = value;
    bytes[this.end++] = value >>> 8;
    bytes[this.end++] = value >>> 16;
    bytes[this.end++] = value >>> 24;
  }

  #copy(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let to = this.end;
    for (let at = start; at < end; at++) bytes[to++] = source[at]!;
    this.end = to;
  }
}

/** One piece of a content, for making its text. */
export interface Piece {
  readonly kind: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** The pieces of a content in the order they came. */
export function* piecesOf(content: Uint8Array): Generator<Piece> {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  let at = 0;
  while (at < content.length) {
    const keyEnd = at + PIECE_HEADER_BYTES + view.getUint32(at + 1, true);
    const end = keyEnd + view.getUint32(at + 5, true);
    yield {
      kind: content[at]!,
      key: content.subarray(at + PIECE_HEADER_BYTES, keyEnd),
      value: content.subarray(keyEnd, end),
    };
    at = end;
  }
}
