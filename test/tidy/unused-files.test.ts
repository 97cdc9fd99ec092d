import { expect, it } from "vitest";
import { unusedFiles } from "./unused-files.ts";

it("finds a file that nobody imports, and no test and no entry", () => {
  const graph = new Map([
    ["a/src/index.ts", ["a/src/used.ts"]],
    ["a/src/used.ts", []],
    ["a/src/used.test.ts", ["a/src/used.ts"]],
    ["a/src/unused.ts", []],
    ["a/src/extra.ts", []],
  ]);
  expect(unusedFiles(graph, new Set(["a/src/extra.ts"]))).toEqual(["a/src/unused.ts"]);
});
