import { Counter, Gauge, type Registry } from "prom-client";

/** The counter of that name: doors share a registry, and each counts under its own labels. */
export function counterOf<Label extends string>(
  registry: Registry,
  name: string,
  { help, labelNames }: { readonly help: string; readonly labelNames: readonly Label[] },
): Counter<Label> {
  const existing = registry.getSingleMetric(name);
  if (existing instanceof Counter) return existing;
  return new Counter({ name, help, labelNames, registers: [registry] });
}

/** Shows `value` under `labels` of the gauge of that name, asked at each look at the metrics. */
export function gaugeOf(
  registry: Registry,
  name: string,
  options: {
    readonly help: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: () => number;
  },
): void {
  const { help, labels, value } = options;
  const existing = registry.getSingleMetric(name);
  const gauge =
    existing instanceof WatchedGauge
      ? existing
      : new WatchedGauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
  gauge.watch(labels, value);
}

/** A gauge whose values are asked for when they are looked at. */
class WatchedGauge extends Gauge {
  readonly #watched: (() => void)[] = [];

  watch(labels: Readonly<Record<string, string>>, value: () => number): void {
    this.#watched.push(() => this.set(labels, value()));
  }

  collect(): void {
    for (const look of this.#watched) look();
  }
}
