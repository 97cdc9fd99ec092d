import type { OwnTraceSummary } from "@spanhouse/model";
import { text } from "../../texts/search-results.tsx";
import styles from "./PickTrace.module.css";

/** What is picked in a list of traces. */
export interface Picks {
  /** Ids. */
  readonly picked: readonly string[];
  readonly onPick: (traceId: string) => void;
}

interface PickTraceProps extends Picks {
  readonly trace: OwnTraceSummary;
}

/** Picks a trace to be compared. It shows with the pointer or the focus, and while anything is picked. */
export function PickTrace({ trace, picked, onPick }: PickTraceProps) {
  const { traceId, rootService, rootOperation } = trace;
  return (
    <label className={styles.pick} data-shown={picked.length > 0 || undefined}>
      <input
        type="checkbox"
        aria-label={text.compareTrace(rootService, rootOperation)}
        checked={picked.includes(traceId)}
        onChange={() => onPick(traceId)}
      />
      <span className={styles.word}>{text.compare}</span>
    </label>
  );
}
