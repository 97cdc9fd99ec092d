import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { boxAround, type CellBox, type HeatmapGrid } from "../../logic/heatmap-grid.ts";
import { type HeatCell, movedCell } from "../../logic/heat-keys.ts";

interface HeatBrushOptions {
  readonly grid: HeatmapGrid;
  readonly selected: CellBox | undefined;
  readonly onSelect: (box: CellBox | undefined) => void;
  readonly onPoint: (box: CellBox | undefined) => void;
}

/**
 * Chooses a box of cells: by dragging, or with the arrow keys, Shift to draw the box, Enter to take it and Escape to
 * let it go. A click takes one cell.
 */
export function useHeatBrush({ grid, selected, onSelect, onPoint }: HeatBrushOptions) {
  /** Where the keys are, and where they or the pointer started to draw a box. */
  const [cursor, setCursor] = useState<HeatCell | undefined>(undefined);
  const [anchor, setAnchor] = useState<HeatCell | undefined>(undefined);
  const [dragged, setDragged] = useState<CellBox | undefined>(undefined);

  const point = (box: CellBox | undefined, isDrawn: boolean): void => {
    setDragged(isDrawn ? box : undefined);
    onPoint(box);
  };
  const letGo = (): void => {
    setAnchor(undefined);
    point(undefined, false);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (dragged === undefined && selected === undefined) return;
      event.preventDefault();
      if (dragged === undefined) onSelect(undefined);
      letGo();
      return;
    }
    if (event.key === "Enter" && cursor !== undefined) {
      event.preventDefault();
      onSelect(dragged ?? boxAround(cursor, cursor));
      letGo();
      return;
    }
    const next = movedCell(grid, cursor, event.key);
    if (next === undefined) return;
    event.preventDefault();
    const from = event.shiftKey ? (anchor ?? cursor ?? next) : undefined;
    setCursor(next);
    setAnchor(from);
    point(boxAround(from ?? next, next), from !== undefined);
  };

  const handlers = {
    onKeyDown,
    onBlur: () => {
      setCursor(undefined);
      letGo();
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const cell = cellAt(grid, event);
      setCursor(undefined);
      setAnchor(cell);
      point(boxAround(cell, cell), true);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const cell = cellAt(grid, event);
      const isDragging = event.currentTarget.hasPointerCapture(event.pointerId);
      if (isDragging && anchor !== undefined) point(boxAround(anchor, cell), true);
      else onPoint(boxAround(cell, cell));
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (anchor === undefined) return;
      onSelect(boxAround(anchor, cellAt(grid, event)));
      letGo();
    },
    onPointerCancel: letGo,
    onPointerLeave: () => {
      if (anchor === undefined) onPoint(undefined);
    },
  };
  const cursorBox = cursor === undefined ? undefined : boxAround(cursor, cursor);
  return { cursor: cursorBox, dragged, handlers };
}

function cellAt(grid: HeatmapGrid, event: PointerEvent<HTMLElement>): HeatCell {
  const box = event.currentTarget.getBoundingClientRect();
  const rows = grid.rowTo - grid.rowFrom + 1;
  const column = Math.floor(((event.clientX - box.left) / box.width) * grid.columns);
  const fromTop = Math.floor(((event.clientY - box.top) / box.height) * rows);
  return {
    column: Math.min(grid.columns - 1, Math.max(0, column)),
    row: Math.min(grid.rowTo, Math.max(grid.rowFrom, grid.rowTo - fromTop)),
  };
}
