import type { LaneState, Store } from "@spanhouse/storage";
import { Counter, Gauge, type Registry } from "prom-client";

/** What a metric of the lanes says of each. */
interface LaneMetric {
  readonly name: string;
  readonly help: string;
  readonly read: (lane: LaneState) => number;
}

const GAUGES: readonly LaneMetric[] = [
  {
    name: "spanhouse_store_lane_sessions",
    help: "Queries that the store answers at a time, by kind of work",
    read: ({ sessions }) => sessions,
  },
  {
    name: "spanhouse_store_lane_running",
    help: "Queries that run in the store, by kind of work",
    read: ({ running }) => running,
  },
  {
    name: "spanhouse_store_lane_waiting",
    help: "Queries that wait for their turn, by kind of work",
    read: ({ waiting }) => waiting,
  },
];

const COUNTERS: readonly LaneMetric[] = [
  {
    name: "spanhouse_store_queries_total",
    help: "Queries that the store started, by kind of work",
    read: ({ started }) => started,
  },
  {
    name: "spanhouse_store_refused_queries_total",
    help: "Queries that were refused because too many waited or they waited too long, by kind of work",
    read: ({ refused }) => refused,
  },
  {
    name: "spanhouse_store_wait_seconds_total",
    help: "Time that all queries together waited for their turn, by kind of work",
    read: ({ waitedMs }) => waitedMs / 1000,
  },
];

/** Metrics of the store's lanes. The store counts; this asks it when somebody looks. */
export function registerStoreMetrics(metrics: Registry, store: Pick<Store, "load">): void {
  const registers = [metrics];
  const labelNames = ["lane"];
  for (const { name, help, read } of GAUGES) {
    const gauge: Gauge = new Gauge({
      ...{ name, help, labelNames, registers },
      collect: () => {
        for (const lane of store.load().lanes) gauge.set({ lane: lane.lane }, read(lane));
      },
    });
  }
  for (const { name, help, read } of COUNTERS) {
    const counter: Counter = new Counter({
      ...{ name, help, labelNames, registers },
      collect: () => {
        counter.reset();
        for (const lane of store.load().lanes) counter.inc({ lane: lane.lane }, read(lane));
      },
    });
  }
  const stopped: Counter = new Counter({
    name: "spanhouse_store_stopped_queries_total",
    help: "Queries that were stopped because nobody waited for them any more",
    registers,
    collect: () => {
      stopped.reset();
      stopped.inc(store.load().stoppedQueries);
    },
  });
}
