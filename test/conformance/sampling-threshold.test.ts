import {
  adjustedCount,
  adjustedCountOf,
  explicitRandomnessOf,
  isSampled,
  maxThreshold,
  parseSamplingThreshold,
  probabilityThreshold,
  thresholdOf,
  thresholdProbability,
  withExplicitRandomness,
  withThreshold,
} from "@spanhouse/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** The specification in bigints, the slow and plain way. */
const RANGE = 2n ** 56n;
const number56 = fc.bigInt({ min: 0n, max: RANGE - 1n });
const digits = (value: bigint): string => value.toString(16).padStart(14, "0");

const otherEntry = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9_*/-]{0,8}$/), fc.stringMatching(/^[!-+\--<>-~]{1,12}$/))
  .filter(([key]) => key !== "ot")
  .map(([key, value]) => `${key}=${value}`);

describe("sampling thresholds, by the specification in bigints", () => {
  it("keep exactly the spans whose randomness is not below", () => {
    fc.assert(
      fc.property(number56, number56, (threshold, randomness) => {
        const text = parseSamplingThreshold(digits(threshold))!;
        expect(isSampled(text, digits(randomness))).toBe(randomness >= threshold);
      }),
    );
  });

  it("compare as numbers, also where one is a prefix of the other", () => {
    fc.assert(
      fc.property(number56, fc.integer({ min: 0, max: 13 }), (value, zeros) => {
        const shorter = (value >> BigInt(4 * zeros)) << BigInt(4 * zeros);
        const one = parseSamplingThreshold(digits(value))!;
        expect(maxThreshold(parseSamplingThreshold(digits(shorter))!, one)).toBe(one);
      }),
    );
  });

  it("say probability and count to the last digit of a double", () => {
    fc.assert(
      fc.property(number56, (value) => {
        const text = parseSamplingThreshold(digits(value))!;
        const kept = Number(RANGE - value);
        expect(thresholdProbability(text)).toBe(kept / 2 ** 56);
        expect(adjustedCount(text) / (2 ** 56 / kept)).toBeCloseTo(1, 14);
      }),
    );
  });

  it("are as close to a probability as their precision allows", () => {
    const probability = fc
      .tuple(fc.double({ min: 0.5, max: 1, noNaN: true }), fc.integer({ min: 0, max: 40 }))
      .map(([fraction, exponent]) => fraction * 2 ** -exponent);
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 14 }), (wanted, precision) => {
        const threshold = probabilityThreshold(wanted, precision)!;
        const error = Math.abs(thresholdProbability(threshold) - wanted) / wanted;
        expect(error).toBeLessThanOrEqual(Math.max(16 ** (1 - precision), 2 ** -15));
        expect(parseSamplingThreshold(threshold)).toBe(threshold);
      }),
    );
  });

  it("come back out of any tracestate, which otherwise stays what it was", () => {
    const others = fc.array(otherEntry, { maxLength: 31 });
    fc.assert(
      fc.property(others, fc.nat(31), number56, number56, (entries, at, value, random) => {
        const threshold = parseSamplingThreshold(digits(value))!;
        const before = [...entries.slice(0, at), "ot=p:8", ...entries.slice(at)].join(",");
        const state = withExplicitRandomness(withThreshold(before, threshold)!, digits(random))!;
        expect(thresholdOf(state)).toBe(threshold);
        expect(explicitRandomnessOf(state)).toBe(digits(random));
        expect(adjustedCountOf(state)).toBe(adjustedCount(threshold));
        expect(state.split(",").slice(1)).toEqual(entries);
        const erased = withExplicitRandomness(withThreshold(state, undefined)!, undefined)!;
        expect(erased.split(",")).toEqual(["ot=p:8", ...entries]);
      }),
    );
  });

  it("do not mind what else is in a tracestate", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (state) => {
        expect(adjustedCountOf(`ot=${state}`)).toBeGreaterThanOrEqual(1);
        const written = withThreshold(state, "8");
        if (written !== undefined) expect(thresholdOf(written)).toBe("8");
      }),
    );
  });
});
