import type { Store } from "@spanhouse/storage";
import { SPAN_METRICS_SERIES_READ_MAX } from "../limits.ts";
import type { CallTotals, SpanMetricsSource } from "./span-metrics-source.ts";

const TENANT = "";
const NANO_PER_SECOND = 1e9;
const NO_CALLS: CallTotals = { edges: [], foldedCalls: 0, unpaired: { clients: 0, servers: 0 } };

/** The store's rollups as what metrics of spans are made of. */
export function storeSource(store: Pick<Store, "red" | "exemplars">): SpanMetricsSource {
  return {
    readSpanTotals: (day, signal) =>
      store.red.readRedCounters(
        {
          ...{ tenant: TENANT, firstReceivedDay: day, lastReceivedDay: day },
          seriesMax: SPAN_METRICS_SERIES_READ_MAX,
        },
        { signal },
      ),
    readCallTotals: () => Promise.resolve(NO_CALLS),
    findStoredSpans: async (spans, signal) => {
      const stored = await store.exemplars.findStoredSpans(TENANT, spans, { signal });
      return new Map([...stored].map(([key, nano]) => [key, Number(nano) / NANO_PER_SECOND]));
    },
  };
}
