import { useMemo, useState } from "react";
import { fromCollapseText, toCollapseText } from "../../logic/collapse-text.ts";
import type { Comparison } from "../../logic/compare-traces.ts";
import { type CompareParams, orderOf } from "../../logic/compare-params.ts";
import {
  comparisonList,
  type ComparisonTree,
  comparisonTree,
  wantedRows,
} from "../../logic/comparison-tree.ts";
import { treeMove } from "../../logic/tree-keys.ts";
import {
  collapseAll,
  type Collapsed,
  nearestVisible,
  rowsLeadingTo,
  visibleRows,
} from "../../logic/tree-rows.ts";

/** The rows of a comparison that are on the screen, and the cursor among them. */
export interface CompareTree {
  readonly tree: ComparisonTree;
  /** By row of `tree`. */
  readonly collapsed: Collapsed;
  readonly visible: Int32Array;
  /** Rows that are there for themselves, and not for what is below them. */
  readonly wantedCount: number;
  /** A visible row, or -1 when there is none. */
  readonly cursor: number;
  readonly goTo: (row: number) => void;
  readonly toggle: (row: number) => void;
  readonly setAll: (isCollapsed: boolean) => void;
  /** Does what a key of a tree means; false for other keys. */
  readonly press: (key: string, pageRows: number) => boolean;
}

/** `chosen` is the path of the address, or -1: the cursor begins there. */
export function useCompareTree(
  comparison: Comparison,
  params: CompareParams,
  { chosen, onClosed }: { readonly chosen: number; readonly onClosed: (text: string) => void },
): CompareTree {
  const { view, only, find = "" } = params;
  const order = orderOf(params);
  const byTime = useMemo(() => comparisonTree(comparison, "time"), [comparison]);
  const tree = useMemo(
    () => (view === "list" ? comparisonList(comparison, order) : comparisonTree(comparison, order)),
    [comparison, view, order],
  );
  // By path, so that another order keeps what is closed.
  const [closed, setClosed] = useState<Uint8Array>(() => closedPaths(byTime, params.closed));
  const [cursorPath, setCursorPath] = useState(chosen);
  const collapsed = useMemo(
    () => Uint8Array.from(tree.path, (path) => closed[path]!),
    [tree, closed],
  );
  const wanted = useMemo(
    () => wantedRows(comparison, tree, { onlyDifferent: only === "1", find }),
    [comparison, tree, only, find],
  );
  const visible = useMemo(
    () => visibleRows(tree, collapsed, { kept: rowsLeadingTo(tree, wanted) }),
    [tree, collapsed, wanted],
  );
  const cursor =
    visible.length === 0 ? -1 : nearestVisible(visible, Math.max(0, tree.path.indexOf(cursorPath)));

  const close = (next: Uint8Array): void => {
    setClosed(next);
    onClosed(
      toCollapseText(
        byTime,
        Uint8Array.from(byTime.path, (path) => next[path]!),
      ),
    );
  };
  const setRows = (from: number, to: number, value: 0 | 1): void => {
    const next = closed.slice();
    for (let row = from; row < to; row++) next[tree.path[row]!] = value;
    close(next);
  };
  const goTo = (row: number): void => setCursorPath(tree.path[row]!);

  return {
    ...{ tree, collapsed, visible, cursor, goTo, wantedCount: wanted.length },
    toggle: (row) => {
      goTo(row);
      setRows(row, row + 1, collapsed[row] === 1 ? 0 : 1);
    },
    setAll: (isCollapsed) => {
      const next = isCollapsed ? collapseAll(tree) : new Uint8Array(tree.path.length);
      const byPath = closed.slice();
      next.forEach((value, row) => {
        byPath[tree.path[row]!] = value;
      });
      close(byPath);
    },
    press: (key, pageRows) => {
      if (cursor < 0) return false;
      const move = treeMove(key, { shape: tree, collapsed, visible, row: cursor, pageRows });
      if (move === undefined) return false;
      if (move.to === "row") goTo(move.row);
      else if (move.to === "expandSubtree") setRows(move.row, tree.subtreeEnd[move.row]!, 0);
      else setRows(move.row, move.row + 1, move.to === "collapse" ? 1 : 0);
      return true;
    },
  };
}

function closedPaths(byTime: ComparisonTree, text: string | undefined): Uint8Array {
  const closed = new Uint8Array(byTime.path.length);
  const rows = text === undefined ? undefined : fromCollapseText(byTime, text);
  rows?.forEach((value, row) => {
    closed[byTime.path[row]!] = value;
  });
  return closed;
}
