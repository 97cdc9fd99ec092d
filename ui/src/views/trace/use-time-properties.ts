import { type RefObject, useLayoutEffect } from "react";
import type { TimeWindowStore } from "./time-window-store.ts";

/**
 * Writes the window of time to the grid's style, from which all bars take their places: zooming and
 * panning change two properties of one element and draw no row again.
 */
export function useTimeProperties(
  gridRef: RefObject<HTMLElement | null>,
  timeWindow: TimeWindowStore,
): void {
  useLayoutEffect(() => {
    const write = (): void => {
      if (gridRef.current !== null) writeTo(gridRef.current.style, timeWindow);
    };
    write();
    return timeWindow.subscribe(write);
  }, [gridRef, timeWindow]);
}

function writeTo(style: CSSStyleDeclaration, timeWindow: TimeWindowStore): void {
  const { fromUs, toUs } = timeWindow.get();
  const width = toUs - fromUs;
  const durationUs = Math.max(timeWindow.durationUs, Number.MIN_VALUE);
  style.setProperty("--from", String(fromUs / durationUs));
  style.setProperty("--scale", String(durationUs / width));
}
