import {
  DICTIONARY_KEPT_BYTES_MAX,
  DICTIONARY_KEPT_TEXTS_MAX,
  DICTIONARY_PROBES_MAX,
  TEXT_BYTES_FIRST,
} from "./limits.ts";
import { ByteSource } from "./byte-source.ts";
import { grown, type Reservation } from "./reservation.ts";
import { isWellFormed, sanitizedText } from "./text-bytes.ts";

const SLOTS_FIRST = 4096;
const encoder = new TextEncoder();

/**
 * Texts and their numbers: attribute keys, span names, values of dictionary columns. One dictionary serves
 * all columns of a block and outlives it, so texts that come again in every block are learned once; what a
 * column writes as its own dictionary is made of the numbers its rows use (see low-cardinality.ts).
 *
 * The text 0 is "", then come the `pinned` texts, whose numbers never change.
 */
export class TextDictionary {
  /** Texts so far; numbers are below it. */
  count = 0;
  /** All texts, one after the other; text `n` is from `starts[n]` to `starts[n + 1]`. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(TEXT_BYTES_FIRST);
  #view = new DataView(this.bytes.buffer);
  starts: Int32Array<ArrayBuffer> = new Int32Array(1024);
  #hashes: Int32Array<ArrayBuffer> = new Int32Array(1024);
  /** Number + 1 of the text in a slot, 0 for a free one; twice as many slots as texts or more. */
  #slots: Int32Array<ArrayBuffer> = new Int32Array(SLOTS_FIRST);
  /** Differs between processes, so that nobody can prepare texts that collide. */
  readonly #seed = (Math.random() * 0xffffffff) | 0;
  readonly #pinned: readonly string[];
  readonly #reservation: Reservation;

  constructor(pinned: readonly string[], reservation: Reservation) {
    this.#pinned = pinned;
    this.#reservation = reservation;
    reservation.take(this.bytes.length + 4 * (1024 + 1024 + SLOTS_FIRST));
    this.#pin();
  }

  /** The number of a text. Ill-formed UTF-8 has the number of its sanitised form. */
  numberOf(source: ByteSource, start: number, end: number): number {
    const hash = this.#hash(source, start, end);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 16)) & mask;
    for (let probe = 0; probe < DICTIONARY_PROBES_MAX; probe++) {
      const entry = this.#slots[slot]!;
      if (entry === 0) return this.#add(source, start, end, hash, slot);
      if (this.#hashes[entry - 1] === hash && this.matches(entry - 1, source, start, end)) {
        return entry - 1;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(source, start, end, hash, -1);
  }

  numberOfString(text: string): number {
    return this.numberOfBytes(encoder.encode(text));
  }

  numberOfBytes(bytes: Uint8Array): number {
    return this.numberOf(new ByteSource(bytes), 0, bytes.length);
  }

  /** True when text `number` has exactly these bytes. */
  matches(number: number, source: ByteSource, start: number, end: number): boolean {
    let from = this.starts[number]!;
    const fromEnd = this.starts[number + 1]!;
    if (fromEnd - from !== end - start) return false;
    if (end - start < 4) return this.#matchesShort(from, source, start, end);
    const own = this.#view;
    const other = source.view;
    const last = end - 4;
    for (let at = start; at < last; at += 4, from += 4) {
      if (other.getInt32(at, true) !== own.getInt32(from, true)) return false;
    }
    // The last four bytes, some of them for the second time.
    return other.getInt32(last, true) === own.getInt32(fromEnd - 4, true);
  }

  lengthOf(number: number): number {
    return this.starts[number + 1]! - this.starts[number]!;
  }

  /** Writes the text with its length before it, as Native does, and returns the position after it. */
  copyTo(number: number, target: Uint8Array, at: number): number {
    let to = at;
    let rest = this.lengthOf(number);
    for (; rest > 127; rest >>>= 7) target[to++] = (rest & 127) | 128;
    target[to++] = rest;
    const end = this.starts[number + 1]!;
    for (let from = this.starts[number]!; from < end; from++) target[to++] = this.bytes[from]!;
    return to;
  }

  /** Forgets everything but the pinned texts when there is more than may be kept; says whether it did. */
  trim(): boolean {
    const bytes = this.starts[this.count]!;
    if (this.count <= DICTIONARY_KEPT_TEXTS_MAX && bytes <= DICTIONARY_KEPT_BYTES_MAX) return false;
    this.#slots.fill(0);
    this.#pin();
    return true;
  }

  #matchesShort(from: number, { bytes }: ByteSource, start: number, end: number): boolean {
    for (let at = start, other = from; at < end; at++, other++) {
      if (bytes[at] !== this.bytes[other]) return false;
    }
    return true;
  }

  #pin(): void {
    this.count = 0;
    this.numberOfString("");
    for (const text of this.#pinned) this.numberOfString(text);
  }

  #add(source: ByteSource, start: number, end: number, hash: number, slot: number): number {
    const { bytes } = source;
    let seen = 0;
    for (let at = start; at < end; at++) seen |= bytes[at]!;
    if (seen > 127 && !isWellFormed(bytes, start, end)) {
      return this.numberOfBytes(sanitizedText(bytes, start, end));
    }
    const number = this.count;
    this.#reserve(number, end - start);
    const from = this.starts[number]!;
    for (let at = start, to = from; at < end; at++, to++) this.bytes[to] = bytes[at]!;
    this.starts[number + 1] = from + end - start;
    this.#hashes[number] = hash;
    if (slot >= 0) this.#slots[slot] = number + 1;
    this.count++;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #reserve(number: number, length: number): void {
    const end = this.starts[number]! + length;
    if (end > this.bytes.length) {
      this.bytes = grown(this.bytes, end, this.#reservation);
      this.#view = new DataView(this.bytes.buffer);
    }
    if (number + 2 > this.starts.length) {
      this.starts = grown(this.starts, number + 2, this.#reservation);
      this.#hashes = grown(this.#hashes, number + 2, this.#reservation);
    }
  }

  #rehash(): void {
    const length = this.#slots.length * 2;
    this.#reservation.take(length * 2);
    const slots = new Int32Array(length);
    for (let number = 0; number < this.count; number++) {
      const hash = this.#hashes[number]!;
      let slot = (hash ^ (hash >>> 16)) & (length - 1);
      let probes = 1;
      while (slots[slot] !== 0 && probes < DICTIONARY_PROBES_MAX) {
        slot = (slot + 1) & (length - 1);
        probes++;
      }
      if (slots[slot] === 0) slots[slot] = number + 1;
    }
    this.#slots = slots;
  }

  /** Four bytes a step, because the multiplications wait for each other. */
  #hash(source: ByteSource, start: number, end: number): number {
    const { view } = source;
    let hash = this.#seed ^ (end - start);
    if (end - start < 4) {
      for (let at = start; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x85ebca6b);
    } else {
      const last = end - 4;
      for (let at = start; at < last; at += 4) {
        hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      hash = Math.imul(hash ^ view.getInt32(last, true), 0x9e3779b1);
    }
    hash ^= hash >>> 13;
    return Math.imul(hash, 0xc2b2ae35);
  }
}
