import type { OwnCriticalPath, OwnCriticalTime } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { formatShare } from "../../logic/critical-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import type { ServiceColour } from "../../logic/service-colours.ts";
import { text } from "../../texts/critical.ts";
import { ChosenBox } from "../../widgets/ChosenBox.tsx";
import type { PathLook } from "../../widgets/PathBoxButton.tsx";
import { PathFlame } from "../../widgets/PathFlame.tsx";
import styles from "./WherePaths.module.css";

interface WherePathsProps {
  readonly time: OwnCriticalTime;
  readonly colours: ReadonlyMap<string, ServiceColour>;
  readonly onOperation: (path: OwnCriticalPath) => void;
}

/** The ways to what traces waited for, as a flame graph; the chosen one in figures. */
export function WherePaths({ time, colours, onOperation }: WherePathsProps) {
  const { paths, totalUs } = time;
  const [chosen, setChosen] = useState(0);
  const [focus, setFocus] = useState(-1);
  const parent = useMemo(() => paths.map((path) => path.parent), [paths]);
  const weight = useMemo(() => Float64Array.from(paths, (path) => path.withBelow.totalUs), [paths]);
  const lookOf = (path: number): PathLook => {
    const { service, operation, withBelow } = paths[path]!;
    const label = `${service} ${operation}`;
    const said = text.shareOfPath(label, formatShare(withBelow.totalUs / totalUs));
    return { label, said, colour: colours.get(service) };
  };
  const path = paths[chosen];

  return (
    <section className={styles.paths} aria-label={text.pathsToIt}>
      <div className={styles.head}>
        <h3>{text.byPath}</h3>
        {focus >= 0 && (
          <button type="button" onClick={() => setFocus(-1)}>
            {text.allPaths}
          </button>
        )}
      </div>
      <PathFlame
        {...{ parent, weight, lookOf, chosen, focus }}
        onChoose={setChosen}
        onFocus={setFocus}
      />
      {path !== undefined && (
        <Facts
          {...{ path, time, onOperation }}
          colour={colours.get(path.service)}
          onWiden={() => setFocus(chosen)}
        />
      )}
    </section>
  );
}

interface FactsProps extends Pick<WherePathsProps, "time" | "onOperation"> {
  readonly path: OwnCriticalPath;
  readonly colour: ServiceColour | undefined;
  readonly onWiden: () => void;
}

function Facts({ path, time, colour, onOperation, onWiden }: FactsProps) {
  const { service, operation, traceCount, spanCount, totalUs, worst, withBelow } = path;
  const facts: readonly (readonly [string, string])[] = [
    [text.tracesThatWaited, text.countOf(traceCount, time.traceCount)],
    [text.spans, spanCount.toLocaleString()],
    [text.waitedForItself, formatShare(totalUs / time.totalUs)],
    [text.withAllBelow, formatShare(withBelow.totalUs / time.totalUs)],
    [text.p95OfAll, formatDuration(time.p95Us)],
    [text.withoutItAtBest, formatDuration(path.p95WithoutUs)],
    [text.withoutAllBelow, formatDuration(withBelow.p95WithoutUs)],
  ];
  return (
    <ChosenBox {...{ service, operation, colour, facts, onWiden }}>
      <button type="button" onClick={() => onOperation(path)}>
        {text.searchItsSpans}
      </button>
      {worst !== undefined && (
        <Link
          to="/trace/$traceId"
          params={{ traceId: worst.traceId }}
          search={{ span: worst.spanId }}
        >
          {text.openWorst(formatDuration(worst.us))}
        </Link>
      )}
    </ChosenBox>
  );
}
