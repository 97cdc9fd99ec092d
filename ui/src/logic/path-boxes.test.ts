import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxBeside, layPaths, weighPaths } from "./path-boxes.ts";

/**
 *   0 web (own 10)
 *     1 db (own 30)
 *     2 render (own 50)
 *       3 font (own 10)
 */
const parent = [-1, 0, 0, 2];
const weight = weighPaths(parent, Float64Array.of(10, 30, 50, 10));

describe("the flame graph of paths", () => {
  it("weighs a path with all that is below it, and what is negative as nothing", () => {
    expect([...weight]).toEqual([100, 30, 60, 10]);
    expect([...weighPaths([-1, 0], Float64Array.of(5, -3))]).toEqual([5, 0]);
  });

  it("lays the widest first, inside of what they are below", () => {
    const { boxes, levelCount } = layPaths({ parent, weight }, -1);
    expect(levelCount).toBe(3);
    const places = boxes.map(({ path, level, from, to }) => [path, level, from, to]);
    expect(places.map((place) => place.map((one) => Number(one.toFixed(6))))).toEqual([
      [0, 0, 0, 1],
      [2, 1, 0, 0.6],
      [1, 1, 0.6, 0.9],
      [3, 2, 0, 0.1],
    ]);
  });

  it("gives one path the whole width, below what leads to it", () => {
    const { boxes } = layPaths({ parent, weight }, 2);
    expect(boxes).toEqual([
      { path: 0, level: 0, from: 0, to: 1 },
      { path: 2, level: 1, from: 0, to: 1 },
      { path: 3, level: 2, from: 0, to: 10 / 60 },
    ]);
  });

  it("leads from box to box", () => {
    const boxes = layPaths({ parent, weight }, -1);
    expect(boxBeside(boxes, 0, "ArrowDown")).toBe(2);
    expect(boxBeside(boxes, 2, "ArrowRight")).toBe(1);
    expect(boxBeside(boxes, 1, "ArrowRight")).toBeUndefined();
    expect(boxBeside(boxes, 1, "ArrowDown")).toBeUndefined();
    expect(boxBeside(boxes, 3, "ArrowUp")).toBe(2);
    expect(boxBeside(boxes, 0, "ArrowUp")).toBeUndefined();
    expect(boxBeside(boxes, 99, "ArrowUp")).toBe(0);
  });

  it("never draws a box outside of the one above, nor two over each other, whatever the paths", () => {
    const paths = fc
      .array(fc.tuple(fc.nat(), fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 60 })
      .map((drawn) => ({
        parent: drawn.map(([above], path) => (above % (path + 1)) - 1),
        own: Float64Array.from(drawn, ([, own]) => own),
      }));
    fc.assert(
      fc.property(paths, fc.nat(), (given, pick) => {
        const weights = { parent: given.parent, weight: weighPaths(given.parent, given.own) };
        const focus = given.parent.length === 0 ? -1 : (pick % (given.parent.length + 1)) - 1;
        const { boxes } = layPaths(weights, focus);
        const boxOf = new Map(boxes.map((box) => [box.path, box]));
        expect(boxOf.size).toBe(boxes.length);
        let last = { level: -1, to: 0 };
        for (const box of boxes) {
          const above = boxOf.get(given.parent[box.path]!);
          if (box.level > 0) expect(above?.level).toBe(box.level - 1);
          expect(box.from).toBeGreaterThanOrEqual((above?.from ?? 0) - 1e-9);
          expect(box.to).toBeLessThanOrEqual((above?.to ?? 1) + 1e-9);
          if (last.level === box.level) expect(box.from).toBeGreaterThanOrEqual(last.to - 1e-9);
          last = box;
        }
      }),
    );
  });

  it("is made of paths that are very deep", () => {
    const deep = Array.from({ length: 20_000 }, (_, path) => path - 1);
    const own = new Float64Array(deep.length);
    own[deep.length - 1] = 1;
    expect(layPaths({ parent: deep, weight: weighPaths(deep, own) }, -1).levelCount).toBe(20_000);
  });
});
