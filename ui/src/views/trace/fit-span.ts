import { windowAround } from "../../logic/time-window.ts";
import type { TraceLook } from "../../logic/trace-look.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import type { TimeWindowStore } from "./time-window-store.ts";

/** Gives a span the whole width, with some room on both sides; where there is no span (-1), the whole trace. */
export function fitSpan(
  timeWindow: TimeWindowStore,
  { trace: { spans } }: TraceModel,
  { scale }: TraceLook,
  row: number,
): void {
  if (row < 0) {
    timeWindow.reset();
    return;
  }
  const startUs = spans.startUs[row]!;
  const fromUs = scale.toDrawn(startUs);
  const widthUs = scale.toDrawn(startUs + spans.durationUs[row]!) - fromUs;
  timeWindow.set(windowAround(fromUs, widthUs, scale.drawnUs));
}
