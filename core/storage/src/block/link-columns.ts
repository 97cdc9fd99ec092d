import { TextMap, type AttributeMapMark } from "./attribute-map.ts";
import { FixedColumn } from "./fixed-column.ts";
import type { Reservation } from "./reservation.ts";
import { TextColumn, type TextColumnMark } from "./text-column.ts";

const LINKS_FIRST = 256;

/** Where LinkColumns were, to go back to. */
export interface LinkColumnsMark {
  readonly count: number;
  readonly states: TextColumnMark;
  readonly texts: AttributeMapMark;
  readonly others: AttributeMapMark;
}

/** The `links.*` columns: one row per link, and how many links there are up to each span. */
export class LinkColumns {
  count = 0;
  readonly offsets: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly traceIds: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly spanIds: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly states: TextColumn;
  readonly flags: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly dropped: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly texts: TextMap;
  readonly others: TextMap;
  readonly #all: readonly FixedColumn<Int32Array<ArrayBuffer>>[];

  constructor(reservation: Reservation, rows: number) {
    const words = (count: number, perRow: number) =>
      new FixedColumn(new Int32Array(count * perRow), perRow, reservation);
    this.offsets = words(rows, 2);
    this.traceIds = words(LINKS_FIRST, 4);
    this.spanIds = words(LINKS_FIRST, 2);
    this.states = new TextColumn(reservation);
    this.flags = words(LINKS_FIRST, 1);
    this.dropped = words(LINKS_FIRST, 1);
    this.texts = new TextMap(reservation, LINKS_FIRST);
    this.others = new TextMap(reservation, LINKS_FIRST);
    this.#all = [
      this.traceIds,
      this.spanIds,
      this.flags,
      this.dropped,
      this.texts.offsets,
      this.others.offsets,
    ];
  }

  open(): void {
    for (const column of this.#all) column.reserve(this.count + 1);
  }

  close(): void {
    this.texts.closeRow(this.count);
    this.others.closeRow(this.count);
    this.count++;
  }

  mark(): LinkColumnsMark {
    return {
      count: this.count,
      states: this.states.mark(),
      texts: this.texts.mark(),
      others: this.others.mark(),
    };
  }

  /** Also takes back a link that is still open. */
  rollback(mark: LinkColumnsMark): void {
    for (const column of this.#all) column.clear(mark.count, this.count + 1);
    this.count = mark.count;
    this.states.rollback(mark.states);
    this.texts.rollback(mark.texts);
    this.others.rollback(mark.others);
  }

  reset(): void {
    for (const column of this.#all) column.clear(0, this.count + 1);
    this.count = 0;
    this.states.reset();
    this.texts.reset();
    this.others.reset();
  }

  /** About the bytes of the columns, without the offsets of spans. */
  get byteLength(): number {
    return this.count * 48 + this.states.texts.end + this.texts.byteLength + this.others.byteLength;
  }
}
