import { useEffect, useEffectEvent } from "react";
import { panWindow, zoomWindow } from "../../logic/time-window.ts";
import type { TimeWindowStore } from "./time-window-store.ts";
import type { TreeChange } from "./use-tree.ts";

interface TraceKeys {
  readonly timeWindow: TimeWindowStore;
  readonly onTree: (change: TreeChange) => void;
  readonly onFind: () => void;
  readonly onNextMatch: (backwards: boolean) => void;
  readonly onNextError: (backwards: boolean) => void;
  readonly onNextCritical: (backwards: boolean) => void;
  readonly onSibling: (backwards: boolean) => void;
  readonly onFitSpan: () => void;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** Keys of the page, wherever the focus is, except while somebody writes or a dialog is open. */
export function useTraceKeys(keys: TraceKeys): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isWriting(event.target)) return;
    if (press(event.key, keys)) event.preventDefault();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}

/** True when the key means something here. */
function press(key: string, keys: TraceKeys): boolean {
  const { timeWindow } = keys;
  const zoom = (factor: number): void => {
    const { durationUs } = timeWindow;
    timeWindow.set(zoomWindow(timeWindow.get(), { fraction: 0.5, factor, durationUs }));
  };
  const pan = (share: number): void =>
    timeWindow.set(panWindow(timeWindow.get(), share, timeWindow.durationUs));
  const actions: Readonly<Record<string, () => void>> = {
    "[": () => keys.onTree("expandAll"),
    "]": () => keys.onTree("collapseAll"),
    o: () => keys.onTree("expandOneLevel"),
    p: () => keys.onTree("collapseOneLevel"),
    "/": keys.onFind,
    n: () => keys.onNextMatch(false),
    N: () => keys.onNextMatch(true),
    e: () => keys.onNextError(false),
    E: () => keys.onNextError(true),
    c: () => keys.onNextCritical(false),
    C: () => keys.onNextCritical(true),
    ".": () => keys.onSibling(false),
    ",": () => keys.onSibling(true),
    w: () => zoom(0.7),
    s: () => zoom(1 / 0.7),
    a: () => pan(-0.2),
    d: () => pan(0.2),
    f: keys.onFitSpan,
    "0": timeWindow.reset,
    Escape: keys.onClose,
    "?": keys.onHelp,
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.closest("input, textarea, select, dialog[open]") !== null || target.isContentEditable)
  );
}
