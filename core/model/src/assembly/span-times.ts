import type { TraceColumns } from "../trace-columns.ts";

/**
 * Starts and ends as numbers: nanoseconds since the earliest start of the trace, exact up to 104 days, by
 * place in the columns.
 */
export interface SpanTimes {
  readonly start: Float64Array;
  /** Before the start of a span whose clock went back. */
  readonly end: Float64Array;
  /** What the numbers count from, in nanoseconds since 1970. */
  readonly baseUnixNano: bigint;
}

const WORD = 2 ** 32;

/** See SpanTimes. */
export function spanTimes({ count, startUnixNano, durationNano }: TraceColumns): SpanTimes {
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  let baseLow = startUnixNano[0] ?? 0;
  let baseHigh = startUnixNano[1] ?? 0;
  for (let index = 1; index < count; index++) {
    const low = startUnixNano[index * 2]!;
    const high = startUnixNano[index * 2 + 1]!;
    if (high < baseHigh || (high === baseHigh && low < baseLow)) {
      baseLow = low;
      baseHigh = high;
    }
  }
  for (let index = 0; index < count; index++) {
    const low = startUnixNano[index * 2]!;
    const high = startUnixNano[index * 2 + 1]!;
    start[index] = (high - baseHigh) * WORD + (low - baseLow);
    // The sum of 64 bits, as it was subtracted, so that each end is the one that was sent.
    const endLow = low + durationNano[index * 2]!;
    const carry = endLow >= WORD ? 1 : 0;
    const endHigh = (high + durationNano[index * 2 + 1]! + carry) % WORD;
    end[index] = (endHigh - baseHigh) * WORD + (endLow - carry * WORD - baseLow);
  }
  return { start, end, baseUnixNano: BigInt(baseHigh) * BigInt(WORD) + BigInt(baseLow) };
}
