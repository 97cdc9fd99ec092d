/**
 * Walks over ClickHouse's Native format (without a revision, as `FORMAT Native` writes it): blocks of
 * columns, each a run of equal values that can be copied as a whole.
 *
 *   varint columns, varint rows, then per column: text name, text type, data
 *
 *   FixedString, integers   the values, one after the other
 *   Array(T)                UInt64 ends of the arrays, then the items
 *   LowCardinality(T)       UInt64 1; UInt64 width of the positions | flags, UInt64 keys, the keys,
 *                           UInt64 rows, the positions
 *
 * Nothing is written for a column of no rows. The other way round is in block/native-writer.ts.
 */
export class NativeReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const length = this.varint();
    return this.take(length).toString("utf8");
  }

  /** A view of the next bytes. */
  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** A UInt64 that is known to be small. */
  count(): number {
    const at = this.#at;
    this.#at += 8;
    return this.#bytes.readUInt32LE(at) + this.#bytes.readUInt32LE(at + 4) * 2 ** 32;
  }

  /** The ends of `rows` arrays; what they are of follows. */
  arrayEnds(rows: number): Uint32Array {
    const ends = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) ends[row] = this.count();
    return ends;
  }

  /** A dictionary column of `rows` rows: the keys by `key`, and the position of each row's key. */
  lowCardinality(rows: number, key: () => string): LowCardinalityColumn {
    if (rows === 0) return { keys: [], positions: new Uint8Array(0) };
    this.take(8);
    const width = this.count() & 0xff;
    const keyCount = this.count();
    const keys = Array.from({ length: keyCount }, key);
    this.take(8);
    return { keys, positions: this.#positions(rows, width) };
  }

  #positions(rows: number, width: number): Uint8Array | Uint16Array | Uint32Array {
    const bytes = this.take(rows * 2 ** width);
    if (width === 0) return bytes;
    // Copied, because the position in the bytes is seldom aligned.
    const { buffer } = Uint8Array.from(bytes);
    return width === 1 ? new Uint16Array(buffer) : new Uint32Array(buffer);
  }
}

export interface LowCardinalityColumn {
  readonly keys: readonly string[];
  readonly positions: Uint8Array | Uint16Array | Uint32Array;
}
