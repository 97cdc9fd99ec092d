import { type RefObject, useEffect } from "react";
import { panWindow, zoomWindow } from "../../logic/time-window.ts";
import type { TimeWindowStore } from "./time-window-store.ts";

/** How much a notch of the wheel (100 pixels) zooms. */
const ZOOM_PER_PX = 1 / 350;

/**
 * Ctrl and the wheel (and the pinch of a touch pad, which browsers report as that) zoom at the cursor,
 * a sideways wheel pans. The plain wheel scrolls, as everywhere.
 */
export function useWheelZoom(
  areaRef: RefObject<HTMLElement | null>,
  timelineRef: RefObject<HTMLElement | null>,
  timeWindow: TimeWindowStore,
): void {
  useEffect(() => {
    const element = areaRef.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const box = timelineRef.current?.getBoundingClientRect();
      if (box === undefined || box.width === 0) return;
      const { durationUs } = timeWindow;
      if (event.ctrlKey || event.metaKey) {
        const fraction = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
        const factor = Math.exp(event.deltaY * ZOOM_PER_PX);
        timeWindow.set(zoomWindow(timeWindow.get(), { fraction, factor, durationUs }));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        timeWindow.set(panWindow(timeWindow.get(), event.deltaX / box.width, durationUs));
      } else return;
      event.preventDefault();
    };
    // React's own wheel listeners are passive and could not keep the page from zooming.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [areaRef, timelineRef, timeWindow]);
}
