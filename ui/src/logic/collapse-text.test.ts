import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromCollapseText, toCollapseText } from "./collapse-text.ts";
import { shapeOf } from "./testing/shape.ts";
import { hasChildren, type TreeShape } from "./tree-rows.ts";

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

describe("what is collapsed, in the address", () => {
  it("names the rows that are closed, or those that are open when that is shorter", () => {
    expect(toCollapseText(shape, Uint8Array.of(0, 0, 0, 0, 0, 0, 0))).toBe("");
    expect(toCollapseText(shape, Uint8Array.of(0, 1, 0, 0, 0, 0, 0))).toBe("7:1");
    expect(toCollapseText(shape, Uint8Array.of(0, 1, 1, 0, 1, 0, 0))).toBe("7:!0");
  });

  it("comes back as it was, whatever is collapsed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 7, maxLength: 7, max: 1 }), (wanted) => {
        // Only rows with children can be collapsed.
        const collapsed = wanted.map((value, row) => (hasChildren(shape, row) ? value : 0));
        const back = fromCollapseText(shape, toCollapseText(shape, collapsed));
        expect([...(back ?? new Uint8Array(7))]).toEqual([...collapsed]);
      }),
    );
  });

  it("means nothing for a trace of other rows, or when it is no such text", () => {
    for (const text of ["", "8:1", "7", "7:!x!", "x:1"]) {
      expect(fromCollapseText(shape, text)).toBeUndefined();
    }
  });

  it("passes over rows that are not there or have nothing below", () => {
    expect([...fromCollapseText(shape, "7:zz.3..1")!]).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  it("is left out when it would be too long for an address", () => {
    const count = 4_000;
    const wide: TreeShape = {
      depth: Array.from({ length: count }, (_, row) => row % 2),
      parentRow: Array.from({ length: count }, (_, row) => (row % 2 === 0 ? -1 : row - 1)),
      subtreeEnd: Array.from({ length: count }, (_, row) => row + 2 - (row % 2)),
    };
    const half = Uint8Array.from({ length: count }, (_, row) => (row % 4 === 0 ? 1 : 0));
    expect(toCollapseText(wide, half)).toBe("");
    const allButOne = Uint8Array.from({ length: count }, (_, row) =>
      row % 2 === 0 && row > 0 ? 1 : 0,
    );
    expect(toCollapseText(wide, allButOne)).toBe("4000:!0");
  });
});
