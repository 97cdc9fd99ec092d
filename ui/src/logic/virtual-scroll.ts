/**
 * Which rows of a long list are in view. All rows have the same height. Browsers cannot make an element
 * higher than some tens of millions of pixels, so a list above SCROLL_PX_MAX gets a lower scroller and its
 * rows are placed by proportion: the ends of the scroll bar stay the ends of the list.
 */
export interface ScrollState {
  readonly rowCount: number;
  readonly rowPx: number;
  readonly viewportPx: number;
  readonly scrollTopPx: number;
}

export interface RowRange {
  /** First row to draw. */
  readonly from: number;
  /** First row not to draw. */
  readonly to: number;
  /**
   * What rows are placed from: row r stands `(r - baseRow) * rowPx` below `baseTopPx`, a place in the scroller's
   * content. Only that place moves with every pixel where rows are placed by proportion, and no row is drawn anew.
   */
  readonly baseRow: number;
  readonly baseTopPx: number;
}

/** Below what every browser manages. */
export const SCROLL_PX_MAX = 15_000_000;

/** Rows drawn beyond both edges, so that a scroll step finds them ready. */
const OVERSCAN_ROWS = 8;

/** Rows with one base. */
const BASE_ROWS = 1_024;

/** Height of the scroller's content. */
export function contentPx(rowCount: number, rowPx: number): number {
  return Math.min(rowCount * rowPx, SCROLL_PX_MAX);
}

/** The rows in view, with a few more at both edges. */
export function rowsInView(state: ScrollState): RowRange {
  const { rowCount, rowPx, viewportPx, scrollTopPx } = state;
  const listTopPx = scrollTopPx * listPxPerScrollPx(state);
  const from = Math.max(0, Math.floor(listTopPx / rowPx) - OVERSCAN_ROWS);
  const to = Math.min(rowCount, Math.ceil((listTopPx + viewportPx) / rowPx) + OVERSCAN_ROWS);
  const baseRow = Math.floor(from / BASE_ROWS) * BASE_ROWS;
  const baseTopPx = scrollTopPx - listTopPx + baseRow * rowPx;
  return { from, to: Math.max(from, to), baseRow, baseTopPx };
}

/**
 * Where to scroll so that a row is in view: where the scroller is now when it already is, to the nearest
 * edge when it is close, else so that the row stands in the middle.
 */
export function scrollTopFor(state: ScrollState, row: number): number {
  const { rowPx, viewportPx, scrollTopPx } = state;
  const ratio = listPxPerScrollPx(state);
  const listTopPx = scrollTopPx * ratio;
  const rowTopPx = row * rowPx;
  if (rowTopPx >= listTopPx && rowTopPx + rowPx <= listTopPx + viewportPx) return scrollTopPx;
  const above = listTopPx - rowTopPx;
  const below = rowTopPx + rowPx - (listTopPx + viewportPx);
  if (above > 0 && above <= rowPx * 2) return rowTopPx / ratio;
  if (below > 0 && below <= rowPx * 2) return (rowTopPx + rowPx - viewportPx) / ratio;
  return Math.max(0, rowTopPx - (viewportPx - rowPx) / 2) / ratio;
}

function listPxPerScrollPx({ rowCount, rowPx, viewportPx }: ScrollState): number {
  const listPx = rowCount * rowPx;
  const scrollablePx = contentPx(rowCount, rowPx) - viewportPx;
  return scrollablePx <= 0 ? 1 : (listPx - viewportPx) / scrollablePx;
}
