import { expect, it } from "vitest";
import { callChange } from "./call-change.ts";

const numbers = (callsPerSecond: number, errorRatio: number, p95Us: number | null) => {
  return { callsPerSecond, errorRatio, p95Us };
};
const before = numbers(10, 0.01, 1_000);
const none = numbers(0, 0, null);

it.each([
  ["what is new", before, none, { kind: "new", says: "new" }],
  ["what is gone", none, before, { kind: "gone", says: "gone" }],
  ["nothing, when there was and is nothing", none, none, undefined],
  ["nothing, when little differs", numbers(10.5, 0.015, 950), before, undefined],
  ["slower", numbers(11, 0.01, 2_000), before, { kind: "changed", says: "p95 +100 %" }],
  ["more seldom", numbers(2, 0.01, 1_100), before, { kind: "changed", says: "rate −80 %" }],
  ["failing", numbers(14, 0.2, 1_000), before, { kind: "changed", says: "errors ×20" }],
  [
    "failing at all",
    numbers(10, 0.2, 1_000),
    numbers(10, 0, 1_000),
    { kind: "changed", says: "errors new" },
  ],
])("says %s", (_, now, then, change) => {
  expect(callChange(now, then)).toEqual(change);
});

it("says nothing when nothing is compared", () => {
  expect(callChange(before, undefined)).toBeUndefined();
});
