import { type RefObject, useEffect } from "react";
import { type Grip, pinchedWindow } from "../../logic/pinch.ts";
import type { TimeWindow } from "../../logic/time-window.ts";
import type { TimeWindowStore } from "./time-window-store.ts";

/**
 * Two fingers on a touch screen zoom and pan: what is under them stays under them. The style sheet keeps the page from
 * zooming there (`touch-action`). One finger scrolls, as everywhere.
 */
export function usePinchZoom(
  areaRef: RefObject<HTMLElement | null>,
  timelineRef: RefObject<HTMLElement | null>,
  timeWindow: TimeWindowStore,
): void {
  useEffect(() => {
    const area = areaRef.current;
    if (area === null) return undefined;
    const touches = new Map<number, number>();
    let held: { readonly window: TimeWindow; readonly at: Grip } | undefined;

    /** Where the two fingers are, as fractions of the time line, the left one first. */
    const grip = (): Grip | undefined => {
      const box = timelineRef.current?.getBoundingClientRect();
      if (box === undefined || box.width === 0 || touches.size !== 2) return undefined;
      const [one, other] = [...touches.values()].map((x) => (x - box.left) / box.width);
      return one! < other! ? { from: one!, to: other! } : { from: other!, to: one! };
    };
    const hold = (): void => {
      const at = grip();
      held = at === undefined ? undefined : { window: timeWindow.get(), at };
    };
    const onDown = (event: PointerEvent): void => {
      if (event.pointerType !== "touch") return;
      touches.set(event.pointerId, event.clientX);
      hold();
    };
    const onMove = (event: PointerEvent): void => {
      if (!touches.has(event.pointerId)) return;
      touches.set(event.pointerId, event.clientX);
      const now = grip();
      if (held === undefined || now === undefined) return;
      const { durationUs } = timeWindow;
      timeWindow.set(pinchedWindow(held.window, { before: held.at, now, durationUs }));
    };
    const onUp = (event: PointerEvent): void => {
      if (touches.delete(event.pointerId)) hold();
    };
    const listeners = [
      ["pointerdown", onDown],
      ["pointermove", onMove],
      ["pointerup", onUp],
      ["pointercancel", onUp],
    ] as const;
    for (const [name, listener] of listeners) area.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) area.removeEventListener(name, listener);
    };
  }, [areaRef, timelineRef, timeWindow]);
}
