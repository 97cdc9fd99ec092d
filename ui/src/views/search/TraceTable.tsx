import type { OwnTraceSummary } from "@spanhouse/model";
import { useRef } from "react";
import type { SearchOrder } from "../../logic/search-params.ts";
import type { ServiceColour } from "../../logic/service-colours.ts";
import { formatAgo, formatMoment, toUnixMs } from "../../logic/moment.ts";
import { chunksOf, FIRST_CHUNKS, TRACES_AT_ONCE } from "../../logic/trace-chunks.ts";
import { text } from "../../texts/search-results.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { useNearScreen } from "../../widgets/use-near-screen.ts";
import { DurationBar } from "./DurationBar.tsx";
import { type Picks, PickTrace } from "./PickTrace.tsx";
import { TraceLink } from "./TraceLink.tsx";
import styles from "./TraceTable.module.css";

/** Services beyond this are counted, not named. */
const CHIPS_MAX = 3;

/** About as high as a row is. */
const ROW_PX = 32;

interface TraceTableProps extends Picks {
  readonly traces: readonly OwnTraceSummary[];
  readonly colours: ReadonlyMap<string, ServiceColour>;
  readonly longestUs: number;
  readonly nowMs: number;
  readonly order: SearchOrder;
  readonly onOrder: (order: SearchOrder) => void;
}

/** The traces one a row; the heads of columns sort, on the server. */
export function TraceTable({ traces, order, onOrder, ...item }: TraceTableProps) {
  const head = (label: string, by: SearchOrder, number = false) => (
    <th scope="col" aria-sort={order === by ? "descending" : "none"} data-number={number}>
      <button type="button" onClick={() => onOrder(by)}>
        {label}
        {order === by && <Icon name="down" size={12} />}
      </button>
    </th>
  );
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-rowcount={traces.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{text.trace}</th>
            {head(text.started, "newest")}
            {head(text.duration, "longest")}
            {head(text.spans, "mostSpans", true)}
            {head(text.errors, "mostErrors", true)}
            <th scope="col">{text.services}</th>
            <td className={styles.end} />
          </tr>
        </thead>
        {chunksOf(traces).map((chunk, place) => (
          <Chunk key={place} chunk={chunk} place={place} {...item} />
        ))}
      </table>
    </div>
  );
}

interface ChunkProps extends Pick<TraceTableProps, "colours" | "longestUs" | "nowMs">, Picks {
  readonly chunk: readonly OwnTraceSummary[];
  readonly place: number;
}

/** Rows that are in the document only while they are near the screen. */
function Chunk({ chunk, place, ...item }: ChunkProps) {
  const ref = useRef<HTMLTableSectionElement>(null);
  const { isNear, heightPx } = useNearScreen(ref, place < FIRST_CHUNKS);
  const height = heightPx ?? chunk.length * ROW_PX;
  return (
    <tbody ref={ref} aria-hidden={isNear ? undefined : true}>
      {isNear ? (
        chunk.map((trace, at) => (
          <TraceRow
            key={trace.traceId}
            trace={trace}
            rowIndex={place * TRACES_AT_ONCE + at + 2}
            {...item}
          />
        ))
      ) : (
        <tr style={{ height }} />
      )}
    </tbody>
  );
}

interface TraceRowProps extends Pick<TraceTableProps, "colours" | "longestUs" | "nowMs">, Picks {
  readonly trace: OwnTraceSummary;
  /** The head is row 1. */
  readonly rowIndex: number;
}

function TraceRow({ trace, rowIndex, colours, longestUs, nowMs, ...picks }: TraceRowProps) {
  const { services, errorCount } = trace;
  const shown = [...services].sort((a, b) => b.spanCount - a.spanCount).slice(0, CHIPS_MAX);
  return (
    <tr data-trace={trace.traceId} aria-rowindex={rowIndex}>
      <td className={styles.what}>
        <TraceLink trace={trace} />
      </td>
      <td className={styles.when} title={formatMoment(trace.startUnixNano)}>
        {formatAgo(toUnixMs(trace.startUnixNano), nowMs)}
      </td>
      <td className={styles.duration}>
        <DurationBar trace={trace} longestUs={longestUs} colours={colours} />
      </td>
      <td data-number>{trace.spanCount.toLocaleString()}</td>
      <td data-number className={errorCount > 0 ? styles.errors : undefined}>
        {errorCount > 0 && <Icon name="error" size={12} />}
        {errorCount.toLocaleString()}
      </td>
      <td>
        <span className={styles.services}>
          {shown.map(({ name }) => (
            <ServiceChip key={name} name={name} colour={colours.get(name)} />
          ))}
          {services.length > CHIPS_MAX && <span>{text.andMore(services.length - CHIPS_MAX)}</span>}
        </span>
      </td>
      <td>
        <PickTrace trace={trace} {...picks} />
      </td>
    </tr>
  );
}
