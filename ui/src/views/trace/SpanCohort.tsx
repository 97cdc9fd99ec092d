import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useCohort } from "../../api/cohort.ts";
import {
  type Cohort,
  cohortEnds,
  cohortOf,
  cohortRange,
  cohortSearches,
  cohortWords,
} from "../../logic/cohort.ts";
import { cohortTraceql } from "../../logic/cohort-traceql.ts";
import { shownOperation } from "../../logic/shown-name.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/span-cohort.ts";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import styles from "./SpanCohort.module.css";

interface SpanCohortProps {
  readonly model: TraceModel;
  readonly row: number;
  /** The details come first. */
  readonly isWanted: boolean;
}

/** Where a span stands among the spans of its service, operation and kind in the hour around its trace. */
export function SpanCohort({ model: { trace }, row, isWanted }: SpanCohortProps) {
  const { spans, startUnixNano } = trace;
  const service = trace.services[spans.service[row]!]!.name;
  const operation = trace.operations[spans.operation[row]!] ?? "";
  const durationUs = spans.durationUs[row]!;
  const range = useMemo(() => cohortRange(startUnixNano), [startUnixNano]);
  const of = { service, operation };
  const { data, error } = useCohort(
    isWanted ? { ...of, kind: spans.kind[row]!, ...range } : undefined,
  );
  const cohort = useMemo(
    () => (data === undefined ? undefined : cohortOf(data, durationUs)),
    [data, durationUs],
  );
  const searches = cohort && cohortSearches(of, range, cohort);
  return (
    <section className={styles.cohort} aria-label={text.label} aria-busy={data === undefined}>
      {data === undefined ? (
        <p className={styles.note}>
          {error === null ? text.comparing : text.notCompared(error.message)}
        </p>
      ) : (
        <p>{cohortWords(data.count, shownOperation(operation), cohort)}</p>
      )}
      {cohort !== undefined && <Histogram cohort={cohort} />}
      {searches !== undefined && (
        <p className={styles.links}>
          <Link to="/search" search={searches.slow}>
            {text.slowOnes}
          </Link>
          <Link to="/search" search={searches.explain}>
            {text.explain}
          </Link>
          <CopyButton
            text={cohortTraceql(service, operation, spans.kind[row]!)}
            label={text.copyTraceql}
          />
        </p>
      )}
    </section>
  );
}

const WIDTH = 320;
const HEIGHT = 34;

/** Short to the left, on a logarithmic axis. The sentence says the same. */
function Histogram({ cohort }: { readonly cohort: Cohort }) {
  const { columns, mark } = cohort;
  const columnWidth = WIDTH / columns.length;
  const [from, to] = cohortEnds(cohort);
  return (
    <div aria-hidden="true" data-testid="cohort">
      <svg
        className={styles.histogram}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {columns.map((height, at) => (
          <rect
            key={at}
            x={at * columnWidth}
            width={Math.max(1, columnWidth - 1)}
            // What is there is seen.
            y={height === 0 ? HEIGHT : HEIGHT - Math.max(1, height * HEIGHT)}
            height={height === 0 ? 0 : Math.max(1, height * HEIGHT)}
          />
        ))}
        <path
          className={styles.mark}
          d={`M${Math.min(WIDTH - 1, Math.max(1, mark * WIDTH))} 0V${HEIGHT}`}
        />
      </svg>
      <p className={styles.ends}>
        <span>{from}</span>
        <span>{to}</span>
      </p>
    </div>
  );
}
