import type { OwnTraceSummary } from "@spanhouse/model";
import { formatDuration, formatDurationExact } from "../../logic/duration.ts";
import { cssColour, type ServiceColour } from "../../logic/service-colours.ts";
import { ShareBar } from "../../widgets/ShareBar.tsx";
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
      <ShareBar {...{ share, background }} />
    </div>
  );
}
