import { panWindow, zoomWindow } from "../../logic/time-window.ts";
import { TRACE_VIEWS, type TraceViewName, VIEW_LABELS } from "../../logic/trace-params.ts";
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
const TREE_KEYS = [
  { keys: ["↑", "↓"], name: "Previous, next span" },
  { keys: ["→", "←"], name: "Open or enter, close or leave a subtree" },
  { keys: ["*"], name: "Open the whole subtree" },
  { keys: ["Enter"], name: "Show the span\u2019s details" },
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
    title: "This trace",
    focusKeys: TREE_KEYS,
    commands: [
      { name: "Go to the spans", key: "j", run: keys.onTreeFocus },
      { name: "Find spans", key: "/", run: keys.onFind },
      { name: "Next match", key: "n", run: () => keys.onNextMatch(false) },
      { name: "Previous match", key: "N", run: () => keys.onNextMatch(true) },
      { name: "Next error", key: "e", run: () => keys.onNextError(false) },
      { name: "Previous error", key: "E", run: () => keys.onNextError(true) },
      { name: "Next span of the critical path", key: "c", run: () => keys.onNextCritical(false) },
      {
        name: "Previous span of the critical path",
        key: "C",
        run: () => keys.onNextCritical(true),
      },
      { name: "Next sibling", key: ".", run: () => keys.onSibling(false) },
      { name: "Previous sibling", key: ",", run: () => keys.onSibling(true) },
      { name: "Expand all", key: "[", run: () => keys.onTree("expandAll") },
      { name: "Collapse all", key: "]", run: () => keys.onTree("collapseAll") },
      { name: "Expand one level", key: "o", run: () => keys.onTree("expandOneLevel") },
      { name: "Collapse one level", key: "p", run: () => keys.onTree("collapseOneLevel") },
      { name: "Zoom in", key: "w", run: () => zoom(0.7) },
      { name: "Zoom out", key: "s", run: () => zoom(1 / 0.7) },
      { name: "Earlier", key: "a", run: () => pan(-0.2) },
      { name: "Later", key: "d", run: () => pan(0.2) },
      { name: "Fit the span under the cursor", key: "f", run: keys.onFitSpan },
      { name: "Show only this subtree, or all again", key: "r", run: keys.onSubtree },
      { name: "Show the whole trace", key: "0", run: timeWindow.reset },
      ...TRACE_VIEWS.map((view) => ({
        name: `Show the ${VIEW_LABELS[view].toLowerCase()}`,
        run: () => keys.onView(view),
      })),
      { name: "Close the details", key: "Escape", run: keys.onClose },
    ],
  });
}
