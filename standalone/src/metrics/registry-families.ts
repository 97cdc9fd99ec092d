import type { MetricFamily, MetricLabels, MetricSample, MetricType } from "@spanhouse/wire";
import type { MetricObjectWithValues, MetricValue, Registry } from "prom-client";

type RegisteredMetric = MetricObjectWithValues<MetricValue<string> & { metricName?: string }>;

/** What prom-client has counted, as families. Its own writer knows one format for each registry, not for each request. */
export async function registryFamilies(registry: Registry): Promise<readonly MetricFamily[]> {
  const metrics = (await registry.getMetricsAsJSON()) as unknown as readonly RegisteredMetric[];
  return metrics.map(toFamily);
}

function toFamily(metric: RegisteredMetric): MetricFamily {
  const type = String(metric.type) as MetricType;
  const name = type === "counter" ? metric.name.replace(/_total$/, "") : metric.name;
  return {
    name,
    type,
    help: metric.help,
    ...(type === "counter" && name === metric.name ? { plainAlias: true } : {}),
    samples: [...samplesOf(metric, type)],
  };
}

function* samplesOf(metric: RegisteredMetric, type: MetricType): Generator<MetricSample> {
  for (const { labels, value, metricName } of metric.values) {
    const { le, quantile } = labels;
    const bound = le ?? quantile;
    yield {
      suffix: type === "counter" ? "_total" : suffixOf(metricName, metric.name),
      labels: withoutBounds(labels),
      ...(bound === undefined ? {} : { [le === undefined ? "quantile" : "le"]: toBound(bound) }),
      value,
    };
  }
}

function suffixOf(sample: string | undefined, family: string): MetricSample["suffix"] {
  return (sample === undefined ? "" : sample.slice(family.length)) as MetricSample["suffix"];
}

function toBound(bound: string | number): number {
  return bound === "+Inf" ? Infinity : Number(bound);
}

function withoutBounds(labels: Partial<Record<string, string | number>>): MetricLabels {
  return Object.entries(labels)
    .filter(([name]) => name !== "le" && name !== "quantile")
    .map(([name, value]) => [name, String(value)]);
}
