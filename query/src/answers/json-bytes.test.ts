import fc from "fast-check";
import { expect, it } from "vitest";
import { JsonBytes } from "./json-bytes.ts";

function written(write: (json: JsonBytes) => void): unknown {
  const json = new JsonBytes(0);
  write(json);
  return JSON.parse(json.finish().toString("utf8"));
}

const EDGES = [0, 1, 9, 10, 99, 100, 999, 1_000, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e21, 1.5, 1e-7];

it("writes the numbers that JSON.parse reads", () => {
  const number = fc.oneof(
    fc.constantFrom(...EDGES),
    fc.nat(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(number), (values) => {
      const [first, second] = [Float64Array.from(values), Float64Array.from([...values, 7])];
      const found = written((json) => {
        json.json("[");
        json.numbers(first);
        json.json(",");
        json.numbers(second);
        json.json("]");
      });
      const plain = values.map((value) => value + 0);
      expect(found).toEqual([plain, [...plain, 7]]);
    }),
    { numRuns: 500, examples: [[EDGES]] },
  );
});

it("writes nanoseconds as microseconds with three decimals, and null where there is none", () => {
  const nano = fc.oneof(
    fc.constantFrom(NaN, 0, 1, 10, 100, 1_001, 1_010, 1_100, 999, 2 ** 31 * 1_000, 9e17),
    fc.nat({ max: 10 ** 13 }),
    fc.double({ min: 0, max: 2 ** 63, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(nano), (values) => {
      const found = written((json) => json.micros(Float64Array.from(values)));
      const exact = values.map((value) => (Number.isNaN(value) ? null : Math.round(value) / 1_000));
      expect(found).toEqual(exact);
    }),
    { numRuns: 500 },
  );
});

it("writes texts of any length and letters", () => {
  const text = "ä€😀\u0000".repeat(2_000);
  expect(written((json) => json.value({ text }))).toEqual({ text });
});
