import { useMemo, useState } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { weighPaths } from "../../logic/path-boxes.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { pathsOfTrace, TRACE_PATHS_MAX } from "../../logic/trace-paths.ts";
import { text } from "../../texts/trace-paths.ts";
import type { PathLook } from "../../widgets/PathBoxButton.tsx";
import { PathFlame } from "../../widgets/PathFlame.tsx";
import { PATH_WEIGHTS, type PathWeight } from "./path-weight.ts";
import { PathFacts } from "./PathFacts.tsx";
import styles from "./PathsView.module.css";

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
  const own = weight === "self" ? figures.selfUs : figures.criticalUs;
  const weightUs = useMemo(() => weighPaths(paths.parent, own), [paths, own]);
  const wholeUs = paths.parent.reduce(
    (sum, above, path) => sum + (above < 0 ? weightUs[path]! : 0),
    0,
  );

  const lookOf = (path: number): PathLook => {
    const { service, operation } = paths.step[path]!;
    const place = model.trace.services.findIndex(({ name }) => name === service);
    const [count, errors] = [figures.count[path]!, figures.errorCount[path]!];
    const label = `${service} ${operation}${count > 1 ? ` × ${count.toLocaleString()}` : ""}`;
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
          {...{ model, paths, figures, weight, wholeUs, onRow }}
          weightUs={weightUs[chosen]!}
          onWiden={() => setFocus(chosen)}
        />
      )}
    </section>
  );
}
