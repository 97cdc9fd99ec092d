import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { boxBeside, layPaths, weighPaths } from "../../logic/path-boxes.ts";
import { pathsOfTrace, TRACE_PATHS_MAX } from "../../logic/trace-paths.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { useSize } from "../../widgets/use-size.ts";
import { PathFacts } from "./PathFacts.tsx";
import { PathBoxButton, PATH_LANE_PX } from "./PathBoxButton.tsx";
import styles from "./PathsView.module.css";

/** What boxes are as wide as. */
export const PATH_WEIGHTS = ["self", "critical"] as const;
export type PathWeight = (typeof PATH_WEIGHTS)[number];

const NAMES: Readonly<Record<PathWeight, string>> = {
  self: "time at work",
  critical: "time waited for",
};

interface PathsViewProps {
  readonly model: TraceModel;
  readonly weight: PathWeight;
  readonly onWeight: (weight: PathWeight) => void;
  /** Shows a row in the timeline. */
  readonly onRow: (row: number) => void;
}

/**
 * The trace as a flame graph: spans that were reached in the same way are one box, as wide as the time they were
 * at work or the trace waited for them, with all below. Each box is a button; the chosen one is told in figures.
 */
export function PathsView({ model, weight, onWeight, onRow }: PathsViewProps) {
  const { paths, figures, leftOut } = useMemo(() => pathsOfTrace(model.trace), [model]);
  const [focus, setFocus] = useState(-1);
  const [chosen, setChosen] = useState(0);
  const areaRef = useRef<HTMLDivElement>(null);
  const { height } = useSize(areaRef);
  const [scrollTopPx, setScrollTopPx] = useState(0);
  const own = weight === "self" ? figures.selfUs : figures.criticalUs;
  const weights = useMemo(() => {
    return { parent: paths.parent, weight: weighPaths(paths.parent, own) };
  }, [paths, own]);
  const layout = useMemo(() => layPaths(weights, focus), [weights, focus]);
  const wholeUs = paths.parent.reduce(
    (sum, above, path) => sum + (above < 0 ? weights.weight[path]! : 0),
    0,
  );
  const first = Math.floor(scrollTopPx / PATH_LANE_PX) - 4;
  const last = (scrollTopPx + Math.max(height, 400)) / PATH_LANE_PX + 4;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || (event.key === "Escape" && focus >= 0)) {
      event.preventDefault();
      setFocus(event.key === "Enter" ? chosen : -1);
      return;
    }
    const next = boxBeside(layout, chosen, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next);
    areaRef.current?.querySelector<HTMLElement>(`[data-path="${next}"]`)?.focus();
  };

  return (
    <section className={styles.view} aria-label="Paths">
      <div className={styles.bar}>
        <span>As wide as</span>
        {PATH_WEIGHTS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === weight}
            onClick={() => onWeight(name)}
          >
            {NAMES[name]}
          </button>
        ))}
        {focus >= 0 && (
          <button type="button" onClick={() => setFocus(-1)}>
            Whole trace
          </button>
        )}
        <span className={styles.note}>
          {paths.count.toLocaleString()} paths
          {leftOut > 0 &&
            `; ${leftOut.toLocaleString()} spans beyond the first ${TRACE_PATHS_MAX.toLocaleString()} are left out`}
        </span>
      </div>
      <div
        ref={areaRef}
        className={styles.area}
        role="group"
        aria-label="Paths of operations: the arrow keys move, Enter widens one, Escape shows all"
        onScroll={(event) => setScrollTopPx(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: layout.levelCount * PATH_LANE_PX }}>
          {layout.boxes
            .filter(({ level, path }) => (level >= first && level <= last) || path === chosen)
            .map((box) => (
              <PathBoxButton
                key={box.path}
                {...{ box, model, figures }}
                step={paths.step[box.path]!}
                weightUs={weights.weight[box.path]!}
                chosen={box.path === chosen}
                onChoose={() => setChosen(box.path)}
                onWiden={() => setFocus(box.path)}
              />
            ))}
        </div>
        {wholeUs === 0 && <p className={styles.nothing}>No span of this trace took any time.</p>}
      </div>
      {paths.count > 0 && (
        <PathFacts
          path={chosen}
          {...{ model, paths, figures, wholeUs, onRow }}
          weightName={NAMES[weight]}
          weightUs={weights.weight[chosen]!}
          onWiden={() => setFocus(chosen)}
        />
      )}
    </section>
  );
}
