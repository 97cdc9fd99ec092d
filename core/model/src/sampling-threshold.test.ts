import { describe, expect, it } from "vitest";
import {
  adjustedCount,
  isSampled,
  maxThreshold,
  parseSamplingRandomness,
  parseSamplingThreshold,
  probabilityThreshold,
  SAMPLING_PROBABILITY_MIN,
  thresholdProbability,
  traceIdRandomness,
} from "./sampling-threshold.ts";

/** The table of OpenTelemetry's specification: 1 in N, and the thresholds with 3, 4 and 5 digits. */
const SPECIFICATION: readonly [number, string, string, string][] = [
  [1, "0", "0", "0"],
  [2, "8", "8", "8"],
  [3, "aab", "aaab", "aaaab"],
  [4, "c", "c", "c"],
  [5, "ccd", "cccd", "ccccd"],
  [8, "e", "e", "e"],
  [10, "e66", "e666", "e6666"],
  [16, "f", "f", "f"],
  [100, "fd71", "fd70a", "fd70a4"],
  [1000, "ffbe7", "ffbe77", "ffbe76d"],
  [10_000, "fff972", "fff9724", "fff97247"],
  [100_000, "ffff584", "ffff583a", "ffff583a5"],
  [1_000_000, "ffffef4", "ffffef39", "ffffef391"],
];

describe("a sampling threshold", () => {
  it.each(SPECIFICATION)("of 1 in %i is what the specification says", (n, three, four, five) => {
    expect([3, 4, 5].map((digits) => probabilityThreshold(1 / n, digits))).toEqual([
      three,
      four,
      five,
    ]);
    expect(probabilityThreshold(1 / n)).toBe(four);
  });

  it("keeps everything at probability 1, and has no form for less than 2^-56", () => {
    expect(probabilityThreshold(1)).toBe("0");
    expect(probabilityThreshold(1.5)).toBe("0");
    expect(probabilityThreshold(SAMPLING_PROBABILITY_MIN)).toBe("ffffffffffffff");
    expect(probabilityThreshold(SAMPLING_PROBABILITY_MIN / 2)).toBeUndefined();
    expect(probabilityThreshold(0)).toBeUndefined();
    expect(probabilityThreshold(-1)).toBeUndefined();
    expect(probabilityThreshold(NaN)).toBeUndefined();
  });

  it("says the probability and the adjusted count", () => {
    expect(thresholdProbability("0")).toBe(1);
    expect(thresholdProbability("c")).toBe(0.25);
    expect(thresholdProbability("ffffffffffffff")).toBe(2 ** -56);
    expect(adjustedCount("0")).toBe(1);
    expect(adjustedCount("8")).toBe(2);
    expect(adjustedCount("ffbe77")).toBeCloseTo(1000.012874769029, 9);
    expect(adjustedCount("ffffffffffffff")).toBe(2 ** 56);
  });

  it("is read in either case and without the zeros at its end", () => {
    expect(parseSamplingThreshold("FD70A4")).toBe("fd70a4");
    expect(parseSamplingThreshold("80000000000000")).toBe("8");
    expect(parseSamplingThreshold("00000000000000")).toBe("0");
    expect(parseSamplingThreshold("08")).toBe("08");
  });

  it.each(["", "fd70g", "123456789012345", "-1", " 8", "0x8"])("is not %j", (text) => {
    expect(parseSamplingThreshold(text)).toBeUndefined();
  });

  it("keeps a span whose randomness is not below it", () => {
    expect(isSampled("0", "00000000000000")).toBe(true);
    expect(isSampled("8", "80000000000000")).toBe(true);
    expect(isSampled("8", "7fffffffffffff")).toBe(false);
    expect(isSampled("08", "07ffffffffffff")).toBe(false);
    expect(isSampled("08", "08000000000000")).toBe(true);
    expect(isSampled("ffffffffffffff", "fffffffffffffe")).toBe(false);
  });

  it("grows from stage to stage", () => {
    expect(maxThreshold("8", "c")).toBe("c");
    expect(maxThreshold("8", "7ffff")).toBe("8");
    expect(maxThreshold("0", "0")).toBe("0");
  });
});

describe("sampling randomness", () => {
  it("is the last 7 bytes of the trace id", () => {
    expect(traceIdRandomness("0123456789abcdef0123456789abcdef")).toBe("23456789abcdef");
  });

  it("has exactly 14 digits when given explicitly", () => {
    expect(parseSamplingRandomness("6E6D1A75832A2F")).toBe("6e6d1a75832a2f");
    expect(parseSamplingRandomness("6e6d1a75832a2")).toBeUndefined();
    expect(parseSamplingRandomness("6e6d1a75832a2f0")).toBeUndefined();
    expect(parseSamplingRandomness("6e6d1a75832a2x")).toBeUndefined();
  });
});
