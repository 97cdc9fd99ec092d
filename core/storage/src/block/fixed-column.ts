import { grown, type Reservation } from "./reservation.ts";

type Elements = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/**
 * A column of fixed width: `perRow` elements of one typed array per row, in the memory layout of Native
 * (little-endian; 64-bit values are two 32-bit words, low first). Rows that nothing was written to are
 * zero, so absent values cost nothing; therefore rows that are taken back must be cleared.
 */
export class FixedColumn<A extends Elements> {
  data: A;
  readonly perRow: number;
  readonly #reservation: Reservation;

  constructor(data: A, perRow: number, reservation: Reservation) {
    reservation.take(data.byteLength);
    this.data = data;
    this.perRow = perRow;
    this.#reservation = reservation;
  }

  /** Makes room for `rows` rows. */
  reserve(rows: number): void {
    if (rows * this.perRow > this.data.length) {
      this.data = grown(this.data, rows * this.perRow, this.#reservation);
    }
  }

  /** Zeroes the rows from `from` to `to` (exclusive). */
  clear(from: number, to: number): void {
    this.data.fill(0, from * this.perRow, to * this.perRow);
  }

  /** The bytes of the first `rows` rows, not copied. */
  view(rows: number): Uint8Array {
    const { buffer, BYTES_PER_ELEMENT } = this.data;
    return new Uint8Array(buffer, 0, rows * this.perRow * BYTES_PER_ELEMENT);
  }
}
