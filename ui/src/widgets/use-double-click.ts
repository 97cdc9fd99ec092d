import { type MouseEvent, useEffect, useEffectEvent, useRef } from "react";

/**
 * Double clicks on what a single click opens a panel for. The panel moves what is under the pointer, so that the second
 * click lands beside it: what was clicked first counts, and the second click does nothing else. Returns what is told of
 * each click.
 */
export function useDoubleClick<Thing>(
  onDouble: (thing: Thing) => void,
): (event: MouseEvent, thing: Thing) => void {
  const first = useRef<{ readonly thing: Thing }>(undefined);
  const double = useEffectEvent(() => {
    if (first.current !== undefined) onDouble(first.current.thing);
    first.current = undefined;
  });
  useEffect(() => {
    const stop = (event: globalThis.MouseEvent): void => {
      if (event.detail <= 1 || first.current === undefined) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onClick = (event: globalThis.MouseEvent): void => {
      if (event.detail <= 1) first.current = undefined;
      stop(event);
    };
    const onDoubleClick = (): void => double();
    // They hear of it before what is under the pointer does. Pressing would move the focus there.
    window.addEventListener("mousedown", stop, { capture: true });
    window.addEventListener("click", onClick, { capture: true });
    window.addEventListener("dblclick", onDoubleClick);
    return () => {
      window.removeEventListener("mousedown", stop, { capture: true });
      window.removeEventListener("click", onClick, { capture: true });
      window.removeEventListener("dblclick", onDoubleClick);
    };
  }, []);
  return (event, thing) => {
    if (event.detail <= 1) first.current = { thing };
  };
}
