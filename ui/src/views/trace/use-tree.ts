import { useMemo, useReducer } from "react";
import { type Folds, withoutFolds } from "../../logic/fold-siblings.ts";
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
  /** By row: where the fold ends that the row stands for, or 0. */
  readonly foldEndOf: Int32Array | undefined;
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
  /** First rows of folds that were opened. */
  readonly unfolded: readonly number[];
}

interface TreeOptions {
  readonly firstRow: number;
  /** What is collapsed at first; nothing when it is not said. */
  readonly collapsed: Collapsed | undefined;
  /** Runs of similar siblings, unless they are not folded. */
  readonly folds: Folds | undefined;
  /** See Hiding. */
  readonly kept: Uint8Array | undefined;
  readonly within: readonly [from: number, to: number] | undefined;
}

/** The tree of a trace. */
export function useTree(model: TraceModel, options: TreeOptions): Tree {
  const shape = model.trace.spans;
  const { folds, kept, within } = options;
  const [{ collapsed, cursor: wanted, unfolded }, set] = useReducer(
    (state: TreeState, part: Partial<TreeState>): TreeState => ({ ...state, ...part }),
    undefined,
    () => firstState(model, options),
  );
  const foldEndOf = useMemo(
    () => (folds === undefined || kept !== undefined ? undefined : withoutFolds(folds, unfolded)),
    [folds, kept, unfolded],
  )?.endOf;
  const visible = useMemo(
    () => visibleRows(shape, collapsed, { foldEndOf, kept, within }),
    [shape, collapsed, foldEndOf, kept, within],
  );
  const cursor = nearestVisible(visible, wanted);
  const isFold = (row: number): boolean => (foldEndOf?.[row] ?? 0) > 0;

  const press = (key: string, pageRows: number): number | undefined => {
    const move = treeMove(key, { shape, collapsed, foldEndOf, visible, row: cursor, pageRows });
    if (move === undefined) return undefined;
    if (move.to === "row") set({ cursor: move.row });
    else if (move.to === "expand" && isFold(move.row)) set({ unfolded: [...unfolded, move.row] });
    else if (move.to === "expandSubtree") {
      set({ collapsed: collapsed.slice().fill(0, move.row, shape.subtreeEnd[move.row]) });
    } else set({ collapsed: setCollapsed(collapsed, move.row, move.to === "collapse") });
    return move.row;
  };

  return {
    ...{ collapsed, foldEndOf, visible, cursor },
    goTo: (row) =>
      set({
        cursor: row,
        collapsed: reveal(shape, collapsed, row),
        unfolded: [...unfolded, ...foldsOver(folds, unfolded, row)],
      }),
    toggle: (row) =>
      isFold(row)
        ? set({ cursor: row, unfolded: [...unfolded, row] })
        : set({ cursor: row, collapsed: setCollapsed(collapsed, row, collapsed[row] === 0) }),
    apply: (change) => set({ cursor, collapsed: CHANGES[change](shape, collapsed) }),
    press,
  };
}

function firstState(model: TraceModel, { firstRow, collapsed, folds }: TreeOptions): TreeState {
  const shape = model.trace.spans;
  const first = collapsed ?? expandAll(shape);
  return {
    collapsed: firstRow > 0 ? reveal(shape, first, firstRow) : first,
    cursor: firstRow,
    unfolded: foldsOver(folds, [], firstRow),
  };
}

/** The folds that hide a row. */
function foldsOver(
  folds: Folds | undefined,
  unfolded: readonly number[],
  row: number,
): readonly number[] {
  if (folds === undefined) return [];
  return [...folds.heads].filter(
    (head) => head < row && folds.endOf[head]! > row && !unfolded.includes(head),
  );
}
