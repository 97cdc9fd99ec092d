import type { OwnFreshness } from "@spanhouse/model";
import type { SearchState } from "../../api/trace-search.ts";
import { formatAgo } from "../../logic/moment.ts";
import {
  DEFAULT_LOOKBACK,
  LOOKBACKS,
  orderOf,
  type SearchOrder,
  type SearchParams,
} from "../../logic/search-params.ts";
import styles from "./ResultsStatus.module.css";

interface ResultsStatusProps {
  readonly state: SearchState;
  readonly params: SearchParams;
  readonly paused: boolean;
  readonly nowMs: number;
}

/** How much was found, whether that is all, and how fresh it is. */
export function ResultsStatus({ state, params, paused, nowMs }: ResultsStatusProps) {
  const { end, busy, askedUnixMs } = state;
  const isLive = params.live !== undefined;
  return (
    <div className={styles.status}>
      <p role="status">
        <strong>{countText(state, orderOf(params))}</strong> {whenText(params)}
        {busy === "all" && !isLive && " · searching …"}
      </p>
      {end !== undefined && busy !== "all" && (
        <p className={styles.fresh}>
          {isLive && (paused ? "Live, paused while you are at the list · " : "Live · ")}
          asked {formatAgo(askedUnixMs, Math.max(nowMs, askedUnixMs))}
          {freshnessText(end.freshness, nowMs)}
        </p>
      )}
    </div>
  );
}

const SUPERLATIVES: Readonly<Record<SearchOrder, string>> = {
  newest: "newest",
  longest: "longest",
  mostErrors: "traces with the most errors",
  mostSpans: "traces with the most spans",
};

function countText({ traces, end }: SearchState, order: SearchOrder): string {
  const count = traces.length.toLocaleString();
  if (end?.nextCursor !== undefined && traces.length > 1) {
    const best = SUPERLATIVES[order];
    return best.startsWith("traces") ? `The ${count} ${best}` : `The ${count} ${best} traces`;
  }
  return traces.length === 1 ? "1 trace" : `${count} traces`;
}

function whenText({ lookback = DEFAULT_LOOKBACK }: SearchParams): string {
  const preset = LOOKBACKS.find(({ value }) => value === lookback);
  return preset === undefined ? "in the chosen time" : `in the ${preset.label.toLowerCase()}`;
}

/** What has arrived and cannot be found yet. */
function freshnessText(freshness: OwnFreshness | null, nowMs: number): string {
  if (freshness === null) return "";
  const { pendingSpans, oldestPendingUnixMs } = freshness;
  if (pendingSpans === 0) return ", with everything that had arrived";
  const since =
    oldestPendingUnixMs === undefined
      ? ""
      : `, the oldest ${formatAgo(oldestPendingUnixMs, nowMs)}`;
  const spans = pendingSpans === 1 ? "1 span" : `${pendingSpans.toLocaleString()} spans`;
  return ` · ${spans} arrived and cannot be searched yet${since}`;
}
