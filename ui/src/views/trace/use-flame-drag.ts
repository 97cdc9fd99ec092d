import { type PointerEvent, useRef, useState } from "react";
import { panWindow, type TimeWindow, windowWithin } from "../../logic/time-window.ts";
import type { TimeWindowStore } from "./time-window-store.ts";
import { type Drag, useDrag } from "./use-drag.ts";

interface FlameDrag {
  /** What is being dragged over with Shift. */
  readonly chosen: Drag | undefined;
  /** Whether a click is the end of a drag. */
  readonly endsDrag: () => boolean;
  readonly handlers: ReturnType<typeof useDrag>["handlers"];
}

/** A drag takes the time along; with Shift it zooms to what was dragged over. Fingers scroll and pinch instead. */
export function useFlameDrag(timeWindow: TimeWindowStore): FlameDrag {
  const before = useRef<TimeWindow>(timeWindow.get());
  const wasDragged = useRef(false);
  const [isRange, setIsRange] = useState(false);
  const { drag, handlers } = useDrag({
    onMove: ({ from, to }) => {
      if (!isRange) timeWindow.set(panWindow(before.current, from - to, timeWindow.durationUs));
    },
    onEnd: (over) => {
      wasDragged.current = true;
      if (isRange) timeWindow.set(windowWithin(before.current, over, timeWindow.durationUs));
    },
  });
  return {
    chosen: isRange ? drag : undefined,
    endsDrag: () => wasDragged.current,
    handlers: {
      ...handlers,
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        wasDragged.current = false;
        if (event.pointerType === "touch") return;
        before.current = timeWindow.get();
        setIsRange(event.shiftKey);
        handlers.onPointerDown(event);
      },
    },
  };
}
