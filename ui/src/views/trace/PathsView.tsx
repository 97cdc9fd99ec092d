import { useMemo, useState } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { bottomUpPaths } from "../../logic/bottom-up-paths.ts";
import { weighPaths } from "../../logic/path-boxes.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { pathsOfTrace, TRACE_PATHS_MAX } from "../../logic/trace-paths.ts";
import { text } from "../../texts/trace-paths.ts";
import type { PathLook } from "../../widgets/PathBoxButton.tsx";
import { Segments } from "../../widgets/Segments.tsx";
import { PathFlame } from "../../widgets/PathFlame.tsx";
import { PATH_WEIGHTS, type PathWeight } from "./path-weight.ts";
import { PathFacts } from "./PathFacts.tsx";
import styles from "./PathsView.module.css";

interface PathsViewProps {
  readonly model: TraceModel;
  readonly weight: PathWeight;
  readonly onWeight: (weight: PathWeight) => void;
  /** What stands below a box are its callers. */
  readonly isBottomUp: boolean;
  readonly onBottomUp: (isBottomUp: boolean) => void;
  /** Shows a row in the timeline. */
  readonly onRow: (row: number) => void;
}

/**
 * The trace as a flame graph: spans that were reached in the same way are one box, as wide as the time they were
 * at work or the trace waited for them, with all below. Bottom up it is the operations, and below each what called it.
 * Each box is a button; the chosen one is told in figures.
 */
export function PathsView(props: PathsViewProps) {
  const { model, weight, onWeight, isBottomUp, onBottomUp, onRow } = props;
  const topDown = useMemo(() => pathsOfTrace(model.trace), [model]);
  const { leftOut } = topDown;
  const { paths, figures, own } = useMemo(
    () =>
      isBottomUp
        ? bottomUpPaths(topDown, model.trace.spans.durationUs)
        : { ...topDown, own: topDown.figures },
    [model, topDown, isBottomUp],
  );
  const [focus, setFocus] = useState(-1);
  const [chosen, setChosen] = useState(0);
  const ownUs = weight === "self" ? own.selfUs : own.criticalUs;
  const weightUs = useMemo(() => weighPaths(paths.parent, ownUs), [paths, ownUs]);
  const wholeUs = paths.parent.reduce(
    (sum, above, path) => sum + (above < 0 ? weightUs[path]! : 0),
    0,
  );

  const lookOf = (path: number): PathLook => {
    const { service, operation } = paths.step[path]!;
    const place = model.trace.services.findIndex(({ name }) => name === service);
    const [count, errors] = [figures.count[path]!, figures.errorCount[path]!];
    // The figures of a caller are those of what it called.
    const isCaller = isBottomUp && paths.parent[path]! >= 0;
    const times = count > 1 && !isCaller ? ` × ${count.toLocaleString()}` : "";
    const label = `${service} ${operation}${times}`;
    const duration = formatDuration(weightUs[path]!);
    const said =
      errors > 0 ? text.boxWithErrors(label, duration, errors) : text.box(label, duration);
    return { label, said, colour: model.colours[place], hasErrors: errors > 0 };
  };

  return (
    <section className={styles.view} aria-label={text.label}>
      <div className={styles.bar}>
        <span>{text.asWideAs}</span>
        {PATH_WEIGHTS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === weight}
            onClick={() => onWeight(name)}
          >
            {text[name]}
          </button>
        ))}
        <Segments
          label={text.whatIsBelow}
          options={[
            { value: "down", label: text.topDown },
            { value: "up", label: text.bottomUp },
          ]}
          value={isBottomUp ? "up" : "down"}
          onChange={(value) => onBottomUp(value === "up")}
        />
        {focus >= 0 && (
          <button type="button" onClick={() => setFocus(-1)}>
            {text.wholeTrace}
          </button>
        )}
        <span className={styles.note}>
          {leftOut > 0
            ? text.countedOfFirst({ paths: paths.count, spansMax: TRACE_PATHS_MAX, leftOut })
            : text.counted(paths.count)}
        </span>
      </div>
      <PathFlame
        {...{ parent: paths.parent, weight: weightUs, lookOf, chosen, focus }}
        onChoose={setChosen}
        onFocus={setFocus}
      >
        {wholeUs === 0 && <p className={styles.nothing}>{text.noTime}</p>}
      </PathFlame>
      {paths.count > 0 && (
        <PathFacts
          path={chosen}
          {...{ model, paths, figures, weight, wholeUs, isBottomUp, onRow }}
          weightUs={weightUs[chosen]!}
          onWiden={() => setFocus(chosen)}
        />
      )}
    </section>
  );
}
