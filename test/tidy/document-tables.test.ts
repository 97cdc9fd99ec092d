import { expect, it } from "vitest";
import { differences, tableRows } from "./document-tables.ts";

it("reads the rows of a table", () => {
  const text = "# A\n\n| name | default |\n| ---- | ------- |\n| `a.b` | |\n| `c` | `1` |\n";
  expect(tableRows(text)).toEqual([
    ["name", "default"],
    ["a.b", ""],
    ["c", "1"],
  ]);
});

it("names what is on one side only", () => {
  expect(differences(["a", "b"], ["b", "c"])).toEqual(["a: not documented", "c: not in the code"]);
});
