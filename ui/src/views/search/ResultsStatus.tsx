import type { OwnFreshness } from "@spanhouse/model";
import type { ReactNode } from "react";
import type { SearchState } from "../../api/trace-search.ts";
import { formatAgo } from "../../logic/moment.ts";
import {
  DEFAULT_LOOKBACK,
  lookbackParts,
  orderOf,
  type SearchParams,
} from "../../logic/search-params.ts";
import { text } from "../../texts/search-results.tsx";
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
        {foundText(state, params)}
        {busy === "all" && !isLive && ` · ${text.searching}`}
      </p>
      {end !== undefined && busy !== "all" && (
        <p className={styles.fresh}>
          {isLive && `${paused ? text.livePaused : text.live} · `}
          {freshnessText(
            formatAgo(askedUnixMs, Math.max(nowMs, askedUnixMs)),
            end.freshness,
            nowMs,
          )}
        </p>
      )}
    </div>
  );
}

function foundText({ traces, end }: SearchState, params: SearchParams): ReactNode {
  const time = lookbackParts(params.lookback ?? DEFAULT_LOOKBACK);
  return end?.nextCursor !== undefined && traces.length > 1
    ? text.foundFirst(traces.length, orderOf(params), time)
    : text.found(traces.length, time);
}

/** When was asked, and what has arrived and cannot be found yet. */
function freshnessText(asked: string, freshness: OwnFreshness | null, nowMs: number): string {
  if (freshness === null) return text.asked(asked);
  const { pendingSpans, oldestPendingUnixMs: oldest } = freshness;
  if (pendingSpans === 0) return text.askedWithAll(asked);
  const pending =
    oldest === undefined
      ? text.pending(pendingSpans)
      : text.pendingSince(pendingSpans, formatAgo(oldest, nowMs));
  return `${text.asked(asked)} · ${pending}`;
}
