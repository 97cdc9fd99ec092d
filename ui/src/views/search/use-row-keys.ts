import type { KeyboardEvent, RefObject } from "react";

/** Arrow up and down go from one trace to the next, from wherever the focus is in the rows. */
export function useRowKeys(ref: RefObject<HTMLElement | null>) {
  return (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...(ref.current?.querySelectorAll<HTMLElement>("[data-trace] a") ?? [])];
    const at = links.findIndex((link) =>
      link.closest("[data-trace]")?.contains(document.activeElement),
    );
    const next = links[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
}
