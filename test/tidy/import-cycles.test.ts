import { expect, it } from "vitest";
import { findCycles, importGraph } from "./import-cycles.ts";

const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges));

it("finds a circle of three and leaves its neighbours alone", () => {
  const edges = graph({ a: ["b"], b: ["c"], c: ["a", "d"], d: [], e: ["a"] });
  expect(findCycles(edges)).toEqual([["a", "b", "c"]]);
});

it("finds a file that imports itself", () => {
  expect(findCycles(graph({ a: ["a"], b: [] }))).toEqual([["a"]]);
});

it("does not take a diamond for a circle", () => {
  expect(findCycles(graph({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }))).toEqual([]);
});

it("follows relative paths and names of packages", () => {
  const files = [
    { path: "a/src/index.ts", imports: ["./x.ts"] },
    { path: "a/src/x.ts", imports: ["@spanhouse/b", "vitest"] },
    { path: "b/src/index.ts", imports: [] },
  ];
  const entries = new Map([["@spanhouse/b", "b/src/index.ts"]]);
  expect(Object.fromEntries(importGraph(files, entries))).toEqual({
    "a/src/index.ts": ["a/src/x.ts"],
    "a/src/x.ts": ["b/src/index.ts"],
    "b/src/index.ts": [],
  });
});
