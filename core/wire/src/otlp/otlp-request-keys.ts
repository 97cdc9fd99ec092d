/**
 * The head of a file of OTLP spans: the keys of its requests, in a field of ExportTraceServiceRequest that no
 * version of OTLP has, before everything else. So the whole file still is a request that any OTLP tool reads.
 *
 *   c2 3e                  field 1000, length-delimited
 *   <length>               in five bytes, padded
 *   per request            16 bytes of key, 4 bytes number of its spans (little-endian)
 *   0a …                   ResourceSpans, as in any request
 */
export interface OtlpRequestKeys {
  /** 16 bytes each, in the order of their spans. */
  readonly keys: Uint8Array;
  /** Spans of each request, in the same order. */
  readonly rowCounts: readonly number[];
  /** Where the spans begin. */
  readonly headBytes: number;
}

const TAG = [0xc2, 0x3e] as const;
const LENGTH_BYTES = 5;
const FIXED_BYTES = TAG.length + LENGTH_BYTES;
const KEY_BYTES = 16;
const ENTRY_BYTES = KEY_BYTES + 4;

/** Bytes of the head of a file of `rows` spans, at most. */
export function otlpHeadBytes(rows: number): number {
  return FIXED_BYTES + rows * ENTRY_BYTES;
}

/** Undefined when it is not the head of a file of `rows` spans. */
export function readOtlpRequestKeys(head: Uint8Array, rows: number): OtlpRequestKeys | undefined {
  const headBytes = otlpBodyStart(head);
  if (headBytes === undefined || headBytes > head.length) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const keys = new Uint8Array(((headBytes - FIXED_BYTES) / ENTRY_BYTES) * KEY_BYTES);
  const rowCounts: number[] = [];
  let total = 0;
  for (let at = FIXED_BYTES; at < headBytes; at += ENTRY_BYTES) {
    keys.set(head.subarray(at, at + KEY_BYTES), rowCounts.length * KEY_BYTES);
    const count = view.getUint32(at + KEY_BYTES, true);
    rowCounts.push(count);
    total += count;
  }
  return total === rows ? { keys, rowCounts, headBytes } : undefined;
}

/** Where the spans of a file begin; undefined when it does not begin like one. */
export function otlpBodyStart(file: Uint8Array): number | undefined {
  if (file.length < FIXED_BYTES || file[0] !== TAG[0] || file[1] !== TAG[1]) return undefined;
  let length = 0;
  for (let index = LENGTH_BYTES - 1; index >= 0; index--) {
    const byte = file[TAG.length + index]!;
    if (byte > 127 !== index < LENGTH_BYTES - 1) return undefined;
    length = length * 128 + (byte & 127);
  }
  return length % ENTRY_BYTES === 0 ? FIXED_BYTES + length : undefined;
}

/** Collects the keys while a block fills. */
export class OtlpRequestKeyList {
  count = 0;
  #keys = new Uint8Array(64 * KEY_BYTES);
  #firstRows = new Uint32Array(64);

  get bytes(): number {
    return FIXED_BYTES + this.count * ENTRY_BYTES;
  }

  /** The request whose first span is in this row. */
  add(key: Uint8Array, row: number): void {
    if (this.count === this.#firstRows.length) this.#grow();
    this.#keys.set(key, this.count * KEY_BYTES);
    this.#firstRows[this.count++] = row;
  }

  /** The head of a file of `rows` spans. */
  finish(rows: number): Uint8Array {
    const head = new Uint8Array(this.bytes);
    const view = new DataView(head.buffer);
    head.set(TAG);
    let length = this.count * ENTRY_BYTES;
    for (let index = 0; index < LENGTH_BYTES; index++) {
      head[TAG.length + index] = (length & 127) | (index < LENGTH_BYTES - 1 ? 128 : 0);
      length >>>= 7;
    }
    for (let index = 0; index < this.count; index++) {
      const at = FIXED_BYTES + index * ENTRY_BYTES;
      head.set(this.#keys.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES), at);
      const end = index + 1 < this.count ? this.#firstRows[index + 1]! : rows;
      view.setUint32(at + KEY_BYTES, end - this.#firstRows[index]!, true);
    }
    return head;
  }

  #grow(): void {
    const keys = new Uint8Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const firstRows = new Uint32Array(this.#firstRows.length * 2);
    firstRows.set(this.#firstRows);
    this.#firstRows = firstRows;
  }
}
