import { expect, it } from "vitest";
import { findLeftovers } from "./leftovers.ts";
import { parseSource } from "./source-file.ts";

const NOTE = "TODO";

it.each([`// ${NOTE}: later`, "console.log(1);", 'it.only("x", () => {});', 'describe.only("x");'])(
  "finds %s",
  (text) => expect(findLeftovers([parseSource("a.ts", text)])).toHaveLength(1),
);

it("accepts tests that are left out, which the results count", () => {
  const text = 'it.skip("needs a server", () => {}); it.skipIf(noServer)("x", () => {});';
  expect(findLeftovers([parseSource("a.ts", text)])).toEqual([]);
});
