import { expect, it } from "vitest";
import { escapeBreaches } from "./escapes.ts";
import { parseSource } from "./source-file.ts";

// Named here, because behind the start of a comment they would count.
const DISABLE = "eslint-disable-next-line";
const IGNORE = "@ts-ignore";

it.each([
  "export const a: any = 1;",
  "export const a = 1 as any;",
  `// ${IGNORE}\nexport const a = 1;`,
  `export const a = 1; // ${DISABLE} no-console`,
])("finds %s", (text) => expect(escapeBreaches([parseSource("a.ts", text)])).toHaveLength(1));

it("does not find the word in a text, or in a longer word", () => {
  const text = 'export const anyone = "any"; // for any reason';
  expect(escapeBreaches([parseSource("a.ts", text)])).toEqual([]);
});

it("lets an allowance only shrink", () => {
  const file = parseSource("a.ts", "export const a: any = 1;");
  expect(escapeBreaches([file], { "a.ts": 1 })).toEqual([]);
  expect(escapeBreaches([file], { "a.ts": 2 })).toEqual([
    "a.ts: 2 escapes are allowed, lower it to 1",
  ]);
});
