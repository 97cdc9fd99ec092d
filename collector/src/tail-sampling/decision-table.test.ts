import { expect, it } from "vitest";
import { DecisionTable, decisionOfWords, decisionWords } from "./decision-table.ts";

const id = (number: number): string => number.toString(16).padStart(32, "0");
const kept = (threshold: string) => ({ isKept: true, threshold });

it.each(["0", "8", "fd70a", "00000000000001", "ffffffffffffff", "c"])(
  "brings the threshold %s back from its words",
  (threshold) => expect(decisionOfWords(decisionWords(kept(threshold)))).toEqual(kept(threshold)),
);

it("finds what was put, and nothing else", () => {
  const table = new DecisionTable(100_000);
  for (let number = 0; number < 20_000; number++) {
    const decision = number % 3 === 0 ? kept("8") : { isKept: false, threshold: "0" };
    table.put(id(number), decisionWords(decision));
  }
  expect(table.size).toBe(20_000);
  for (let number = 0; number < 20_000; number++) {
    expect(table.get(id(number))?.isKept).toBe(number % 3 === 0);
  }
  for (let number = 20_000; number < 40_000; number++)
    expect(table.get(id(number))).toBeUndefined();
});

it("never holds more than its bound, and forgets the oldest first", () => {
  const table = new DecisionTable(1_000);
  for (let number = 0; number < 10_000; number++) {
    table.put(id(number), decisionWords(kept("0")));
    expect(table.size).toBeLessThanOrEqual(1_000);
    // What is asked for takes a place once more, so a quarter of the bound is what is sure to be there.
    expect(table.get(id(Math.max(0, number - 249)))).toEqual(kept("0"));
  }
  expect(table.get(id(8_000))).toBeUndefined();
});

it("keeps what is asked for again and again", () => {
  const table = new DecisionTable(1_000);
  table.put(id(0), decisionWords(kept("8")));
  for (let number = 1; number < 10_000; number++) {
    table.put(id(number), decisionWords(kept("0")));
    if (number % 400 === 0) expect(table.get(id(0))).toEqual(kept("8"));
  }
});

it("takes the last decision of a trace", () => {
  const table = new DecisionTable(10);
  table.put(id(1), decisionWords(kept("8")));
  table.put(id(1), decisionWords(kept("c")));
  expect([table.size, table.get(id(1))]).toEqual([1, kept("c")]);
});
