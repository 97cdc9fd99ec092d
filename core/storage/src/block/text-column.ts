import type { ByteSource } from "./byte-source.ts";
import type { Reservation } from "./reservation.ts";
import { TextBytes } from "./text-bytes.ts";

/** Where a TextColumn was, to go back to. */
export interface TextColumnMark {
  readonly rows: number;
  readonly end: number;
}

/**
 * A String column with one text per row, most of them empty: empty rows are written when a later row
 * gets a text, or at the end, so a row without one costs nothing until then.
 */
export class TextColumn {
  readonly texts: TextBytes;
  /** Rows that are written, empty ones included; the last of them begins at `#lastStart`. */
  #rows = 0;
  #lastStart = 0;

  constructor(reservation: Reservation) {
    this.texts = new TextBytes(reservation);
  }

  /** True when `row` has a text already. `row` is never before a written row. */
  has(row: number): boolean {
    return this.#rows > row;
  }

  /** Gives `row` its text, in place of the one it may have. */
  set(row: number, source: ByteSource, start: number, end: number): void {
    this.#goTo(row);
    this.texts.append(source, start, end);
    this.#rows = row + 1;
  }

  setRaw(row: number, bytes: Uint8Array): void {
    this.#goTo(row);
    this.texts.appendRaw(bytes);
    this.#rows = row + 1;
  }

  /** Takes the text of `row` away if it has one; `row` is the last that can have one. */
  clear(row: number): void {
    if (this.#rows <= row) return;
    this.texts.end = this.#lastStart;
    this.#rows = row;
  }

  mark(): TextColumnMark {
    return { rows: this.#rows, end: this.texts.end };
  }

  rollback(mark: TextColumnMark): void {
    this.#rows = mark.rows;
    this.texts.end = mark.end;
  }

  reset(): void {
    this.#rows = 0;
    this.texts.end = 0;
  }

  /** The column with exactly `rows` rows. */
  finish(rows: number): Uint8Array {
    if (rows > this.#rows) this.texts.appendEmpty(rows - this.#rows);
    this.#rows = rows;
    return this.texts.view();
  }

  #goTo(row: number): void {
    this.clear(row);
    if (this.#rows < row) {
      this.texts.appendEmpty(row - this.#rows);
      this.#rows = row;
    }
    this.#lastStart = this.texts.end;
  }
}
