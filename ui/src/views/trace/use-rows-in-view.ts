import { type RefObject, useEffect, useRef, useState } from "react";
import {
  contentPx,
  type RowRange,
  rowsInView,
  type ScrollState,
  scrollTopFor,
} from "../../logic/virtual-scroll.ts";
import { ROW_PX } from "./SpanRow.tsx";

/** Height of the sticky head with the axis, which covers the first row's worth of the scroller. */
const HEAD_PX = 28;

/** Scrolling draws again after this many rows; the rows drawn beyond the edges cover the steps between. */
const STEP_ROWS = 4;

interface RowsInView {
  readonly range: RowRange;
  /** Whole rows that fit at once. */
  readonly pageRows: number;
  readonly onScroll: () => void;
}

/** Which rows to draw; scrolls so that the row at `cursorIndex` is in view whenever that changes. */
export function useRowsInView(
  gridRef: RefObject<HTMLDivElement | null>,
  rowCount: number,
  cursorIndex: number,
): RowsInView {
  const [scrollTopPx, setScrollTopPx] = useState(0);
  // Until the grid has been measured, about a screen.
  const [viewportPx, setViewportPx] = useState(1_000);

  useEffect(() => {
    const grid = gridRef.current;
    if (grid === null) return undefined;
    const observer = new ResizeObserver(() => setViewportPx(viewportOf(grid)));
    observer.observe(grid);
    return () => observer.disconnect();
  }, [gridRef]);

  const first = useRef(true);
  useEffect(() => {
    const grid = gridRef.current;
    if (grid === null || cursorIndex < 0) return;
    const wasFirst = first.current;
    first.current = false;
    // A trace opens at its top, unless a span further down is asked for.
    if (wasFirst && cursorIndex === 0) return;
    grid.scrollTop = scrollTopFor(stateOf(grid, rowCount), cursorIndex);
  }, [gridRef, rowCount, cursorIndex]);

  return {
    range: rowsInView({ rowCount, rowPx: ROW_PX, viewportPx, scrollTopPx }),
    pageRows: Math.max(1, Math.floor(viewportPx / ROW_PX) - 1),
    onScroll: () => {
      if (gridRef.current !== null) setScrollTopPx(drawnScrollTop(gridRef.current, rowCount));
    },
  };
}

/** Rounded to steps, except where rows are placed by proportion and have to move with every pixel. */
function drawnScrollTop(grid: HTMLDivElement, rowCount: number): number {
  const byProportion = contentPx(rowCount, ROW_PX) < rowCount * ROW_PX;
  const stepPx = byProportion ? 1 : STEP_ROWS * ROW_PX;
  return Math.floor(grid.scrollTop / stepPx) * stepPx;
}

function stateOf(grid: HTMLDivElement, rowCount: number): ScrollState {
  return { rowCount, rowPx: ROW_PX, viewportPx: viewportOf(grid), scrollTopPx: grid.scrollTop };
}

function viewportOf(grid: HTMLDivElement): number {
  return Math.max(0, grid.clientHeight - HEAD_PX);
}
