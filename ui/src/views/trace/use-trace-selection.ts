import { useDeferredValue, useMemo, useState } from "react";
import { useTraceAttributes } from "../../api/trace-attributes.ts";
import type { AttributeColumns } from "../../logic/attribute-columns.ts";
import { fromCollapseText } from "../../logic/collapse-text.ts";
import { findSpans, nextPlace } from "../../logic/find-spans.ts";
import { foldSiblings } from "../../logic/fold-siblings.ts";
import { attributeKeysOf, isSpanField, parseSpanQuery } from "../../logic/span-query.ts";
import { parseShownKeys } from "../../logic/row-previews.ts";
import { rowOfSpanKey, spanKeyOf, toTraceModel, type TraceModel } from "../../logic/trace-model.ts";
import type { Trace } from "../../logic/trace.ts";
import type { TraceParams } from "../../logic/trace-params.ts";
import { rowsLeadingTo } from "../../logic/tree-rows.ts";
import { useFindTraceql } from "./use-find-traceql.ts";
import { type ChangeParams, useTraceParams } from "./use-trace-params.ts";
import { type Tree, useTree } from "./use-tree.ts";

/** Attributes that are read for rows, the last ones; there is room for fewer. */
const SHOWN_KEYS_MAX = 6;

/** Where somebody is in a trace: the tree with its cursor, the selected span, the text looked for. */
export interface TraceSelection {
  readonly model: TraceModel;
  readonly tree: Tree;
  readonly params: TraceParams;
  readonly change: ChangeParams;
  /** Those that something asked for, once they have come. */
  readonly attributes: AttributeColumns;
  /** Asks which there are. */
  readonly wantAttributes: () => void;
  /** The row whose details are shown, or -1. */
  readonly selected: number;
  readonly find: string;
  /** Why that text cannot be looked for. */
  readonly findProblem: string | undefined;
  /** Rows for which that text holds, ascending. */
  readonly matches: Int32Array;
  /** The row whose subtree alone is shown, or -1. */
  readonly root: number;
  readonly showSubtree: (row: number | undefined) => void;
  readonly select: (row: number | undefined) => void;
  /** Puts the cursor on a row; the details follow when they are open. */
  readonly goTo: (row: number) => void;
  /** Goes to the next of the rows (ascending) after the cursor, round at the ends. */
  readonly goToNextOf: (rows: Int32Array, backwards: boolean) => void;
}

/** The selection in a trace; what can be shared of it is in the address. */
export function useTraceSelection(trace: Trace): TraceSelection {
  const [params, change] = useTraceParams();
  const { span: spanKey, find = "" } = params;
  const model = useMemo(() => toTraceModel(trace), [trace]);
  const selected = useMemo(() => rowOfSpanKey(model, spanKey), [model, spanKey]);

  const wanted = useDeferredValue(find);
  const traceql = useFindTraceql(model, wanted);
  const words = traceql === undefined ? wanted : "";
  const terms = useMemo(() => parseSpanQuery(words), [words]);
  const [asked, setAsked] = useState(false);
  const chosen = [params.by, params.colour].filter((key) => key !== undefined);
  const keys = [
    ...attributeKeysOf(terms),
    ...chosen.filter((key) => !isSpanField(key) && key !== "percentile"),
    ...parseShownKeys(params.rows).slice(-SHOWN_KEYS_MAX),
  ];
  const attributes = useTraceAttributes(trace, [...new Set(keys)], asked);
  const found = useMemo(() => findSpans(model, words, attributes), [model, words, attributes]);
  const matches = traceql?.matches ?? found;

  const only = params.only === "1" && wanted.trim() !== "";
  const kept = useMemo(
    () => (only ? rowsLeadingTo(trace.spans, matches) : undefined),
    [only, trace, matches],
  );
  const isFolded = params.fold !== "0";
  const folds = useMemo(
    () => (isFolded ? foldSiblings(trace.spans) : undefined),
    [isFolded, trace],
  );
  const root = useMemo(() => rowOfSpanKey(model, params.root), [model, params.root]);
  const within = useMemo(
    () => (root < 0 ? undefined : ([root, trace.spans.subtreeEnd[root]!] as const)),
    [root, trace],
  );
  // Read once: afterwards the address follows the tree.
  const [closed] = useState(() => fromCollapseText(trace.spans, params.closed ?? ""));
  const tree = useTree(model, {
    ...{ firstRow: Math.max(selected, 0), collapsed: closed, folds, kept, within },
  });

  // The selection changed in the address, by going back or forward: the cursor follows.
  const [followed, setFollowed] = useState(selected);
  if (followed !== selected) {
    setFollowed(selected);
    if (selected >= 0 && selected !== tree.cursor) tree.goTo(selected);
  }

  const select = (row: number | undefined) =>
    change({ span: row === undefined ? "" : spanKeyOf(model, row) });
  const showSubtree = (row: number | undefined) =>
    change({ root: row === undefined ? "" : spanKeyOf(model, row) });
  const goTo = (row: number) => {
    if (within !== undefined && (row < within[0] || row >= within[1])) showSubtree(undefined);
    tree.goTo(row);
    if (selected >= 0) select(row);
  };
  const goToNextOf = (rows: Int32Array, backwards: boolean) => {
    const place = nextPlace(rows, tree.cursor, backwards);
    if (place >= 0) goTo(rows[place]!);
  };

  return {
    ...{
      model,
      tree,
      params,
      change,
      attributes,
      selected,
      find,
      findProblem: traceql?.problem,
      matches,
      root,
      showSubtree,
      select,
      goTo,
      goToNextOf,
    },
    wantAttributes: () => setAsked(true),
  };
}
