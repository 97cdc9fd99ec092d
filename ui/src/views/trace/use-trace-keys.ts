import type { FocusKey } from "../../logic/commands.ts";
import { panWindow, zoomWindow } from "../../logic/time-window.ts";
import { TRACE_VIEWS, type TraceViewName } from "../../logic/trace-params.ts";
import { text } from "../../texts/trace-keys.ts";
import { useCommands } from "../../widgets/use-commands.ts";
import type { TimeWindowStore } from "./time-window-store.ts";
import type { TreeChange } from "./use-tree.ts";

interface TraceKeys {
  readonly timeWindow: TimeWindowStore;
  readonly onTree: (change: TreeChange) => void;
  readonly onFind: () => void;
  readonly onTreeFocus: () => void;
  readonly onView: (view: TraceViewName) => void;
  readonly onNextMatch: (backwards: boolean) => void;
  readonly onNextError: (backwards: boolean) => void;
  readonly onNextCritical: (backwards: boolean) => void;
  readonly onSibling: (backwards: boolean) => void;
  readonly onFitSpan: () => void;
  readonly onSubtree: () => void;
  readonly onClose: () => void;
}

/** Keys of the tree while it has the focus. */
const treeKeys = (): readonly FocusKey[] => [
  { keys: ["↑", "↓"], name: text.previousNext },
  { keys: ["→", "←"], name: text.openClose },
  { keys: ["*"], name: text.openSubtree },
  { keys: ["Enter"], name: text.showDetails },
];

/** What the page of a trace can do, and by which keys. */
export function useTraceKeys(keys: TraceKeys): void {
  const { timeWindow } = keys;
  const zoom = (factor: number): void => {
    const { durationUs } = timeWindow;
    timeWindow.set(zoomWindow(timeWindow.get(), { fraction: 0.5, factor, durationUs }));
  };
  const pan = (share: number): void =>
    timeWindow.set(panWindow(timeWindow.get(), share, timeWindow.durationUs));
  useCommands({
    title: text.title,
    focusKeys: treeKeys(),
    commands: [
      { name: text.goToSpans, key: "j", run: keys.onTreeFocus },
      { name: text.find, key: "/", run: keys.onFind },
      { name: text.nextMatch, key: "n", run: () => keys.onNextMatch(false) },
      { name: text.previousMatch, key: "N", run: () => keys.onNextMatch(true) },
      { name: text.nextError, key: "e", run: () => keys.onNextError(false) },
      { name: text.previousError, key: "E", run: () => keys.onNextError(true) },
      { name: text.nextCritical, key: "c", run: () => keys.onNextCritical(false) },
      {
        name: text.previousCritical,
        key: "C",
        run: () => keys.onNextCritical(true),
      },
      { name: text.nextSibling, key: ".", run: () => keys.onSibling(false) },
      { name: text.previousSibling, key: ",", run: () => keys.onSibling(true) },
      { name: text.expandAll, key: "[", run: () => keys.onTree("expandAll") },
      { name: text.collapseAll, key: "]", run: () => keys.onTree("collapseAll") },
      { name: text.expandLevel, key: "o", run: () => keys.onTree("expandOneLevel") },
      { name: text.collapseLevel, key: "p", run: () => keys.onTree("collapseOneLevel") },
      { name: text.zoomIn, key: "w", run: () => zoom(0.7) },
      { name: text.zoomOut, key: "s", run: () => zoom(1 / 0.7) },
      { name: text.earlier, key: "a", run: () => pan(-0.2) },
      { name: text.later, key: "d", run: () => pan(0.2) },
      { name: text.fitSpan, key: "f", run: keys.onFitSpan },
      { name: text.onlySubtree, key: "r", run: keys.onSubtree },
      { name: text.wholeTrace, key: "0", run: timeWindow.reset },
      ...TRACE_VIEWS.map((view) => ({ name: text[view], run: () => keys.onView(view) })),
      { name: text.closeDetails, key: "Escape", run: keys.onClose },
    ],
  });
}
