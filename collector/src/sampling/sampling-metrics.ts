import { Counter, Gauge, type Registry } from "prom-client";

/** What sampling counts, whichever role answers. */
export interface SamplingMetrics {
  /** A client asked for a strategy: it got one, asked wrongly, or there was none to be had. */
  requested(transport: "http" | "grpc", outcome: "answered" | "invalid" | "unavailable"): void;
  /** The strategies file was read: a new version is in effect, or it could not be used. */
  reloaded(outcome: "loaded" | "failed"): void;
  /** Probabilities were computed from the store, or the store did not answer in time. */
  computed(outcome: "computed" | "failed", atMs: number): void;
  /** An agent asked a collector for a strategy. */
  fetched(outcome: "fetched" | "failed"): void;
}

/** The metrics in a registry; asked twice for the same registry, the same ones. */
export function samplingMetrics(registry: Registry): SamplingMetrics {
  const existing = known.get(registry);
  if (existing !== undefined) return existing;
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const requests = counter(
    "spanhouse_sampling_requests_total",
    "Requests for a sampling strategy by transport and outcome: answered, invalid, unavailable.",
    "transport",
    "outcome",
  );
  const reloads = counter(
    "spanhouse_sampling_reloads_total",
    "Readings of the strategies file that changed something: loaded, failed.",
    "outcome",
  );
  const computations = counter(
    "spanhouse_sampling_computations_total",
    "Computations of adaptive probabilities: computed, failed.",
    "outcome",
  );
  const fetches = counter(
    "spanhouse_sampling_fetches_total",
    "Strategies that an agent asked collectors for: fetched, failed.",
    "outcome",
  );
  let computedAtMs: number | undefined;
  new Gauge({
    name: "spanhouse_sampling_computation_age_seconds",
    help: "Age of the adaptive probabilities in effect; 0 when there are none.",
    registers: [registry],
    collect() {
      this.set(computedAtMs === undefined ? 0 : Math.max(0, Date.now() - computedAtMs) / 1000);
    },
  });
  const metrics: SamplingMetrics = {
    requested: (transport, outcome) => requests.labels(transport, outcome).inc(),
    reloaded: (outcome) => reloads.labels(outcome).inc(),
    computed(outcome, atMs) {
      computations.labels(outcome).inc();
      if (outcome === "computed") computedAtMs = atMs;
    },
    fetched: (outcome) => fetches.labels(outcome).inc(),
  };
  known.set(registry, metrics);
  return metrics;
}

const known = new WeakMap<Registry, SamplingMetrics>();
