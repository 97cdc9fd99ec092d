import { ByteSource } from "./byte-source.ts";
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
  #view = new DataView(this.bytes.buffer);
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
    source: ByteSource,
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
    source: ByteSource,
    keyStart: number,
    keyEnd: number,
    text: string,
  ): void {
    const utf8 = new ByteSource(encoder.encode(text));
    this.#open(kind, keyEnd - keyStart, utf8.bytes.length);
    this.#copy(source, keyStart, keyEnd);
    this.#copy(utf8, 0, utf8.bytes.length);
  }

  /** A piece whose value is 64 bits. */
  addWords(
    kind: number,
    source: ByteSource,
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
    const end = this.end;
    const view = this.#view;
    let hash = end;
    let at = 0;
    for (; at + 4 <= end; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x85ebca6b);
    return hash;
  }

  equals(other: ByteSource): boolean {
    const end = this.end;
    if (other.bytes.length !== end) return false;
    const view = this.#view;
    let at = 0;
    for (; at + 4 <= end; at += 4) {
      if (view.getInt32(at, true) !== other.view.getInt32(at, true)) return false;
    }
    for (; at < end; at++) if (view.getUint8(at) !== other.view.getUint8(at)) return false;
    return true;
  }

  #open(kind: number, keyLength: number, valueLength: number): void {
    const needed = this.end + PIECE_HEADER_BYTES + keyLength + valueLength;
    if (needed > this.bytes.length) {
      this.bytes = grown(this.bytes, needed, this.#reservation);
      this.#view = new DataView(this.bytes.buffer);
    }
    this.#view.setUint8(this.end++, kind);
    this.#word(keyLength);
    this.#word(valueLength);
  }

  #word(value: number): void {
    this.#view.setInt32(this.end, value, true);
    this.end += 4;
  }

  #copy(source: ByteSource, start: number, end: number): void {
    const from = source.view;
    const to = this.#view;
    let out = this.end;
    let at = start;
    for (; at + 4 <= end; at += 4, out += 4) to.setInt32(out, from.getInt32(at, true), true);
    for (; at < end; at++, out++) to.setUint8(out, from.getUint8(at));
    this.end = out;
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
