import type { OwnSearchResult } from "@spanhouse/model";
import { serviceColours } from "../../logic/service-colours.ts";
import { DEFAULT_LOOKBACK, LOOKBACKS, type SearchParams } from "../../logic/search-params.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { useNow } from "../../widgets/use-now.ts";
import { TraceItem } from "./TraceItem.tsx";
import styles from "./TraceList.module.css";

/** How often "5 s ago" is renewed. */
const AGO_INTERVAL_MS = 5_000;

interface TraceListProps {
  readonly result: OwnSearchResult;
  /** The answer to the question before, while the new one is on its way. */
  readonly outdated: boolean;
  readonly live: boolean;
  readonly params: SearchParams;
  readonly onLive: (live: boolean) => void;
  readonly onRefresh: () => void;
}

/** What was found, newest first. */
export function TraceList({ result, outdated, live, params, onLive, onRefresh }: TraceListProps) {
  const nowMs = useNow(AGO_INTERVAL_MS);
  const { traces } = result;
  const colours = serviceColours(
    traces.flatMap(({ services }) => services.map(({ name }) => name)),
  );
  const longestUs = traces.reduce((longest, trace) => Math.max(longest, trace.durationUs), 0);

  return (
    <section aria-label="Traces found" aria-busy={outdated} className={styles.results}>
      <div className={styles.head}>
        <p role="status">
          <strong>{countText(result)}</strong> {whenText(params)}
          {traces.length > 1 && !result.limited && ", newest first"}
        </p>
        <IconButton
          label={live ? "Stop refreshing by itself" : "Refresh by itself every few seconds"}
          pressed={live}
          onClick={() => onLive(!live)}
        >
          <Icon name="live" />
        </IconButton>
        <IconButton label="Refresh" onClick={onRefresh}>
          <Icon name="refresh" />
        </IconButton>
      </div>
      {result.warnings.length > 0 && (
        <Notice tone="warning" title="About this answer">
          {result.warnings.join(" ")}
        </Notice>
      )}
      {traces.length === 0 ? (
        <Notice tone="plain" title="No trace matches">
          Look further back in time, or ask for less: a span matches only when its service, its
          operation, its duration and all attributes do. Attribute values are compared whole.
        </Notice>
      ) : (
        <ol className={styles.list}>
          {traces.map((trace) => (
            <TraceItem
              key={trace.traceId}
              trace={trace}
              colours={colours}
              longestUs={longestUs}
              nowMs={nowMs}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function countText({ traces, limited }: OwnSearchResult): string {
  if (traces.length === 1) return "1 trace";
  return limited ? `The ${traces.length} newest traces` : `${traces.length} traces`;
}

function whenText({ lookback = DEFAULT_LOOKBACK }: SearchParams): string {
  const preset = LOOKBACKS.find(({ value }) => value === lookback);
  return preset === undefined ? "in the chosen time" : `in the ${preset.label.toLowerCase()}`;
}
