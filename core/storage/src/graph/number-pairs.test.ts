import fc from "fast-check";
import { expect, it } from "vitest";
import { NumberPairs } from "./number-pairs.ts";

it("gives each pair one number, in the order in which they come, however many there are", () => {
  const pair = fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 2_000, size: "max" }), (pairs) => {
      const numbers = new NumberPairs();
      const expected = new Map<string, number>();
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        expect(numbers.find(first, second)).toBe(expected.get(key) ?? -1);
        if (!expected.has(key)) expected.set(key, expected.size);
        expect(numbers.number(first, second)).toBe(expected.get(key));
      }
      expect(numbers.size).toBe(expected.size);
      for (const [key, number] of expected) {
        expect(`${numbers.first(number)} ${numbers.second(number)}`).toBe(key);
      }
    }),
    { numRuns: 30 },
  );
});
