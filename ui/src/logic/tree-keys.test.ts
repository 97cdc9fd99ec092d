import { describe, expect, it } from "vitest";
import { shapeOf } from "./testing/shape.ts";
import { treeMove, type TreeMove } from "./tree-keys.ts";
import { expandAll, setCollapsed, visibleRows } from "./tree-rows.ts";

// row: 0 1 2 3 4, row 1 is collapsed
const shape = shapeOf(`
  a
    b
      c
    d
  e
`);
const collapsed = setCollapsed(expandAll(shape), 1, true);
const press = (key: string, row: number): TreeMove | undefined =>
  treeMove(key, { shape, collapsed, visible: visibleRows(shape, collapsed), row, pageRows: 2 });

describe("keys in the tree", () => {
  it("go up and down over what is on the screen and stop at its ends", () => {
    expect(press("ArrowDown", 1)).toEqual({ to: "row", row: 3 });
    expect(press("ArrowUp", 3)).toEqual({ to: "row", row: 1 });
    expect(press("ArrowUp", 0)).toEqual({ to: "row", row: 0 });
    expect(press("ArrowDown", 4)).toEqual({ to: "row", row: 4 });
    expect(press("PageDown", 0)).toEqual({ to: "row", row: 3 });
    expect(press("PageUp", 3)).toEqual({ to: "row", row: 0 });
    expect(press("End", 0)).toEqual({ to: "row", row: 4 });
    expect(press("Home", 4)).toEqual({ to: "row", row: 0 });
  });

  it("open with right and then go to the first child", () => {
    expect(press("ArrowRight", 1)).toEqual({ to: "expand", row: 1 });
    expect(press("ArrowRight", 0)).toEqual({ to: "row", row: 1 });
    expect(press("ArrowRight", 3)).toBeUndefined();
  });

  it("close with left and then go to the parent", () => {
    expect(press("ArrowLeft", 0)).toEqual({ to: "collapse", row: 0 });
    expect(press("ArrowLeft", 1)).toEqual({ to: "row", row: 0 });
    expect(press("ArrowLeft", 4)).toBeUndefined();
  });

  it("leave other keys alone", () => expect(press("x", 0)).toBeUndefined());
});
