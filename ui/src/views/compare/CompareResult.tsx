import type { OwnTypicalTrace } from "@spanhouse/model";
import { type ReactNode, useMemo, useRef } from "react";
import { type Comparison, TIME_SHARE_MIN } from "../../logic/compare-traces.ts";
import { type Around, aroundOf, type CompareParams } from "../../logic/compare-params.ts";
import { summarySentences } from "../../logic/comparison-summary.ts";
import { keyText, pathKeys, pathOfKey } from "../../logic/path-keys.ts";
import { formatRatio } from "../../logic/range-params.ts";
import { factsOfTrace, shareOfFaster } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
import { TWO_TRACES, WITH_TYPICAL } from "../../logic/compared-sides.ts";
import type { FocusKey } from "../../logic/commands.ts";
import { text } from "../../texts/compare.tsx";
import { text as others } from "../../texts/other-traces.ts";
import { useCommands } from "../../widgets/use-commands.ts";
import { ChosenPath } from "./ChosenPath.tsx";
import { CompareGrid } from "./CompareGrid.tsx";
import styles from "./CompareResult.module.css";
import { CompareToolbar } from "./CompareToolbar.tsx";
import { useCompareTree } from "./use-compare-tree.ts";

interface CompareResultProps {
  readonly comparison: Comparison;
  /** Undefined for the typical trace. */
  readonly baseTrace: Trace | undefined;
  readonly otherTrace: Trace;
  /** When it is the base. */
  readonly typical: OwnTypicalTrace | undefined;
  readonly params: CompareParams;
  readonly onChange: (part: CompareParams) => void;
  /** Stands beside the summary. */
  readonly children: ReactNode;
}

/** What differs: in a few sentences, path by path, and everything about the chosen one. */
export function CompareResult(props: CompareResultProps) {
  const { comparison, baseTrace, otherTrace, typical, params, onChange, children } = props;
  const keys = useMemo(() => pathKeys(comparison.paths), [comparison]);
  const chosen = pathOfKey(keys, params.path);
  const gridRef = useRef<HTMLDivElement>(null);
  const findRef = useRef<HTMLInputElement>(null);
  const rows = useCompareTree(comparison, params, {
    chosen,
    onClosed: (closed) => onChange({ closed }),
  });
  const isList = params.view === "list";
  const only = params.only === "1";
  useCommands({
    title: text.comparison,
    focusKeys: focusKeys(),
    commands: [
      { name: text.goToPaths, key: "j", run: () => gridRef.current?.focus() },
      { name: text.findPaths, key: "/", run: () => findRef.current?.focus() },
      {
        name: only ? text.showAll : text.showOnlyDifferences,
        key: "d",
        run: () => onChange({ only: only ? "" : "1" }),
      },
      {
        name: isList ? text.showTree : text.listLargest,
        key: "v",
        run: () => onChange({ view: isList ? "" : "list", sort: "" }),
      },
      { name: text.expandAll, key: "[", run: () => rows.setAll(false) },
      { name: text.collapseAll, key: "]", run: () => rows.setAll(true) },
      { name: text.letGo, key: "Escape", run: () => onChange({ path: "" }) },
    ],
  });
  const sides = typical === undefined ? TWO_TRACES : WITH_TYPICAL;
  const sentences = useMemo(
    () =>
      summarySentences(
        comparison,
        baseTrace === undefined
          ? { base: "meanOfOthers", other: isLonger(otherTrace) ? "rootOfThisTrace" : "thisTrace" }
          : {
              base: isLonger(baseTrace) ? "rootOfA" : "A",
              other: isLonger(otherTrace) ? "rootOfB" : "B",
            },
      ),
    [comparison, baseTrace, otherTrace],
  );
  return (
    <>
      <div className={styles.top}>
        {children}
        <section className={styles.summary} aria-label={text.summary}>
          {typical !== undefined && <p>{standing(typical, comparison, aroundOf(params).value)}</p>}
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </section>
      </div>
      <CompareToolbar
        findRef={findRef}
        params={params}
        differentCount={comparison.differs.reduce((sum, one) => sum + one, 0)}
        pathCount={comparison.paths.count}
        shownCount={rows.wantedCount}
        onChange={onChange}
        onAll={rows.setAll}
      />
      <div className={styles.halves}>
        <CompareGrid
          {...{ gridRef, comparison, sides, rows, chosen }}
          onChoose={(path) => onChange({ path: path === chosen ? "" : keyText(keys[path]!) })}
        />
        {chosen >= 0 && (
          <ChosenPath
            {...{ comparison, path: chosen, sides, baseTrace, otherTrace, typical }}
            onClose={() => {
              onChange({ path: "" });
              gridRef.current?.focus();
            }}
          />
        )}
      </div>
    </>
  );
}

/** Keys of the tree while it has the focus. */
function focusKeys(): readonly FocusKey[] {
  return [
    { keys: ["↑", "↓"], name: text.previousNext },
    { keys: ["→", "←"], name: text.openOrClose },
    { keys: ["*"], name: text.openSubtree },
    { keys: ["Enter"], name: text.choose },
  ];
}

/** What the critical path explains is the root; where the trace is longer, a sentence says so. */
function isLonger(trace: Trace): boolean {
  const { rootUs, durationUs } = factsOfTrace(trace);
  return durationUs - rootUs > durationUs * TIME_SHARE_MIN;
}

/** Where the trace stands among its like. */
function standing(typical: OwnTypicalTrace, { otherUs }: Comparison, around: Around): string {
  const { service, operation, leftOutCount } = typical;
  const share = shareOfFaster(typical, otherUs);
  const sentence = others.standing({
    isSlower: share > 0.5,
    share: share === 0 || share === 1 ? undefined : formatRatio(Math.max(share, 1 - share)),
    others: typical.traces.length,
    operation: `${service} ${operation}`,
    around,
  });
  return leftOutCount === 0 ? sentence : `${sentence} ${others.leftOut(leftOutCount)}`;
}
