import { expect, it } from "vitest";
import { compareTraces } from "./compare-traces.ts";
import { differenceWords, signed, signedDuration } from "./difference-words.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";

it("says in words what differs at a path", () => {
  const one = traceOfLines(`
    web GET / 0..100
      db select 1..2
      db begin 3..4
      db commit 5..6
      db ping 7..9
  `);
  const other = traceOfLines(`
    web GET / 0..100
      db select 1..2
      db select 2..3 error
      db begin 3..4 error
      db commit 5..30
      db vacuum 40..41
  `);
  const comparison = compareTraces(one, other);
  const words = comparison.paths.step.map(({ operation }, path) => [
    operation,
    differenceWords(comparison, path, { base: "A", other: "B" }),
  ]);
  expect(Object.fromEntries(words)).toEqual({
    "GET /": "faster",
    select: "+1 call, +1 error",
    begin: "+1 error",
    commit: "slower",
    ping: "only in A",
    vacuum: "only in B",
  });
});

it("gives differences their sign", () => {
  expect([1_500, -20, 0].map(signedDuration)).toEqual(["+1.5 ms", "−20 µs", "±0"]);
  expect([2, -1_200, 0, 0.25].map(signed)).toEqual(["+2", "−1,200", "±0", "+0.25"]);
});
