import { useSyncExternalStore } from "react";

/** Small choices of this browser, such as widths: texts that are kept until somebody clears its data. */

const PREFIX = "spanhouse.";
const listeners = new Set<() => void>();
/** What storage does not take holds until the page is closed. */
const unsaved = new Map<string, string>();

/** A remembered text, "" at first, and how to change it everywhere it is shown. */
export function useRemembered(name: string): [string, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => read(name));
  return [text, (next) => remember(name, next)];
}

/** What is remembered, without following it. */
function read(name: string): string {
  try {
    return unsaved.get(name) ?? localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    // Storage can be forbidden.
    return "";
  }
}

function remember(name: string, text: string): void {
  try {
    localStorage.setItem(PREFIX + name, text);
    unsaved.delete(name);
  } catch {
    unsaved.set(name, text);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
