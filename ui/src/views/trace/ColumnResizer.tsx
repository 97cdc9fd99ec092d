import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";
import { text } from "../../texts/trace-rows.ts";
import styles from "./ColumnResizer.module.css";

const MIN_PERCENT = 15;
const MAX_PERCENT = 70;
const STEP_PERCENT = 3;
const FIRST_PERCENT = 36;

/** The edge of the first column: it can be dragged, or moved with the arrow keys. */
export function ColumnResizer({ gridRef }: { readonly gridRef: RefObject<HTMLElement | null> }) {
  const [percent, setPercent] = useState(FIRST_PERCENT);

  const resize = (next: number) => {
    const inside = Math.min(MAX_PERCENT, Math.max(MIN_PERCENT, next));
    setPercent(inside);
    gridRef.current?.style.setProperty("--name-width", `${inside}%`);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const grid = gridRef.current;
    if (grid === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = grid.getBoundingClientRect();
    resize(((event.clientX - box.left) / box.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    resize(percent + direction * STEP_PERCENT);
  };

  return (
    <div
      className={styles.resizer}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={text.spanWidth}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={MIN_PERCENT}
      aria-valuemax={MAX_PERCENT}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
