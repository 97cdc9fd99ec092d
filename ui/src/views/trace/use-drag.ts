import { type PointerEvent, useRef, useState } from "react";

/** A drag over an element, as fractions of its width from 0 to 1. */
export interface Drag {
  readonly from: number;
  readonly to: number;
}

interface DragOptions {
  readonly onMove?: (drag: Drag) => void;
  /** Not called for a mere click. */
  readonly onEnd: (drag: Drag) => void;
}

/** Less than this is a click. */
const CLICK_PX = 4;

/** Handlers that make an element draggable from side to side, and the drag that is going on. */
export function useDrag({ onMove, onEnd }: DragOptions) {
  const [drag, setDrag] = useState<Drag | undefined>(undefined);
  const startedAt = useRef(0);

  const update = (event: PointerEvent): Drag | undefined => {
    if (drag === undefined) return undefined;
    const next = { from: drag.from, to: fractionAt(event) };
    setDrag(next);
    return next;
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      startedAt.current = event.clientX;
      const at = fractionAt(event);
      setDrag({ from: at, to: at });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const next = update(event);
      if (next !== undefined) onMove?.(next);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const next = update(event);
      setDrag(undefined);
      if (next !== undefined && Math.abs(event.clientX - startedAt.current) >= CLICK_PX) {
        onEnd(next);
      }
    },
    onPointerCancel: () => setDrag(undefined),
  };
  return { drag, handlers };
}

function fractionAt(event: PointerEvent): number {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
}
