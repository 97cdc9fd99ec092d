import { expect, it } from "vitest";
import { findLeftovers } from "./leftovers.ts";
import { parseSource } from "./source-file.ts";

const NOTE = "TODO";

it.each([`// ${NOTE}: later`, "console.log(1);", 'it.only("x", () => {});', 'describe.skip("x");'])(
  "finds %s",
  (text) => expect(findLeftovers([parseSource("a.ts", text)])).toHaveLength(1),
);

it("accepts skipping for a reason that can be read", () => {
  expect(findLeftovers([parseSource("a.ts", 'it.skipIf(noServer)("x", () => {});')])).toEqual([]);
});
