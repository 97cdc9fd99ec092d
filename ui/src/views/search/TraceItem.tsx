import type { OwnTraceSummary } from "@spanhouse/model";
import { formatAgo, formatMoment, toUnixMs } from "../../logic/moment.ts";
import type { ServiceColour } from "../../logic/service-colours.ts";
import { text } from "../../texts/search-results.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { DurationBar } from "./DurationBar.tsx";
import { type Picks, PickTrace } from "./PickTrace.tsx";
import styles from "./TraceItem.module.css";
import { TraceLink } from "./TraceLink.tsx";

/** Services beyond this are counted, not named. */
const CHIPS_MAX = 8;

interface TraceItemProps extends Picks {
  readonly trace: OwnTraceSummary;
  readonly colours: ReadonlyMap<string, ServiceColour>;
  /** Duration of the longest trace of the list. */
  readonly longestUs: number;
  readonly nowMs: number;
  /** Its place in the list, from 1, and how many there are: not all of them are in the document. */
  readonly position: number;
  readonly count: number;
}

/** One trace of the list; the whole item leads to it. */
export function TraceItem(props: TraceItemProps) {
  const { trace, colours, longestUs, nowMs, position, count, picked, onPick } = props;
  const { services, errorCount, spanCount } = trace;
  // The services with the most spans say most about a trace.
  const shown = [...services].sort((a, b) => b.spanCount - a.spanCount).slice(0, CHIPS_MAX);
  return (
    <div
      role="listitem"
      aria-posinset={position}
      aria-setsize={count}
      className={styles.item}
      data-trace={trace.traceId}
    >
      <div className={styles.what}>
        <TraceLink trace={trace} />
        <span className={styles.id}>{trace.traceId.slice(0, 8)}</span>
        <PickTrace {...{ trace, picked, onPick }} />
      </div>
      <DurationBar trace={trace} longestUs={longestUs} colours={colours} />
      <div className={styles.counts}>
        <span>{text.countedSpans(spanCount)}</span>
        {errorCount > 0 && (
          <span className={styles.errors}>
            <Icon name="error" size={13} />
            {text.countedErrors(errorCount)}
          </span>
        )}
      </div>
      <div className={styles.when}>
        <span>{formatAgo(toUnixMs(trace.startUnixNano), nowMs)}</span>
        <span className={styles.moment}>{formatMoment(trace.startUnixNano)}</span>
      </div>
      <ul className={styles.services} aria-label={text.services}>
        {shown.map(({ name, spanCount: spans }) => (
          <li key={name}>
            <ServiceChip name={name} spanCount={spans} colour={colours.get(name)} />
          </li>
        ))}
        {services.length > CHIPS_MAX && <li>{text.andMore(services.length - CHIPS_MAX)}</li>}
      </ul>
    </div>
  );
}
