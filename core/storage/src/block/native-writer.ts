/**
 * Collects the pieces of one block in ClickHouse's Native format (no revision, so without any
 * serialisation info), for `writev`: large pieces are views of column buffers and are not copied.
 *
 *   varint columns, varint rows, then per column:
 *     varint length, name, varint length, type, data
 */
export class NativeWriter {
  readonly chunks: Uint8Array[] = [];

  raw(bytes: Uint8Array): void {
    if (bytes.length > 0) this.chunks.push(bytes);
  }

  varints(...values: readonly number[]): void {
    const bytes: number[] = [];
    for (const value of values) pushVarint(bytes, value);
    this.raw(Uint8Array.from(bytes));
  }

  /** Little-endian 64-bit integers, each below 2^32. */
  words64(...values: readonly number[]): void {
    const words = new Uint32Array(values.length * 2);
    for (let i = 0; i < values.length; i++) words[i * 2] = values[i]!;
    this.raw(new Uint8Array(words.buffer));
  }
}

/** The header of a column, made once per column. */
export function columnHeader(name: string, type: string): Uint8Array {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const text of [name, type]) {
    const utf8 = encoder.encode(text);
    pushVarint(bytes, utf8.length);
    bytes.push(...utf8);
  }
  return Uint8Array.from(bytes);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
}
