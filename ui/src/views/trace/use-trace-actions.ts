import type { TraceLook } from "../../logic/trace-look.ts";
import { siblingOf } from "../../logic/tree-rows.ts";
import { fitSpan } from "./fit-span.ts";
import type { TimeWindowStore } from "./time-window-store.ts";
import { useTraceKeys } from "./use-trace-keys.ts";
import type { TraceSelection } from "./use-trace-selection.ts";

interface TraceActions {
  readonly view: TraceSelection;
  readonly look: TraceLook;
  readonly timeWindow: TimeWindowStore;
  readonly onFind: () => void;
  readonly onTreeFocus: () => void;
}

/** What the keys of the page do to the trace. */
export function useTraceActions({
  view,
  look,
  timeWindow,
  onFind,
  onTreeFocus,
}: TraceActions): void {
  const { model, tree, matches } = view;
  const { spans } = model.trace;
  useTraceKeys({
    ...{ timeWindow, onFind, onTreeFocus },
    onTree: tree.apply,
    onView: (name) => view.change({ view: name === "timeline" ? "" : name }),
    onNextMatch: (backwards) => view.goToNextOf(matches, backwards),
    onNextError: (backwards) => view.goToNextOf(model.errorRows, backwards),
    onNextCritical: (backwards) => view.goToNextOf(model.criticalRows, backwards),
    onSibling: (backwards) => view.goTo(siblingOf(spans, tree.cursor, backwards)),
    onFitSpan: () => fitSpan(timeWindow, model, look, tree.cursor),
    onSubtree: () => view.showSubtree(view.root === tree.cursor ? undefined : tree.cursor),
    onClose: () => view.select(undefined),
  });
}
