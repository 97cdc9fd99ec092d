import type { OwnTraceSummary } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { formatDuration, formatDurationExact } from "../../logic/duration.ts";
import { formatAgo, formatMoment, toUnixMs } from "../../logic/moment.ts";
import { cssColour, type ServiceColour } from "../../logic/service-colours.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import styles from "./TraceItem.module.css";

/** Services beyond this are counted, not named. */
const CHIPS_MAX = 8;

interface TraceItemProps {
  readonly trace: OwnTraceSummary;
  readonly colours: ReadonlyMap<string, ServiceColour>;
  /** Duration of the longest trace of the list. */
  readonly longestUs: number;
  readonly nowMs: number;
}

/** One trace of the list; the whole item leads to it. */
export function TraceItem({ trace, colours, longestUs, nowMs }: TraceItemProps) {
  const { services, errorCount, spanCount } = trace;
  // The services with the most spans say most about a trace.
  const shown = [...services].sort((a, b) => b.spanCount - a.spanCount).slice(0, CHIPS_MAX);
  return (
    <li className={styles.item} data-trace={trace.traceId}>
      <div className={styles.what}>
        <Link to="/trace/$traceId" params={{ traceId: trace.traceId }} className={styles.link}>
          {trace.rootOperation === "" ? (
            <em>root span has not arrived</em>
          ) : (
            <>
              <span className={styles.service}>{trace.rootService}</span> {trace.rootOperation}
            </>
          )}
        </Link>
        <span className={styles.id}>{trace.traceId.slice(0, 8)}</span>
      </div>
      <DurationBar trace={trace} longestUs={longestUs} colours={colours} />
      <div className={styles.counts}>
        <span>
          {spanCount.toLocaleString()} {spanCount === 1 ? "span" : "spans"}
        </span>
        {errorCount > 0 && (
          <span className={styles.errors}>
            <Icon name="error" size={13} />
            {errorCount.toLocaleString()} {errorCount === 1 ? "error" : "errors"}
          </span>
        )}
      </div>
      <div className={styles.when}>
        <span>{formatAgo(toUnixMs(trace.startUnixNano), nowMs)}</span>
        <span className={styles.moment}>{formatMoment(trace.startUnixNano)}</span>
      </div>
      <ul className={styles.services} aria-label="Services">
        {shown.map(({ name, spanCount: count }) => (
          <li key={name}>
            <ServiceChip name={name} spanCount={count} colour={colours.get(name)} />
          </li>
        ))}
        {services.length > CHIPS_MAX && <li>and {services.length - CHIPS_MAX} more</li>}
      </ul>
    </li>
  );
}

function DurationBar({ trace, longestUs, colours }: Omit<TraceItemProps, "nowMs">) {
  const share = longestUs === 0 ? 0 : trace.durationUs / longestUs;
  const colour = colours.get(trace.rootService);
  return (
    <div className={styles.duration} title={formatDurationExact(trace.durationUs)}>
      <span className={styles.amount}>{formatDuration(trace.durationUs)}</span>
      <span className={styles.track}>
        <span
          className={styles.bar}
          style={{
            width: `${share * 100}%`,
            background: colour === undefined ? undefined : cssColour(colour),
          }}
        />
      </span>
    </div>
  );
}
