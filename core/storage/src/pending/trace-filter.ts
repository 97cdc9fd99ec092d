/**
 * Which traces a block may have spans of, in about two bytes per trace: a Bloom filter of the ids. It never
 * misses one; of a hundred ids that are not in the block it takes less than one for one that is.
 *
 *   id      4 words of 32 bits, in the machine's order
 *   hash    two numbers a, b; the bits a, a + b, a + 2b are set
 *
 * Ids are mostly random, and where they are made up, the worst that can happen is that files are read in vain.
 */
export class TraceFilter {
  readonly #bits: Int32Array;

  private constructor(bits: Int32Array) {
    this.#bits = bits;
  }

  /** Of `rows` ids, one after the other as in a column. Spans of a trace mostly come together. */
  static of(ids: Int32Array, rows: number): TraceFilter {
    let runs = 0;
    for (let row = 0; row < rows; row++) if (!isRepeated(ids, row)) runs++;
    const bits = new Int32Array(wordsFor(runs));
    const mask = bits.length * 32 - 1;
    for (let row = 0; row < rows; row++) {
      if (isRepeated(ids, row)) continue;
      let at = firstHash(ids, row * 4);
      const step = secondHash(ids, row * 4);
      for (let turn = 0; turn < HASHES; turn++, at = (at + step) | 0) {
        bits[(at & mask) >>> 5]! |= 1 << (at & 31);
      }
    }
    return new TraceFilter(bits);
  }

  /** False: the id is not among them. */
  mayHave(id: Int32Array): boolean {
    const mask = this.#bits.length * 32 - 1;
    let at = firstHash(id, 0);
    const step = secondHash(id, 0);
    for (let turn = 0; turn < HASHES; turn++, at = (at + step) | 0) {
      if ((this.#bits[(at & mask) >>> 5]! & (1 << (at & 31))) === 0) return false;
    }
    return true;
  }

  get byteLength(): number {
    return this.#bits.byteLength;
  }
}

const HASHES = 3;
const BITS_PER_ID = 16;

/** The id as the words that `mayHave` takes. */
export function traceIdWords(traceId: string): Int32Array {
  const bytes = new Uint8Array(16);
  bytes.set(Buffer.from(traceId, "hex").subarray(0, 16));
  return new Int32Array(bytes.buffer);
}

/** A power of two, so that a hash becomes a place by a mask. */
function wordsFor(ids: number): number {
  return Math.max(2, 2 ** Math.ceil(Math.log2((ids * BITS_PER_ID) / 32 || 1)));
}

/** The id of this row is that of the row before it. */
function isRepeated(ids: Int32Array, row: number): boolean {
  if (row === 0) return false;
  const at = row * 4;
  return (
    ids[at] === ids[at - 4] &&
    ids[at + 1] === ids[at - 3] &&
    ids[at + 2] === ids[at - 2] &&
    ids[at + 3] === ids[at - 1]
  );
}

function firstHash(ids: Int32Array, at: number): number {
  let hash = Math.imul(ids[at]! ^ Math.imul(ids[at + 1]!, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ ids[at + 2]!, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ ids[at + 3]!, 0x27d4eb2f);
  return hash ^ (hash >>> 16);
}

/** Odd, so that the three places differ. */
function secondHash(ids: Int32Array, at: number): number {
  const hash = Math.imul(ids[at + 3]! ^ Math.imul(ids[at + 2]!, 0x165667b1), 0xd3a2646c);
  return (hash ^ (hash >>> 15) ^ ids[at + 1]! ^ ids[at]!) | 1;
}
