import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect } from "react";
import { text } from "../../texts/trace-panel.tsx";
import { useRemembered } from "../../widgets/use-remembered.ts";
import styles from "./PanelResizer.module.css";

const MIN_PX = 280;
const MAX_PX = 900;
const STEP_PX = 20;
const FIRST_PX = 420;

/** The left edge of the panel: it can be dragged, or moved with the arrow keys. The width is remembered. */
export function PanelResizer({ panelRef }: { readonly panelRef: RefObject<HTMLElement | null> }) {
  const [remembered, remember] = useRemembered("panel-width");
  const widthPx = Number(remembered) || FIRST_PX;
  useEffect(() => {
    panelRef.current?.style.setProperty("--panel-width", `${widthPx}px`);
  }, [panelRef, widthPx]);

  const resize = (next: number): void =>
    remember(String(Math.round(Math.min(MAX_PX, Math.max(MIN_PX, next)))));
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const panel = panelRef.current;
    if (panel === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    resize(panel.getBoundingClientRect().right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    resize(widthPx + direction * STEP_PX);
  };
  return (
    <div
      className={styles.resizer}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={text.width}
      aria-valuenow={widthPx}
      aria-valuemin={MIN_PX}
      aria-valuemax={MAX_PX}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
