import type { OwnTraceSummary } from "@spanhouse/model";
import { formatDuration, formatDurationExact } from "../../logic/duration.ts";
import { cssColour, type ServiceColour } from "../../logic/service-colours.ts";
import styles from "./DurationBar.module.css";

interface DurationBarProps {
  readonly trace: OwnTraceSummary;
  /** Duration of the longest trace of the list. */
  readonly longestUs: number;
  readonly colours: ReadonlyMap<string, ServiceColour>;
}

/** How long a trace took, in words and beside the longest. */
export function DurationBar({ trace, longestUs, colours }: DurationBarProps) {
  const share = longestUs === 0 ? 0 : trace.durationUs / longestUs;
  const colour = colours.get(trace.rootService);
  const background = colour === undefined ? undefined : cssColour(colour);
  return (
    <div className={styles.duration} title={formatDurationExact(trace.durationUs)}>
      <span className={styles.amount}>{formatDuration(trace.durationUs)}</span>
      <span className={styles.track}>
        <span className={styles.bar} style={{ width: `${share * 100}%`, background }} />
      </span>
    </div>
  );
}
