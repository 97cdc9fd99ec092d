import { useMemo } from "react";
import { type ReadProgress, useCriticalTime } from "../../api/critical.ts";
import { countedTraces, criticalSummary } from "../../logic/critical-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import type { SearchParams } from "../../logic/search-params.ts";
import { serviceColours } from "../../logic/service-colours.ts";
import { Failure } from "../../widgets/Failure.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { WherePaths } from "./WherePaths.tsx";
import { WhereTable } from "./WhereTable.tsx";
import styles from "./WhereView.module.css";

interface WhereViewProps {
  readonly params: SearchParams;
  /** Grows when somebody asks for everything anew. */
  readonly round: number;
  readonly onSort: (sort: string) => void;
  readonly onAsk: (params: SearchParams) => void;
}

/** Where the traces of a search spend their time: what they waited for, by operation and by path. */
export function WhereView({ params, round, onSort, onAsk }: WhereViewProps) {
  const where = useCriticalTime(params, round);
  const { data: time, error, isFetching, progress, refetch } = where;
  const colours = useMemo(
    () => serviceColours(time?.paths.map(({ service }) => service) ?? []),
    [time],
  );
  // Other conditions of the search may hold for other spans of the same traces only.
  const onOperation = ({
    service,
    operation,
  }: {
    readonly service: string;
    readonly operation: string;
  }) => {
    const { lookback = "", start = "", end = "" } = params;
    onAsk({ lookback, start, end, service, operation });
  };
  return (
    <section className={styles.where} aria-label="Where the time goes" aria-busy={isFetching}>
      <p role="status" className={styles.summary}>
        {isFetching ? progressText(progress) : time === undefined ? "" : summaryText(time)}
      </p>
      {error !== null && (
        <Failure title="The traces were not read" error={error} onRetry={() => void refetch()} />
      )}
      {time !== undefined && error === null && (
        <div className={styles.answer}>
          {time.warnings.length > 0 && (
            <Notice
              tone="warning"
              title={
                time.partial === undefined ? "About these traces" : "Not all traces are counted"
              }
            >
              {time.warnings.join("; ")}.
            </Notice>
          )}
          {time.operations.length > 0 && (
            <>
              <WhereTable {...{ time, colours, onSort, onOperation }} sort={params.sort} />
              <WherePaths key={where.dataUpdatedAt} {...{ time, colours, onOperation }} />
            </>
          )}
        </div>
      )}
    </section>
  );
}

function progressText(progress: ReadProgress | undefined): string {
  if (progress === undefined || progress.foundCount === 0) return "Looking for the traces …";
  const { readCount, foundCount } = progress;
  return `Reading traces: ${readCount.toLocaleString()} of ${foundCount.toLocaleString()} …`;
}

function summaryText(time: NonNullable<ReturnType<typeof useCriticalTime>["data"]>): string {
  if (time.traceCount === 0) return "No trace was counted.";
  if (time.operations.length === 0) return `No span of ${countedTraces(time)} took any time.`;
  const { p50Us, p95Us } = time;
  return `${criticalSummary(time)} Half of them took ${formatDuration(p50Us)} or less, p95 is ${formatDuration(p95Us)}.`;
}
