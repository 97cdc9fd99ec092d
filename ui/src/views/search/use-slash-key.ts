import { type RefObject, useEffect } from "react";

/** `/` goes to the field, unless something is being typed. */
export function useSlashKey(ref: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement).closest("input, select, textarea") !== null) return;
      event.preventDefault();
      ref.current?.focus();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [ref]);
}
