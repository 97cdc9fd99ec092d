import { describe, expect, it } from "vitest";
import { compareTraces, type Comparison } from "./compare-traces.ts";
import {
  comparisonList,
  type ComparisonTree,
  comparisonTree,
  wantedRows,
} from "./comparison-tree.ts";
import { keyText, pathKeys, pathOfKey } from "./path-keys.ts";
import { traceOf } from "./testing/trace.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";

const A = traceOfLines(`
  web GET /cart 0..100 server
    db begin 1..2
    cart load 10..60
      db select 20..30
    db commit 90..91
`);
const B = traceOfLines(`
  web GET /cart 0..200 server
    db begin 1..2
    auth check 5..9
    cart load 10..160
      db select 20..30
      db select 30..130
    db commit 190..191
`);

const names = ({ paths }: Comparison, tree: ComparisonTree): readonly string[] =>
  Array.from(
    tree.path,
    (path, row) => `${"  ".repeat(tree.depth[row]!)}${paths.step[path]!.operation}`,
  );

describe("comparisonTree", () => {
  it("puts siblings where they began, those of either side", () => {
    const comparison = compareTraces(A, B);
    const tree = comparisonTree(comparison, "time");
    expect(names(comparison, tree)).toEqual([
      "GET /cart",
      "  begin",
      "  check",
      "  load",
      "    select",
      "  commit",
    ]);
    expect([...tree.subtreeEnd]).toEqual([6, 2, 3, 5, 5, 6]);
    expect([...tree.parentRow]).toEqual([-1, 0, 0, 0, 3, 0]);
  });

  it("is the same when the sides are exchanged", () => {
    const [one, two] = [compareTraces(A, B), compareTraces(B, A)];
    expect(names(one, comparisonTree(one, "time"))).toEqual(
      names(two, comparisonTree(two, "time")),
    );
    expect([...pathKeys(one.paths)].sort()).toEqual([...pathKeys(two.paths)].sort());
  });

  it("puts the subtree with the largest difference first, in place", () => {
    const comparison = compareTraces(A, B);
    expect(names(comparison, comparisonTree(comparison, "self")).slice(0, 3)).toEqual([
      "GET /cart",
      "  load",
      "    select",
    ]);
  });

  it("manages 10,000 levels", () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => row);
    const deep = traceOf({ spanId: rows.map(() => "1"), parentRow: rows.map((row) => row - 1) });
    const tree = comparisonTree(compareTraces(deep, deep), "self");
    expect(tree.depth[9_999]).toBe(9_999);
    expect(tree.subtreeEnd[0]).toBe(10_000);
  });
});

it("lists the largest differences first", () => {
  const comparison = compareTraces(A, B);
  const list = comparisonList(comparison, "critical");
  expect(names(comparison, list).slice(0, 2)).toEqual(["select", "GET /cart"]);
  expect(Math.max(...list.depth)).toBe(0);
  expect(names(comparison, comparisonList(comparison, "count")).slice(0, 2).sort()).toEqual([
    "check",
    "select",
  ]);
});

it("finds what differs, and names", () => {
  const comparison = compareTraces(A, B);
  const tree = comparisonTree(comparison, "time");
  const found = (onlyDifferent: boolean, find: string): readonly (string | undefined)[] =>
    [...wantedRows(comparison, tree, { onlyDifferent, find })].map(
      (row) => comparison.paths.step[tree.path[row]!]!.operation,
    );
  expect(found(true, "")).toEqual(["GET /cart", "check", "select"]);
  expect(found(false, " DB ")).toEqual(["begin", "select", "commit"]);
  expect(found(true, "db")).toEqual(["select"]);
});

it("finds a path by its key, which says how it is reached", () => {
  const { paths } = compareTraces(A, B);
  const keys = pathKeys(paths);
  expect(new Set(keys).size).toBe(paths.count);
  for (const [path, key] of keys.entries()) expect(pathOfKey(keys, keyText(key))).toBe(path);
  expect(pathOfKey(keys, undefined)).toBe(-1);
  expect(pathOfKey(keys, "0")).toBe(-1);
  expect(pathOfKey(keys, "../..")).toBe(-1);
});
