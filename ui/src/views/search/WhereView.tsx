import { useMemo } from "react";
import { type ReadProgress, useCriticalTime } from "../../api/critical.ts";
import { criticalSummary } from "../../logic/critical-words.ts";
import type { SearchParams } from "../../logic/search-params.ts";
import { serviceColours } from "../../logic/service-colours.ts";
import { text } from "../../texts/critical.ts";
import { Failure } from "../../widgets/Failure.tsx";
import { FromService } from "../../widgets/FromService.tsx";
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
    <section className={styles.where} aria-label={text.whereTimeGoes} aria-busy={isFetching}>
      <p role="status" className={styles.summary}>
        {isFetching ? progressText(progress) : time === undefined ? "" : criticalSummary(time)}
      </p>
      {error !== null && (
        <Failure title={text.notRead} error={error} onRetry={() => void refetch()} />
      )}
      {time !== undefined && error === null && (
        <div className={styles.answer}>
          {time.warnings.length > 0 && (
            <Notice
              tone="warning"
              title={time.partial === undefined ? text.aboutTraces : text.notAllCounted}
            >
              <FromService>{time.warnings.join("; ")}.</FromService>
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
  if (progress === undefined || progress.foundCount === 0) return text.looking;
  const { readCount, foundCount } = progress;
  return text.reading(readCount, foundCount);
}
