import type { ByteSource } from "./byte-source.ts";
import { FixedColumn } from "./fixed-column.ts";
import { type DictionaryKeys, type LowCardinalityWriter } from "./low-cardinality.ts";
import type { NativeWriter } from "./native-writer.ts";
import type { Reservation } from "./reservation.ts";
import { TextBytes } from "./text-bytes.ts";

const ENTRIES_FIRST = 1024;

/** Where an AttributeMap was, to go back to. */
export interface AttributeMapMark {
  readonly count: number;
  readonly textEnd: number;
}

/** The keys of a Map(LowCardinality(String), …) column and where each row's entries end. */
abstract class AttributeMap {
  /** Entries so far, over all rows. */
  count = 0;
  /** Number of the key of each entry. */
  readonly keys: FixedColumn<Int32Array<ArrayBuffer>>;
  /** Entries up to and including each row, as UInt64. */
  readonly offsets: FixedColumn<Int32Array<ArrayBuffer>>;
  protected readonly reservation: Reservation;

  constructor(reservation: Reservation, rows: number) {
    this.reservation = reservation;
    this.keys = new FixedColumn(new Int32Array(ENTRIES_FIRST), 1, reservation);
    this.offsets = new FixedColumn(new Int32Array(rows * 2), 2, reservation);
  }

  /** Ends the row `row`. The high words of the offsets are always zero. */
  closeRow(row: number): void {
    this.offsets.data[row * 2] = this.count;
  }

  /** Entries before row `row`. */
  countBefore(row: number): number {
    return row === 0 ? 0 : this.offsets.data[row * 2 - 2]!;
  }

  /** The data of the column, after the state prefix and any outer offsets. */
  write(writer: NativeWriter, rows: number, keys: DictionaryKeys, low: LowCardinalityWriter): void {
    writer.raw(this.offsets.view(rows));
    low.write(writer, this.keys.data, this.count, keys);
    writer.raw(this.valuesView());
  }

  get byteLength(): number {
    return this.count + this.valuesView().length;
  }

  protected abstract valuesView(): Uint8Array;
}

/** Map(LowCardinality(String), String). */
export class TextMap extends AttributeMap {
  readonly values: TextBytes;

  constructor(reservation: Reservation, rows: number) {
    super(reservation, rows);
    this.values = new TextBytes(reservation);
  }

  add(key: number, source: ByteSource, start: number, end: number): void {
    this.values.append(source, start, end);
    this.#addKey(key);
  }

  addString(key: number, text: string): void {
    this.values.appendString(text);
    this.#addKey(key);
  }

  mark(): AttributeMapMark {
    return { count: this.count, textEnd: this.values.end };
  }

  rollback(mark: AttributeMapMark): void {
    this.count = mark.count;
    this.values.end = mark.textEnd;
  }

  reset(): void {
    this.count = 0;
    this.values.end = 0;
  }

  #addKey(key: number): void {
    if (this.count === this.keys.data.length) this.keys.reserve(this.count + 1);
    this.keys.data[this.count++] = key;
  }

  protected override valuesView(): Uint8Array {
    return this.values.view();
  }
}

/** A map with values of fixed width: Int64 and Float64 as two words, Bool as a byte. */
export class FixedMap<A extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>> //
  extends AttributeMap
{
  readonly values: FixedColumn<A>;

  constructor(reservation: Reservation, rows: number, values: A, perEntry: number) {
    super(reservation, rows);
    this.values = new FixedColumn(values, perEntry, reservation);
  }

  /** Adds an entry and returns its number; its value must be written at once. */
  add(key: number): number {
    this.keys.reserve(this.count + 1);
    this.values.reserve(this.count + 1);
    this.keys.data[this.count] = key;
    return this.count++;
  }

  protected override valuesView(): Uint8Array {
    return this.values.view(this.count);
  }
}

/** A Map(LowCardinality(String), Int64 or Float64), both 64 bits as two words, low first. */
export function wordMap(reservation: Reservation, rows: number): FixedMap<Int32Array<ArrayBuffer>> {
  return new FixedMap(reservation, rows, new Int32Array(ENTRIES_FIRST * 2), 2);
}

/** A Map(LowCardinality(String), Bool). */
export function boolMap(reservation: Reservation, rows: number): FixedMap<Uint8Array<ArrayBuffer>> {
  return new FixedMap(reservation, rows, new Uint8Array(ENTRIES_FIRST), 1);
}
