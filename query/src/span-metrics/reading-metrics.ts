import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What a reading found. */
export interface ReadingOutcome {
  readonly seconds: number;
  /** Series with a place of their own. */
  readonly series: { readonly spans: number; readonly edges: number };
  /** Series that grew in this reading and have none. */
  readonly overflowing: { readonly spans: number; readonly edges: number };
  /** Series that the store left out, so that they are counted nowhere. */
  readonly leftOut: number;
}

/** Metrics about the metrics of spans: how old they are, and what they leave out. */
export class ReadingMetrics {
  readonly #now: () => number;
  readonly #readings: Counter<"outcome">;
  readonly #duration: Histogram;
  readonly #series: Gauge<"of">;
  readonly #overflowing: Gauge<"of">;
  readonly #leftOut: Gauge;
  #readAtMs: number | undefined;

  constructor(metrics: Registry, now: () => number) {
    this.#now = now;
    const registers = [metrics];
    this.#readings = new Counter({
      name: "spanhouse_span_metrics_readings_total",
      help: "Readings of the store for metrics of spans, by outcome.",
      labelNames: ["outcome"],
      registers,
    });
    this.#duration = new Histogram({
      name: "spanhouse_span_metrics_reading_duration_seconds",
      help: "Time of a reading that succeeded.",
      buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20],
      registers,
    });
    this.#series = new Gauge({
      name: "spanhouse_span_metrics_series",
      help: "Series of spans and of edges that have a place of their own.",
      labelNames: ["of"],
      registers,
    });
    this.#overflowing = new Gauge({
      name: "spanhouse_span_metrics_overflowing_series",
      help: "Series that grew in the last reading and are counted in __overflow__.",
      labelNames: ["of"],
      registers,
    });
    this.#leftOut = new Gauge({
      name: "spanhouse_span_metrics_left_out_series",
      help: "Series that the last reading left out altogether, because the store has too many.",
      registers,
    });
    const age: Gauge = new Gauge({
      name: "spanhouse_span_metrics_age_seconds",
      help: "Age of the metrics of spans; -1 before the first reading.",
      registers,
      collect: () => age.set(this.#readAtMs === undefined ? -1 : this.ageMs() / 1000),
    });
  }

  /** Since the last reading that succeeded; Infinity before the first one. */
  ageMs(): number {
    return this.#readAtMs === undefined ? Infinity : Math.max(0, this.#now() - this.#readAtMs);
  }

  succeeded({ seconds, series, overflowing, leftOut }: ReadingOutcome): void {
    this.#readAtMs = this.#now();
    this.#readings.inc({ outcome: "succeeded" });
    this.#duration.observe(seconds);
    for (const of of ["spans", "edges"] as const) {
      this.#series.set({ of }, series[of]);
      this.#overflowing.set({ of }, overflowing[of]);
    }
    this.#leftOut.set(leftOut);
  }

  failed(): void {
    this.#readings.inc({ outcome: "failed" });
  }
}
