import { useRef, useState } from "react";
import type { Trace } from "../../logic/trace.ts";
import { windowAround } from "../../logic/time-window.ts";
import { rootRowOf } from "../../logic/trace-model.ts";
import { indexOfRow } from "../../logic/tree-rows.ts";
import { Notice } from "../../widgets/Notice.tsx";
import { FindBar } from "./FindBar.tsx";
import { KeysDialog } from "./KeysDialog.tsx";
import { Minimap } from "./Minimap.tsx";
import { SpanPanel } from "./SpanPanel.tsx";
import { TimeWindowStore } from "./time-window-store.ts";
import { Toolbar } from "./Toolbar.tsx";
import { TraceHeader } from "./TraceHeader.tsx";
import styles from "./TraceView.module.css";
import { useTraceKeys } from "./use-trace-keys.ts";
import { useTraceSelection } from "./use-trace-selection.ts";
import { Waterfall } from "./Waterfall.tsx";

/** A trace that has arrived. The selected span and the text that is looked for are in the address. */
export function TraceView({ trace }: { readonly trace: Trace }) {
  const view = useTraceSelection(trace);
  const { model, tree, selected, matches, select } = view;
  const [timeWindow] = useState(() => new TimeWindowStore(trace.durationUs));
  const gridRef = useRef<HTMLDivElement>(null);
  const findRef = useRef<HTMLInputElement>(null);
  const [keysShown, setKeysShown] = useState(false);

  useTraceKeys({
    timeWindow,
    onTree: tree.apply,
    onFind: () => findRef.current?.focus(),
    onNextMatch: (backwards) => view.goToNextOf(matches, backwards),
    onNextError: (backwards) => view.goToNextOf(model.errorRows, backwards),
    onFitSpan: () => {
      const { startUs, durationUs } = trace.spans;
      const row = tree.cursor;
      timeWindow.set(windowAround(startUs[row]!, durationUs[row]!, trace.durationUs));
    },
    onClose: () => select(undefined),
    onHelp: () => setKeysShown(true),
  });

  const root = rootRowOf(model);
  return (
    <main id="main" className={styles.view} data-panel={selected >= 0 ? "open" : "closed"}>
      <title>{`${trace.operations[trace.spans.operation[root]!] ?? ""} · Spanhouse`}</title>
      <TraceHeader model={model} root={root} />
      {trace.warnings.length > 0 && (
        <div className={styles.warnings}>
          <Notice tone="warning" title="About this trace">
            {trace.warnings.join(" ")}
          </Notice>
        </div>
      )}
      <div className={styles.toolbar}>
        <FindBar
          inputRef={findRef}
          text={view.find}
          matchCount={matches.length}
          place={indexOfRow(matches, tree.cursor)}
          onText={view.changeFind}
          onNext={(backwards) => view.goToNextOf(matches, backwards)}
          onLeave={() => gridRef.current?.focus()}
        />
        <Toolbar timeWindow={timeWindow} onTree={tree.apply} onHelp={() => setKeysShown(true)} />
      </div>
      <div className={styles.body}>
        <div className={styles.timeline}>
          <Minimap model={model} timeWindow={timeWindow} />
          <Waterfall
            gridRef={gridRef}
            model={model}
            tree={tree}
            timeWindow={timeWindow}
            selected={selected}
            matches={matches}
            onSelect={select}
          />
        </div>
        {selected >= 0 && (
          <SpanPanel
            model={model}
            row={selected}
            onClose={() => select(undefined)}
            onGoTo={view.goTo}
          />
        )}
      </div>
      <KeysDialog open={keysShown} onClose={() => setKeysShown(false)} />
    </main>
  );
}
