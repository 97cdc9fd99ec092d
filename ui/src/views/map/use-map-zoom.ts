import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useSize } from "../../widgets/use-size.ts";
import { useMapPan } from "./use-map-pan.ts";

const ZOOM_MIN = 0.25;
const ZOOM_MAX = 2;
/** Small graphs are not blown up, and large ones stay readable: the rest is scrolled to. */
const FIT_MIN = 0.7;
const FIT_MAX = 1;

export interface MapZoom {
  /** Pixels of the screen per unit of the layout. */
  readonly scale: number;
  /** Around the middle of what is seen. */
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
}

/** Dragging moves the drawing within what scrolls; ctrl with the wheel, or a pinch, zooms around the pointer. */
export function useMapZoom(
  scroller: RefObject<HTMLElement | null>,
  drawing: RefObject<HTMLElement | null>,
  layoutWidth: number,
): MapZoom {
  const { width } = useSize(scroller);
  const [zoom, setZoom] = useState<number>();
  const fit = width === 0 ? 1 : Math.min(FIT_MAX, Math.max(FIT_MIN, width / layoutWidth));
  const scale = zoom ?? fit;
  /** What stays where it is: a place of the layout, and where it is seen. */
  const held = useRef<{ x: number; y: number; clientX: number; clientY: number }>(undefined);

  const zoomAround = (factor: number, clientX: number, clientY: number): void => {
    // At the limit nothing moves, and nothing is to be held for what comes next.
    if (within(scale * factor) === scale) return;
    const { left, top } = drawing.current!.getBoundingClientRect();
    held.current = { x: (clientX - left) / scale, y: (clientY - top) / scale, clientX, clientY };
    setZoom((before) => within((before ?? fit) * factor));
  };
  useLayoutEffect(() => {
    if (held.current === undefined) return;
    const { x, y, clientX, clientY } = held.current;
    held.current = undefined;
    const { left, top } = drawing.current!.getBoundingClientRect();
    scroller.current!.scrollBy(left + x * scale - clientX, top + y * scale - clientY);
  }, [drawing, scale, scroller]);
  useMapPan(scroller, zoomAround);

  return {
    scale,
    zoomBy: (factor) => {
      const seen = scroller.current!.getBoundingClientRect();
      zoomAround(factor, seen.left + seen.width / 2, seen.top + seen.height / 2);
    },
    fit: () => {
      setZoom(undefined);
    },
  };
}

function within(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
}
