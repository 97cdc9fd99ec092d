import { TextMap, type AttributeMapMark } from "./attribute-map.ts";
import { FixedColumn } from "./fixed-column.ts";
import type { Reservation } from "./reservation.ts";

const EVENTS_FIRST = 256;

/** Where EventColumns were, to go back to. */
export interface EventColumnsMark {
  readonly count: number;
  readonly texts: AttributeMapMark;
  readonly others: AttributeMapMark;
}

/** The `events.*` columns: one row per event, and how many events there are up to each span. */
export class EventColumns {
  count = 0;
  readonly offsets: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly times: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly names: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly dropped: FixedColumn<Int32Array<ArrayBuffer>>;
  readonly texts: TextMap;
  readonly others: TextMap;
  readonly #all: readonly FixedColumn<Int32Array<ArrayBuffer>>[];

  constructor(reservation: Reservation, rows: number) {
    const column = (count: number, perRow: number) =>
      new FixedColumn(new Int32Array(count * perRow), perRow, reservation);
    this.offsets = column(rows, 2);
    this.times = column(EVENTS_FIRST, 2);
    this.names = column(EVENTS_FIRST, 1);
    this.dropped = column(EVENTS_FIRST, 1);
    this.texts = new TextMap(reservation, EVENTS_FIRST);
    this.others = new TextMap(reservation, EVENTS_FIRST);
    this.#all = [this.times, this.names, this.dropped, this.texts.offsets, this.others.offsets];
  }

  open(): void {
    for (const column of this.#all) column.reserve(this.count + 1);
  }

  close(): void {
    this.texts.closeRow(this.count);
    this.others.closeRow(this.count);
    this.count++;
  }

  mark(): EventColumnsMark {
    return { count: this.count, texts: this.texts.mark(), others: this.others.mark() };
  }

  /** Also takes back an event that is still open. */
  rollback(mark: EventColumnsMark): void {
    for (const column of this.#all) column.clear(mark.count, this.count + 1);
    this.count = mark.count;
    this.texts.rollback(mark.texts);
    this.others.rollback(mark.others);
  }

  reset(): void {
    for (const column of this.#all) column.clear(0, this.count + 1);
    this.count = 0;
    this.texts.reset();
    this.others.reset();
  }

  /** About the bytes of the columns, without the offsets of spans. */
  get byteLength(): number {
    return this.count * 29 + this.texts.byteLength + this.others.byteLength;
  }
}
