import { describe, expect, it } from "vitest";
import { JaegerNanos } from "./jaeger-times.ts";

const UINT64_MAX = 2n ** 64n - 1n;

function ofMicros(micros: bigint): JaegerNanos {
  const nanos = new JaegerNanos();
  nanos.fromMicros(Number(BigInt.asIntN(32, micros)), Number(BigInt.asIntN(32, micros >> 32n)));
  return nanos;
}

function valueOf({ low, high }: JaegerNanos): bigint {
  return BigInt(high) * 2n ** 32n + BigInt(low);
}

const MICROS = [
  ...[0n, 1n, 999n, 4_294_967n, 4_294_968n, 2n ** 32n - 1n, 2n ** 32n, 1_700_000_000_123_456n],
  ...[UINT64_MAX / 1_000n, UINT64_MAX / 1_000n + 1n, 2n ** 63n - 1n],
];

describe("nanoseconds in two words", () => {
  it.each([...MICROS, ...MICROS.map((micros) => -micros), -(2n ** 63n)])(
    "are exact from %s microseconds",
    (micros) => {
      const nanos = ofMicros(micros);
      expect(valueOf(nanos)).toBe(micros * 1_000n);
      expect(nanos.low).toBeGreaterThanOrEqual(0);
      expect(nanos.low).toBeLessThan(2 ** 32);
      expect(nanos.isMoment).toBe(micros >= 0n && micros * 1_000n <= UINT64_MAX);
    },
  );

  it.each([
    ...[
      [0, 0],
      [1, 999_999_999],
      [1_700_000_000, 123_456_789],
      [18_446_744_073, 709_551_615],
    ],
    ...[
      [18_446_744_073, 709_551_616],
      [-1, 0],
      [-1, -999_999_999],
      [0, -1],
    ],
  ])("are exact from %d seconds and %d nanoseconds", (seconds, rest) => {
    const nanos = new JaegerNanos();
    nanos.fromSeconds(seconds, rest);
    const expected = BigInt(seconds) * 1_000_000_000n + BigInt(rest);
    expect(valueOf(nanos)).toBe(expected);
    expect(nanos.isMoment).toBe(expected >= 0n && expected <= UINT64_MAX);
  });

  it.each([
    [1_000n, -1n],
    [1n, 4_294_967n],
    [1_700_000_000_000_000n, 2_500n],
    [5n, -6n],
  ])("add up exactly: %s and %s microseconds", (start, duration) => {
    const nanos = ofMicros(start);
    nanos.add(ofMicros(duration));
    expect(valueOf(nanos)).toBe((start + duration) * 1_000n);
    expect(nanos.isMoment).toBe(start + duration >= 0n);
  });
});
