import { type RefObject, useEffect, useState } from "react";
import { type RowRange, rowsInView, scrollTopFor } from "../../logic/virtual-scroll.ts";

interface GridRows {
  readonly range: RowRange;
  /** Whole rows that fit at once. */
  readonly pageRows: number;
  readonly onScroll: () => void;
}

interface GridRowsOptions {
  readonly rowCount: number;
  readonly rowPx: number;
  /** Height of the sticky head, which covers so much of the scroller. */
  readonly headPx: number;
  /** Kept in view whenever it changes; -1 for none. */
  readonly cursorIndex: number;
}

/** Which rows of a scrolling grid to draw. */
export function useGridRows(
  gridRef: RefObject<HTMLDivElement | null>,
  { rowCount, rowPx, headPx, cursorIndex }: GridRowsOptions,
): GridRows {
  const [scrollTopPx, setScrollTopPx] = useState(0);
  // Until the grid has been measured, about a screen.
  const [viewportPx, setViewportPx] = useState(800);

  useEffect(() => {
    const grid = gridRef.current;
    if (grid === null) return undefined;
    const observer = new ResizeObserver(() =>
      setViewportPx(Math.max(0, grid.clientHeight - headPx)),
    );
    observer.observe(grid);
    return () => observer.disconnect();
  }, [gridRef, headPx]);

  useEffect(() => {
    const grid = gridRef.current;
    if (grid === null || cursorIndex < 0) return;
    const { scrollTop, clientHeight } = grid;
    const state = { rowCount, rowPx, viewportPx: clientHeight - headPx, scrollTopPx: scrollTop };
    grid.scrollTop = scrollTopFor(state, cursorIndex);
  }, [gridRef, rowCount, rowPx, headPx, cursorIndex]);

  return {
    range: rowsInView({ rowCount, rowPx, viewportPx, scrollTopPx }),
    pageRows: Math.max(1, Math.floor(viewportPx / rowPx) - 1),
    onScroll: () => setScrollTopPx(gridRef.current?.scrollTop ?? 0),
  };
}
