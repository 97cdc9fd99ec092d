import type { OwnTraceSummary } from "@spanhouse/model";
import { useRef } from "react";
import { chunksOf, FIRST_CHUNKS, TRACES_AT_ONCE } from "../../logic/trace-chunks.ts";
import type { ServiceColour } from "../../logic/service-colours.ts";
import { useNearScreen } from "../../widgets/use-near-screen.ts";
import type { Picks } from "./PickTrace.tsx";
import { TraceItem } from "./TraceItem.tsx";
import styles from "./TraceList.module.css";

/** About as high as an item is. */
const ITEM_PX = 59;

interface TraceListProps extends Picks {
  readonly traces: readonly OwnTraceSummary[];
  readonly colours: ReadonlyMap<string, ServiceColour>;
  /** Duration of the longest trace of the list. */
  readonly longestUs: number;
  readonly nowMs: number;
}

/** The traces as items of two lines; only those near the screen are in the document. */
export function TraceList({ traces, ...item }: TraceListProps) {
  return (
    <div role="list" className={styles.list}>
      {chunksOf(traces).map((chunk, place) => (
        <Chunk key={place} {...{ chunk, place }} count={traces.length} {...item} />
      ))}
    </div>
  );
}

interface ChunkProps extends Omit<TraceListProps, "traces"> {
  readonly chunk: readonly OwnTraceSummary[];
  readonly place: number;
  /** Traces of the whole list. */
  readonly count: number;
}

function Chunk({ chunk, place, count, ...item }: ChunkProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { isNear, heightPx } = useNearScreen(ref, place < FIRST_CHUNKS);
  const height = heightPx ?? chunk.length * ITEM_PX;
  return (
    <div ref={ref} role="presentation" style={isNear ? undefined : { height }}>
      {isNear &&
        chunk.map((trace, at) => (
          <TraceItem
            key={trace.traceId}
            trace={trace}
            position={place * TRACES_AT_ONCE + at + 1}
            count={count}
            {...item}
          />
        ))}
    </div>
  );
}
