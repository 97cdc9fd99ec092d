import { panWindow, type TimeWindow, windowBetween, wholeWindow } from "./time-window.ts";

/** What a drag over the minimap moves, decided where it starts. */
export type MinimapGrip = "fromEdge" | "toEdge" | "window" | "nothing";

/** What is under the pointer: an edge of the window (within `reach`), the window, or nothing. */
export function gripAt(
  window: TimeWindow,
  at: { readonly fraction: number; readonly reach: number; readonly durationUs: number },
): MinimapGrip {
  const whole = wholeWindow(at.durationUs).toUs;
  const from = window.fromUs / whole;
  const to = window.toUs / whole;
  if (from <= 0 && to >= 1) return "nothing";
  if (Math.abs(at.fraction - from) <= at.reach) return "fromEdge";
  if (Math.abs(at.fraction - to) <= at.reach) return "toEdge";
  return at.fraction > from && at.fraction < to ? "window" : "nothing";
}

/** The window while a drag goes on: `before` is the window when it began, fractions are of the trace. */
export function draggedWindow(
  grip: MinimapGrip,
  before: TimeWindow,
  drag: { readonly from: number; readonly to: number; readonly durationUs: number },
): TimeWindow {
  const { durationUs } = drag;
  const whole = wholeWindow(durationUs).toUs;
  const toUs = drag.to * whole;
  switch (grip) {
    case "fromEdge":
      return windowBetween(toUs, before.toUs, durationUs);
    case "toEdge":
      return windowBetween(before.fromUs, toUs, durationUs);
    case "window": {
      const movedUs = (drag.to - drag.from) * whole;
      return panWindow(before, movedUs / (before.toUs - before.fromUs), durationUs);
    }
    case "nothing":
      return windowBetween(drag.from * whole, toUs, durationUs);
  }
}
