import { type Collapsed, hasChildren, indexOfRow, type TreeShape } from "./tree-rows.ts";

/** What a key does to the tree: the cursor goes to a row, or the row under it opens or closes. */
export type TreeMove =
  | { readonly to: "row"; readonly row: number }
  | { readonly to: "collapse"; readonly row: number }
  | { readonly to: "expand"; readonly row: number }
  /** Everything below the row opens. */
  | { readonly to: "expandSubtree"; readonly row: number };

export interface TreePosition {
  readonly shape: TreeShape;
  readonly collapsed: Collapsed;
  /** Rows on the screen, see `visibleRows`. */
  readonly visible: Int32Array;
  /** The row under the cursor; it is visible. */
  readonly row: number;
  /** See Hiding. */
  readonly foldEndOf?: Int32Array | undefined;
  /** Rows that PageUp and PageDown pass over. */
  readonly pageRows: number;
}

/** The move a key stands for in a tree grid (WAI-ARIA), or undefined when it stands for none. */
export function treeMove(key: string, at: TreePosition): TreeMove | undefined {
  const index = indexOfRow(at.visible, at.row);
  switch (key) {
    case "ArrowDown":
      return toIndex(at, index + 1);
    case "ArrowUp":
      return toIndex(at, index - 1);
    case "PageDown":
      return toIndex(at, index + at.pageRows);
    case "PageUp":
      return toIndex(at, index - at.pageRows);
    case "Home":
      return toIndex(at, 0);
    case "End":
      return toIndex(at, at.visible.length - 1);
    case "ArrowRight":
      return inward(at);
    case "ArrowLeft":
      return outward(at);
    case "*":
      return { to: "expandSubtree", row: at.row };
    default:
      return undefined;
  }
}

function toIndex({ visible }: TreePosition, index: number): TreeMove {
  const inside = Math.min(Math.max(index, 0), visible.length - 1);
  return { to: "row", row: visible[inside] ?? 0 };
}

function inward({ shape, collapsed, foldEndOf, row }: TreePosition): TreeMove | undefined {
  if ((foldEndOf?.[row] ?? 0) > 0) return { to: "expand", row };
  if (!hasChildren(shape, row)) return undefined;
  return collapsed[row] === 1 ? { to: "expand", row } : { to: "row", row: row + 1 };
}

function outward({ shape, collapsed, foldEndOf, row }: TreePosition): TreeMove | undefined {
  const isFold = (foldEndOf?.[row] ?? 0) > 0;
  if (!isFold && hasChildren(shape, row) && collapsed[row] === 0) return { to: "collapse", row };
  const parent = shape.parentRow[row]!;
  return parent < 0 ? undefined : { to: "row", row: parent };
}
