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
    // It hears of a click before what was clicked does.
    const onClick = (event: globalThis.MouseEvent): void => {
      if (event.detail <= 1) first.current = undefined;
      else if (first.current !== undefined) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    const onDoubleClick = (): void => double();
    window.addEventListener("click", onClick, { capture: true });
    window.addEventListener("dblclick", onDoubleClick);
    return () => {
      window.removeEventListener("click", onClick, { capture: true });
      window.removeEventListener("dblclick", onDoubleClick);
    };
  }, []);
  return (event, thing) => {
    if (event.detail <= 1) first.current = { thing };
  };
}
