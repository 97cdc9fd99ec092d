import type { SamplingThreshold } from "@spanhouse/model";

/** A decision as it is remembered. */
export interface RememberedDecision {
  readonly isKept: boolean;
  readonly threshold: SamplingThreshold;
}

/** A decision as two words of 28 bits: the threshold, or DROPPED and 0. */
export interface DecisionWords {
  readonly high: number;
  readonly low: number;
}

const DROPPED = 0xffff_ffff;
const HALF_DIGITS = 7;
/** Key, key, threshold, threshold. */
const WORDS_PER_ENTRY = 4;
const ENTRIES_FIRST = 1_024;

/** Lower-case hexadecimal digits without zeros at their end, to words and back. */
export function decisionWords({ isKept, threshold }: RememberedDecision): DecisionWords {
  if (!isKept) return { high: DROPPED, low: 0 };
  const digits = threshold.padEnd(HALF_DIGITS * 2, "0");
  return {
    high: Number.parseInt(digits.slice(0, HALF_DIGITS), 16),
    low: Number.parseInt(digits.slice(HALF_DIGITS), 16),
  };
}

export function decisionOfWords({ high, low }: DecisionWords): RememberedDecision {
  if (high === DROPPED) return { isKept: false, threshold: "0" };
  const text = (word: number): string => word.toString(16).padStart(HALF_DIGITS, "0");
  const digits = (text(high) + text(low)).replace(/0+$/, "");
  return { isKept: true, threshold: digits === "" ? "0" : digits };
}

/**
 * The decisions about the last `entriesMax` traces, by a 64-bit hash of the trace id: 32 to 64 bytes for
 * each. Two halves take turns: when the young one is full, the old one is forgotten and the young one is the
 * old one. A decision that is asked for becomes young again.
 *
 * Two traces with the same hash share a decision: of a million traces, one pair in 30 million runs.
 */
export class DecisionTable {
  readonly #halfMax: number;
  #young = new HalfTable();
  #old = new HalfTable();

  constructor(entriesMax: number) {
    this.#halfMax = Math.ceil(entriesMax / 2);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** `traceId` has 32 hexadecimal digits. */
  put(traceId: string, words: DecisionWords): void {
    const [one, other] = keyOf(traceId);
    this.#put(one, other, words);
  }

  get(traceId: string): RememberedDecision | undefined {
    const [one, other] = keyOf(traceId);
    const young = this.#young.get(one, other);
    if (young !== undefined) return decisionOfWords(young);
    const old = this.#old.get(one, other);
    if (old === undefined) return undefined;
    this.#put(one, other, old);
    return decisionOfWords(old);
  }

  #put(one: number, other: number, words: DecisionWords): void {
    if (this.#young.size >= this.#halfMax) {
      this.#old = this.#young;
      this.#young = new HalfTable();
    }
    this.#young.put(one, other, words);
  }
}

/** Open addressing; a free entry has the key 0 0. */
class HalfTable {
  size = 0;
  #words = new Uint32Array(ENTRIES_FIRST * WORDS_PER_ENTRY);

  get(one: number, other: number): DecisionWords | undefined {
    const words = this.#words;
    const at = this.#find(one, other);
    if (words[at] === 0 && words[at + 1] === 0) return undefined;
    return { high: words[at + 2]!, low: words[at + 3]! };
  }

  put(one: number, other: number, { high, low }: DecisionWords): void {
    if (this.size * 2 * WORDS_PER_ENTRY >= this.#words.length) this.#grow();
    const at = this.#find(one, other);
    const words = this.#words;
    if (words[at] === 0 && words[at + 1] === 0) this.size += 1;
    words.set([one, other, high, low], at);
  }

  /** Where the key is, or where it would be put. */
  #find(one: number, other: number): number {
    const words = this.#words;
    const mask = words.length / WORDS_PER_ENTRY - 1;
    for (let slot = one & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS_PER_ENTRY;
      const isFree = words[at] === 0 && words[at + 1] === 0;
      if (isFree || (words[at] === one && words[at + 1] === other)) return at;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#words = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS_PER_ENTRY) {
      if (before[at] === 0 && before[at + 1] === 0) continue;
      this.#words.set(
        before.subarray(at, at + WORDS_PER_ENTRY),
        this.#find(before[at]!, before[at + 1]!),
      );
    }
  }
}

/** Two well-mixed words of a trace id, never both 0. */
function keyOf(traceId: string): readonly [number, number] {
  let one = 0x9747b28c;
  let other = 0x3c6ef372;
  for (let at = 0; at < 32; at += 8) {
    const word = Number.parseInt(traceId.slice(at, at + 8), 16);
    one = mix(one ^ word);
    other = mix(other ^ Math.imul(word, 0x85ebca6b) ^ one);
  }
  return [one >>> 0, other >>> 0 || 1];
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
