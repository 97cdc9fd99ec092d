import { useDeferredValue, useMemo, useState } from "react";
import { findSpans, nextPlace } from "../../logic/find-spans.ts";
import { rowOfSpanKey, spanKeyOf, toTraceModel, type TraceModel } from "../../logic/trace-model.ts";
import type { Trace } from "../../logic/trace.ts";
import { toTraceParams } from "../../logic/trace-params.ts";
import { useTraceParams } from "./use-trace-params.ts";
import { type Tree, useTree } from "./use-tree.ts";

/** Where somebody is in a trace: the tree with its cursor, the selected span, the text looked for. */
export interface TraceSelection {
  readonly model: TraceModel;
  readonly tree: Tree;
  /** The row whose details are shown, or -1. */
  readonly selected: number;
  readonly find: string;
  /** Rows with that text, ascending. */
  readonly matches: Int32Array;
  readonly select: (row: number | undefined) => void;
  /** Puts the cursor on a row; the details follow when they are open. */
  readonly goTo: (row: number) => void;
  /** Goes to the next of the rows (ascending) after the cursor, round at the ends. */
  readonly goToNextOf: (rows: Int32Array, backwards: boolean) => void;
  readonly changeFind: (text: string) => void;
}

/** The selection in a trace; what can be shared of it is in the address. */
export function useTraceSelection(trace: Trace): TraceSelection {
  const [params, setParams] = useTraceParams();
  const { span: spanKey, find = "" } = params;
  const model = useMemo(() => toTraceModel(trace), [trace]);
  const selected = useMemo(() => rowOfSpanKey(model, spanKey), [model, spanKey]);
  const tree = useTree(model, Math.max(selected, 0));

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

  return { model, tree, selected, find, matches, select, goTo, goToNextOf, changeFind };
}
