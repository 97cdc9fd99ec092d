import type { MetricExemplar, MetricFamily, MetricLabels, MetricSample } from "@spanhouse/wire";
import type { GrowingSeries, SeriesTotal } from "./growing-series.ts";
import { histogramSamples } from "./histogram-samples.ts";
import { EDGE_BOUNDS_SECONDS, edgeBucketOfBin } from "./latency-buckets.ts";
import type { CallLatency, CallTotal, CallTotals } from "./span-metrics-source.ts";
import { OVERFLOW, type SeriesLabels } from "./series-labels.ts";

/**
 * Numbers of a series of `traces_service_graph_…`: calls, failed ones, and for each end the sum of the durations
 * in nanoseconds and the calls per bucket.
 */
const CALLS = 0;
const FAILED = 1;
const CLIENT = 2;
const HISTOGRAM_WIDTH = 1 + EDGE_BOUNDS_SECONDS.length + 1;
const SERVER = CLIENT + HISTOGRAM_WIDTH;
export const EDGE_SERIES_WIDTH = SERVER + HISTOGRAM_WIDTH;
const NANO_PER_SECOND = 1e9;

/** Numbers of the series of ends whose other end is unknown. */
export const UNPAIRED_SERIES_WIDTH = 1;

/** What the store counted of an edge as the total of a series. */
export function edgeSeriesTotal(total: CallTotal): SeriesTotal<SeriesLabels> {
  const { client, server, connectionType } = total;
  const values = new Float64Array(EDGE_SERIES_WIDTH);
  values[CALLS] = total.callCount;
  values[FAILED] = total.errorCount;
  putHistogram(values, CLIENT, total.clientLatency);
  putHistogram(values, SERVER, total.serverLatency);
  const key = `${connectionType} ${client.length} ${client}${server}`;
  return { key, labels: { key, labels: labelsOf(client, server, connectionType) }, values };
}

/** The ends without another one, as totals of two series. */
export function unpairedSeriesTotals({
  unpaired,
}: CallTotals): readonly SeriesTotal<SeriesLabels>[] {
  const ends = { client: unpaired.clients, server: unpaired.servers };
  return Object.entries(ends).map(([key, count]) => ({
    ...{ key, labels: { key, labels: [["end", key]] as const } },
    values: Float64Array.of(count),
  }));
}

function putHistogram(values: Float64Array, at: number, { sumNano, bins }: CallLatency): void {
  values[at] = sumNano;
  for (const [bin, weight] of bins) values[at + 1 + edgeBucketOfBin(bin)]! += weight;
}

function labelsOf(client: string, server: string, connectionType: string): MetricLabels {
  return [
    ["client", client],
    ["server", server],
    ["connection_type", connectionType],
  ];
}

export interface EdgeFamiliesOf {
  readonly edges: readonly GrowingSeries<SeriesLabels>[];
  readonly overflow: Float64Array | undefined;
  readonly unpaired: readonly GrowingSeries<SeriesLabels>[];
  readonly exemplars: ReadonlyMap<string, MetricExemplar>;
}

/** The families `traces_service_graph_…`. */
export function edgeFamilies({
  edges,
  overflow,
  unpaired,
  exemplars,
}: EdgeFamiliesOf): readonly MetricFamily[] {
  const all: readonly Edge[] = [
    ...edges.map(({ labels: { key, labels }, values }) => ({
      ...{ labels, values, exemplar: exemplars.get(key) },
    })),
    ...(overflow === undefined
      ? []
      : [
          { labels: labelsOf(OVERFLOW, OVERFLOW, OVERFLOW), values: overflow, exemplar: undefined },
        ]),
  ];
  return [
    {
      name: "traces_service_graph_request",
      type: "counter",
      help: "Calls between two services, or from a service to what it names; weighted by sampling.",
      samples: all.map(({ labels, values, exemplar }) => ({
        ...{ suffix: "_total", labels, value: values[CALLS]! },
        ...(exemplar === undefined ? {} : { exemplar }),
      })),
    },
    {
      name: "traces_service_graph_request_failed",
      type: "counter",
      help: "Those of which at least one end is an error.",
      samples: all.map(({ labels, values }) => ({
        ...{ suffix: "_total", labels, value: values[FAILED]! },
      })),
    },
    histogram("server", "Durations of these calls as the called end saw them.", SERVER, all),
    histogram("client", "Durations of these calls as the caller saw them.", CLIENT, all),
    {
      name: "traces_service_graph_unpaired_spans",
      type: "counter",
      help: "Ends of calls whose other end is not stored and that name no peer, by which end they are.",
      samples: unpaired.map(({ labels: { labels }, values }) => ({
        ...{ suffix: "_total", labels, value: values[0]! },
      })),
    },
  ];
}

interface Edge {
  readonly labels: MetricLabels;
  readonly values: Float64Array;
  readonly exemplar: MetricExemplar | undefined;
}

function histogram(
  end: "server" | "client",
  help: string,
  at: number,
  edges: readonly Edge[],
): MetricFamily {
  return {
    ...{ name: `traces_service_graph_request_${end}_seconds`, type: "histogram", help },
    samples: {
      *[Symbol.iterator](): Generator<MetricSample> {
        for (const { labels, values } of edges) {
          yield* histogramSamples(labels, {
            boundsSeconds: EDGE_BOUNDS_SECONDS,
            sumSeconds: values[at]! / NANO_PER_SECOND,
            buckets: values.subarray(at + 1, at + HISTOGRAM_WIDTH),
          });
        }
      },
    },
  };
}
