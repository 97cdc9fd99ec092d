import { expect, it } from "vitest";
import { bottomOf, bottomUpPaths, callersOf } from "./bottom-up-paths.ts";
import { weighPaths } from "./path-boxes.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { pathsOfTrace } from "./trace-paths.ts";

const turn = (lines: string) => {
  const trace = traceOfLines(lines);
  return bottomUpPaths(pathsOfTrace(trace), trace.spans.durationUs);
};
const { paths, figures, own } = turn(`
  web GET 0..100 server
    db SELECT 0..5 client
    cart load 10..60
      db SELECT 20..50 client error
    db SELECT 70..85 client
`);
const weight = weighPaths(paths.parent, own.selfUs);
const find = (...names: readonly string[]): number =>
  paths.step.findIndex(
    ({ operation }, path) =>
      operation === (names.at(-1) ?? "") &&
      paths.step[bottomOf(paths, path)]!.operation === names[0] &&
      callersOf(paths, path).length === names.length - 1 &&
      callersOf(paths, path).every((step, at) => step.operation === names[at + 1]),
  );

it("has the time of an operation in one box, and below it what called it", () => {
  expect(weight[find("SELECT")]).toBe(50_000);
  expect(weight[find("SELECT", "load")]).toBe(30_000);
  expect(weight[find("SELECT", "load", "GET")]).toBe(30_000);
  expect(weight[find("SELECT", "GET")]).toBe(20_000);
  expect(weight[find("load")]).toBe(20_000);
  // What all operations did themselves is what the trace did.
  const tops = paths.parent.flatMap((above, path) => (above < 0 ? [weight[path]!] : []));
  expect(tops.reduce((sum, us) => sum + us, 0)).toBe(100_000);
});

it("has in a box of a caller the figures of what it called", () => {
  const called = find("SELECT", "load");
  expect([figures.count[called], figures.errorCount[called], figures.totalUs[called]]).toEqual([
    ...[1, 1, 30_000],
  ]);
  expect(figures.count[find("SELECT")]).toBe(3);
  // The longest, wherever it was called.
  expect(figures.row[find("SELECT")]).toBe(figures.row[called]);
  expect(figures.row[find("SELECT", "GET")]).toBe(4);
});

it("ends with callers that are too far away", () => {
  const deep = Array.from({ length: 100 }, (_, level) => `${"  ".repeat(level)}s op${level} 0..9`);
  const turned = turn(deep.join("\n"));
  const longest = turned.paths.step.map((_, path) => callersOf(turned.paths, path).length);
  expect(Math.max(...longest)).toBe(32);
});
