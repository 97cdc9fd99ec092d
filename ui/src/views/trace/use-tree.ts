import { useMemo, useReducer } from "react";
import type { TraceModel } from "../../logic/trace-model.ts";
import { treeMove } from "../../logic/tree-keys.ts";
import {
  collapseAll,
  collapseOneLevel,
  type Collapsed,
  expandAll,
  expandOneLevel,
  nearestVisible,
  reveal,
  setCollapsed,
  type TreeShape,
  visibleRows,
} from "../../logic/tree-rows.ts";

/** What is open in the tree and where its cursor is. */
export interface Tree {
  readonly collapsed: Collapsed;
  readonly visible: Int32Array;
  readonly cursor: number;
  /** Goes to a row and makes it visible. */
  readonly goTo: (row: number) => void;
  readonly toggle: (row: number) => void;
  readonly apply: (change: TreeChange) => void;
  /** Does what a key of a tree means. The row the cursor is on then, or undefined for other keys. */
  readonly press: (key: string, pageRows: number) => number | undefined;
}

/** Changes to the whole tree. */
export type TreeChange = "collapseAll" | "expandAll" | "collapseOneLevel" | "expandOneLevel";

const CHANGES: Readonly<Record<TreeChange, (shape: TreeShape, collapsed: Collapsed) => Collapsed>> =
  { collapseAll, expandAll, collapseOneLevel, expandOneLevel };

interface TreeState {
  readonly collapsed: Collapsed;
  readonly cursor: number;
}

/** The tree of a trace; at first everything is open and the cursor is on `firstRow`. */
export function useTree(model: TraceModel, firstRow: number): Tree {
  const shape = model.trace.spans;
  const [{ collapsed, cursor: wanted }, set] = useReducer(
    (state: TreeState, part: Partial<TreeState>): TreeState => ({ ...state, ...part }),
    undefined,
    () => ({ collapsed: expandAll(shape), cursor: firstRow }),
  );
  const visible = useMemo(() => visibleRows(shape, collapsed), [shape, collapsed]);
  const cursor = nearestVisible(shape, visible, wanted);

  const press = (key: string, pageRows: number): number | undefined => {
    const move = treeMove(key, { shape, collapsed, visible, row: cursor, pageRows });
    if (move === undefined) return undefined;
    if (move.to === "row") set({ cursor: move.row });
    else set({ collapsed: setCollapsed(collapsed, move.row, move.to === "collapse") });
    return move.row;
  };

  return {
    collapsed,
    visible,
    cursor,
    goTo: (row) => set({ cursor: row, collapsed: reveal(shape, collapsed, row) }),
    toggle: (row) =>
      set({ cursor: row, collapsed: setCollapsed(collapsed, row, collapsed[row] === 0) }),
    apply: (change) => set({ cursor, collapsed: CHANGES[change](shape, collapsed) }),
    press,
  };
}
