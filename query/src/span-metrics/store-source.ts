import type { Store } from "@spanhouse/storage";
import { EXEMPLARS_RECENT_MAX, SPAN_METRICS_SERIES_READ_MAX } from "../limits.ts";
import type { SpanMetricsSource } from "./span-metrics-source.ts";

const TENANT = "";
const NANO_PER_SECOND = 1e9;
const NANO_PER_DAY = 86_400_000_000_000n;

/** The store's rollups as what metrics of spans are made of. */
export function storeSource(
  store: Pick<Store, "red" | "graph" | "spanMetrics">,
): SpanMetricsSource {
  return {
    readSpanTotals: (day, signal) =>
      store.red.readRedCounters(
        {
          ...{ tenant: TENANT, firstReceivedDay: day, lastReceivedDay: day },
          seriesMax: SPAN_METRICS_SERIES_READ_MAX,
        },
        { signal },
      ),
    readCallTotals: (day, signal) => {
      const fromUnixNano = BigInt(day) * NANO_PER_DAY;
      const time = { fromUnixNano, toUnixNano: fromUnixNano + NANO_PER_DAY };
      return store.graph.readEdgeCounters(
        { tenant: TENANT, time, edgesMax: SPAN_METRICS_SERIES_READ_MAX },
        { signal },
      );
    },
    readRecentExemplars: (sinceUnixSeconds, signal) =>
      store.spanMetrics.readRecentExemplars(
        TENANT,
        { sinceUnixSeconds, limit: EXEMPLARS_RECENT_MAX },
        { signal },
      ),
    readTargets: (sinceReceivedDay, limit, signal) =>
      store.spanMetrics.readTargets(TENANT, { sinceReceivedDay, limit }, { signal }),
    findStoredSpans: async (spans, signal) => {
      const stored = await store.spanMetrics.findStoredSpans(TENANT, spans, { signal });
      return new Map([...stored].map(([key, nano]) => [key, Number(nano) / NANO_PER_SECOND]));
    },
  };
}
