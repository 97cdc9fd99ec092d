import type { OwnTrace } from "@spanhouse/model";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { findSpans, nextPlace } from "../../logic/find-spans.ts";
import { windowAround } from "../../logic/time-window.ts";
import { toTraceParams } from "../../logic/trace-params.ts";
import { rootRowOf, rowOfSpanKey, spanKeyOf, toTraceModel } from "../../logic/trace-model.ts";
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
import { useTraceParams } from "./use-trace-params.ts";
import { useTree } from "./use-tree.ts";
import { Waterfall } from "./Waterfall.tsx";

/** A trace that has arrived. The selected span and the text that is looked for are in the address. */
export function TraceView({ trace }: { readonly trace: OwnTrace }) {
  const [params, setParams] = useTraceParams();
  const { span: spanKey, find = "" } = params;
  const model = useMemo(() => toTraceModel(trace), [trace]);
  const [timeWindow] = useState(() => new TimeWindowStore(trace.durationUs));
  const selected = useMemo(() => rowOfSpanKey(model, spanKey), [model, spanKey]);
  const tree = useTree(model, Math.max(selected, 0));
  const gridRef = useRef<HTMLDivElement>(null);
  const findRef = useRef<HTMLInputElement>(null);
  const [keysShown, setKeysShown] = useState(false);

  // The selection changed in the address, by going back or forward: the cursor follows.
  const [followed, setFollowed] = useState(selected);
  if (followed !== selected) {
    setFollowed(selected);
    if (selected >= 0 && selected !== tree.cursor) tree.goTo(selected);
  }

  const wanted = useDeferredValue(find);
  const matches = useMemo(() => findSpans(trace, wanted), [trace, wanted]);

  const select = (row: number | undefined) =>
    setParams(toTraceParams({ ...params, span: row === undefined ? "" : spanKeyOf(model, row) }));
  const goTo = (row: number) => {
    tree.goTo(row);
    if (selected >= 0) select(row);
  };
  const goToNextOf = (rows: Int32Array, backwards: boolean) => {
    const place = nextPlace(rows, tree.cursor, backwards);
    if (place >= 0) goTo(rows[place]!);
  };
  const changeFind = (text: string) => setParams(toTraceParams({ ...params, find: text }));

  useTraceKeys({
    timeWindow,
    onTree: tree.apply,
    onFind: () => findRef.current?.focus(),
    onNextMatch: (backwards) => goToNextOf(matches, backwards),
    onNextError: (backwards) => goToNextOf(model.errorRows, backwards),
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
          text={find}
          matchCount={matches.length}
          place={indexOfRow(matches, tree.cursor)}
          onText={changeFind}
          onNext={(backwards) => goToNextOf(matches, backwards)}
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
          <SpanPanel model={model} row={selected} onClose={() => select(undefined)} onGoTo={goTo} />
        )}
      </div>
      <KeysDialog open={keysShown} onClose={() => setKeysShown(false)} />
    </main>
  );
}
