import { describe, expect, it } from "vitest";
import {
  collapseAll,
  collapseOneLevel,
  expandAll,
  expandOneLevel,
  indexOfRow,
  nearestVisible,
  reveal,
  setCollapsed,
  visibleRows,
} from "./tree-rows.ts";
import { shapeOf } from "./testing/shape.ts";

// row: 0 1 2 3 4 5 6
const shape = shapeOf(`
  a
    b
      c
        d
    e
      f
  g
`);
const rows = (collapsed: Uint8Array): number[] => [...visibleRows(shape, collapsed)];

describe("rows under collapse", () => {
  it("are all rows while nothing is collapsed", () => {
    expect(rows(expandAll(shape))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("leave out the whole subtree of a collapsed row", () => {
    expect(rows(setCollapsed(expandAll(shape), 1, true))).toEqual([0, 1, 4, 5, 6]);
  });

  it("are those of one subtree when only that is shown", () => {
    const within = [1, 4] as const;
    expect([...visibleRows(shape, expandAll(shape), { within })]).toEqual([1, 2, 3]);
    const closed = setCollapsed(expandAll(shape), 2, true);
    expect([...visibleRows(shape, closed, { within })]).toEqual([1, 2]);
    expect([...visibleRows(shape, collapseAll(shape), { within })]).toEqual([1]);
  });

  it("remember what is collapsed inside of a collapsed row", () => {
    const inner = setCollapsed(expandAll(shape), 2, true);
    const both = setCollapsed(inner, 0, true);
    expect(rows(both)).toEqual([0, 6]);
    expect(rows(setCollapsed(both, 0, false))).toEqual([0, 1, 2, 4, 5, 6]);
  });

  it("are the top rows when everything is collapsed", () => {
    expect(rows(collapseAll(shape))).toEqual([0, 6]);
  });

  it("come back level by level", () => {
    const first = expandOneLevel(shape, collapseAll(shape));
    expect(rows(first)).toEqual([0, 1, 4, 6]);
    const second = expandOneLevel(shape, first);
    expect(rows(second)).toEqual([0, 1, 2, 4, 5, 6]);
    expect(rows(expandOneLevel(shape, expandOneLevel(shape, second)))).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
  });

  it("go level by level, the deepest first", () => {
    const first = collapseOneLevel(shape, expandAll(shape));
    expect(rows(first)).toEqual([0, 1, 2, 4, 5, 6]);
    const second = collapseOneLevel(shape, first);
    expect(rows(second)).toEqual([0, 1, 4, 6]);
    expect(rows(collapseOneLevel(shape, collapseOneLevel(shape, second)))).toEqual([0, 6]);
  });

  it("are found by their place", () => {
    const visible = visibleRows(shape, setCollapsed(expandAll(shape), 1, true));
    expect(indexOfRow(visible, 4)).toBe(2);
    expect(indexOfRow(visible, 3)).toBe(-1);
  });

  it("answer with the visible row that stands for a hidden one", () => {
    const visible = visibleRows(shape, setCollapsed(expandAll(shape), 1, true));
    expect(nearestVisible(visible, 3)).toBe(1);
    expect(nearestVisible(visible, 5)).toBe(5);
  });

  it("show a hidden row by expanding its ancestors only", () => {
    expect(rows(reveal(shape, collapseAll(shape), 2))).toEqual([0, 1, 2, 4, 6]);
  });

  it("are not changed in the collapsed rows that were given", () => {
    const collapsed = collapseAll(shape);
    reveal(shape, collapsed, 3);
    expect(collapsed).toEqual(collapseAll(shape));
    const open = expandAll(shape);
    expect(reveal(shape, open, 3)).toBe(open);
  });
});
