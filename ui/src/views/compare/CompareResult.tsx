import type { OwnTypicalTrace } from "@spanhouse/model";
import { type ReactNode, useMemo, useRef } from "react";
import { type Comparison, TIME_SHARE_MIN } from "../../logic/compare-traces.ts";
import { aroundOf, type CompareParams } from "../../logic/compare-params.ts";
import { type SideNames, summarySentences } from "../../logic/comparison-summary.ts";
import { keyText, pathKeys, pathOfKey } from "../../logic/path-keys.ts";
import { formatRatio } from "../../logic/range-params.ts";
import { factsOfTrace, shareOfFaster } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
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
    title: "Comparison",
    focusKeys: PATH_KEYS,
    commands: [
      { name: "Go to the paths", key: "j", run: () => gridRef.current?.focus() },
      { name: "Find paths", key: "/", run: () => findRef.current?.focus() },
      {
        name: only ? "Show all paths" : "Show only differences",
        key: "d",
        run: () => onChange({ only: only ? "" : "1" }),
      },
      {
        name: isList ? "Show the tree" : "List the largest differences",
        key: "v",
        run: () => onChange({ view: isList ? "" : "list", sort: "" }),
      },
      { name: "Expand all", key: "[", run: () => rows.setAll(false) },
      { name: "Collapse all", key: "]", run: () => rows.setAll(true) },
      { name: "Let go of the chosen path", key: "Escape", run: () => onChange({ path: "" }) },
    ],
  });
  const inColumns = typical === undefined ? TRACES : { base: "typical", other: "A" };
  const sentences = useMemo(
    () =>
      summarySentences(
        comparison,
        TRACES,
        typical === undefined
          ? { base: nameOf(baseTrace!, "A"), other: nameOf(otherTrace, "B") }
          : { base: "the mean of the others", other: nameOf(otherTrace, "this trace") },
      ),
    [comparison, typical, baseTrace, otherTrace],
  );
  return (
    <>
      <div className={styles.top}>
        {children}
        <section className={styles.summary} aria-label="Summary">
          {typical !== undefined && <p>{standing(typical, comparison, aroundOf(params).label)}</p>}
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
          {...{ gridRef, comparison, names: inColumns, rows, chosen }}
          onChoose={(path) => onChange({ path: path === chosen ? "" : keyText(keys[path]!) })}
        />
        {chosen >= 0 && (
          <ChosenPath
            {...{ comparison, path: chosen, names: inColumns, baseTrace, otherTrace, typical }}
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

const TRACES: SideNames = { base: "A", other: "B" };

/** Keys of the tree while it has the focus. */
const PATH_KEYS = [
  { keys: ["↑", "↓"], name: "Previous, next path" },
  { keys: ["→", "←"], name: "Open or enter, close or leave a subtree" },
  { keys: ["*"], name: "Open the whole subtree" },
  { keys: ["Enter"], name: "Choose the path, or let go of it" },
];

/** What the critical path explains is the root; where the trace is longer, a sentence says so. */
function nameOf(trace: Trace, name: string): string {
  const { rootUs, durationUs } = factsOfTrace(trace);
  return durationUs - rootUs > durationUs * TIME_SHARE_MIN ? `the root of ${name}` : name;
}

function leftOutText({ leftOutCount: count }: OwnTypicalTrace): string {
  if (count === 0) return "";
  return ` ${count.toLocaleString()} more ${count === 1 ? "is" : "are"} incomplete or too large to count.`;
}

/** Where the trace stands among its like. */
function standing(typical: OwnTypicalTrace, { otherUs }: Comparison, around: string): string {
  const count = typical.traces.length;
  const { service, operation } = typical;
  const others = `${count.toLocaleString()} other ${count === 1 ? "trace" : "traces"} of ${service} ${operation}`;
  const share = shareOfFaster(typical, otherUs);
  const word = share > 0.5 ? "Slower" : "Faster";
  const of = share === 0 || share === 1 ? "all" : `${formatRatio(Math.max(share, 1 - share))} of`;
  return `${word} than ${of} ${others} within ${around}.${leftOutText(typical)}`;
}
