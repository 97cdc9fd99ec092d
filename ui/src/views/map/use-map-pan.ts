import { type RefObject, useEffect, useEffectEvent } from "react";

const ZOOM_PER_PIXEL = 0.002;

/**
 * Dragging moves what is scrolled, ctrl with the wheel (or a pinch) zooms by a factor around a place on the screen; the plain
 * wheel scrolls.
 */
export function useMapPan(
  ref: RefObject<HTMLElement | null>,
  onZoom: (factor: number, clientX: number, clientY: number) => void,
): void {
  const zoom = useEffectEvent(onZoom);
  useEffect(() => {
    const element = ref.current!;
    let from: { x: number; y: number; left: number; top: number } | undefined;
    const down = ({ target, button, clientX, clientY, pointerType }: PointerEvent): void => {
      // Fingers scroll by themselves; buttons stay buttons.
      if (button !== 0 || pointerType !== "mouse" || (target as Element).closest("button")) return;
      from = { x: clientX, y: clientY, left: element.scrollLeft, top: element.scrollTop };
    };
    const move = ({ clientX, clientY }: PointerEvent): void => {
      if (from === undefined) return;
      element.scrollTo(from.left + from.x - clientX, from.top + from.y - clientY);
    };
    const up = (): void => {
      from = undefined;
    };
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * ZOOM_PER_PIXEL), event.clientX, event.clientY);
    };
    element.addEventListener("pointerdown", down);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      element.removeEventListener("pointerdown", down);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      element.removeEventListener("wheel", wheel);
    };
  }, [ref]);
}
