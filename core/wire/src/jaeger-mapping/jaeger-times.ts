const TWO_32 = 0x1_0000_0000;
const TWO_16 = 0x1_0000;
const NANOS_PER_MICRO = 1_000;
const NANOS_PER_SECOND = 1_000_000_000;

/**
 * A moment or a duration in nanoseconds as two words: `low` from 0 to 2^32 - 1, `high` a whole number with the
 * sign, wider than 32 bits when the moment does not fit.
 */
export class JaegerNanos {
  low = 0;
  high = 0;

  /** From microseconds as the two words of a signed 64-bit integer. */
  fromMicros(low: number, high: number): void {
    const scaled = (low >>> 0) * NANOS_PER_MICRO;
    const carry = Math.floor(scaled / TWO_32);
    this.low = scaled - carry * TWO_32;
    this.high = (high | 0) * NANOS_PER_MICRO + carry;
  }

  /** From whole seconds, exact in a double, and nanoseconds, signed both (google.protobuf.Timestamp, Duration). */
  fromSeconds(seconds: number, nanos: number): void {
    // In two halves, whose products with 10^9 are exact: seconds = upper * 2^16 + rest.
    const upper = Math.floor(seconds / TWO_16);
    const upperNanos = upper * NANOS_PER_SECOND;
    const carried = Math.floor(upperNanos / TWO_16);
    const restNanos = (seconds - upper * TWO_16) * NANOS_PER_SECOND;
    const sum = (upperNanos - carried * TWO_16) * TWO_16 + restNanos + nanos;
    const carry = Math.floor(sum / TWO_32);
    this.low = sum - carry * TWO_32;
    this.high = carried + carry;
  }

  add(other: JaegerNanos): void {
    const sum = this.low + other.low;
    const carry = sum >= TWO_32 ? 1 : 0;
    this.low = sum - carry * TWO_32;
    this.high += other.high + carry;
  }

  /** Between 1970 and 2554, which is what 64 bits hold. */
  get isMoment(): boolean {
    return this.high >= 0 && this.high < TWO_32;
  }
}
