const TWO_32 = 0x1_0000_0000;
const NANOS_PER_MICRO = 1_000;

/** A 64-bit number of nanoseconds as two unsigned words: no bigint on the hot path. */
export class Nanos {
  low = 0;
  high = 0;

  /** From microseconds as two words, signed or not; false when the nanoseconds do not fit 64 bits. */
  fromMicros(low: number, high: number): boolean {
    const scaledLow = (low >>> 0) * NANOS_PER_MICRO;
    const carry = Math.floor(scaledLow / TWO_32);
    const scaledHigh = (high >>> 0) * NANOS_PER_MICRO + carry;
    this.low = scaledLow - carry * TWO_32;
    this.high = scaledHigh;
    return scaledHigh < TWO_32;
  }

  /** Adds another number; false when the sum does not fit 64 bits. */
  add(other: Nanos): boolean {
    const sumLow = this.low + other.low;
    const carry = sumLow >= TWO_32 ? 1 : 0;
    this.low = sumLow - carry * TWO_32;
    this.high += other.high + carry;
    return this.high < TWO_32;
  }

  /** Whether it is earlier than the number of these words. */
  isBelow(low: number, high: number): boolean {
    return this.high < high || (this.high === high && this.low < low);
  }

  set(low: number, high: number): void {
    this.low = low;
    this.high = high;
  }
}
