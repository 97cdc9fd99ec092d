import { formatDuration } from "../../logic/duration.ts";
import { foldSummary } from "../../logic/fold-siblings.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-rows.ts";
import styles from "./FoldSummary.module.css";

interface FoldSummaryProps {
  readonly model: TraceModel;
  readonly row: number;
  /** First row after the fold. */
  readonly end: number;
}

/** How many similar siblings a row stands for, and how long they took. */
export function FoldSummary({ model, row, end }: FoldSummaryProps) {
  const fold = foldSummary(model.trace.spans, row, end);
  const said = text.folded({
    p50: formatDuration(fold.p50Us),
    p95: formatDuration(fold.p95Us),
    sum: formatDuration(fold.sumUs),
    errors: fold.errorCount,
  });
  return (
    <>
      <span className={styles.count}>× {fold.spanCount.toLocaleString()}</span>
      <span className={styles.fold}>{said}</span>
    </>
  );
}
