import { expect, it } from "vitest";
import { text } from "./other-traces.ts";

it("says where a trace stands among others, and among one", () => {
  const standing = { operation: "web GET /", around: "1d" } as const;
  expect(text.standing({ ...standing, isSlower: true, share: "75 %", others: 24 })).toBe(
    "Slower than 75 % of 24 other traces of web GET / within a day.",
  );
  expect(text.standing({ ...standing, isSlower: false, share: undefined, others: 2 })).toBe(
    "Faster than all 2 other traces of web GET / within a day.",
  );
  expect(text.standing({ ...standing, isSlower: true, share: undefined, others: 1 })).toBe(
    "Slower than the only other trace of web GET / within a day.",
  );
});
