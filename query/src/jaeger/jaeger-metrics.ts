import type { RedAnswer, RedReader, RedSeries } from "@spanhouse/storage";
import { METRIC_TYPE_GAUGE, type DraftOf, type METRIC_FAMILY } from "@spanhouse/wire";
import { RED_WINDOW_STEPS_MAX } from "../limits.ts";
import type { MetricsParams } from "../params/metrics-params.ts";

/** What Jaeger's metrics are about. */
export type MetricsQuestion =
  | { readonly type: "latencies"; readonly quantile: number }
  | { readonly type: "calls" }
  | { readonly type: "errors" };

type Family = DraftOf<typeof METRIC_FAMILY>;

const TENANT = "";
const NANO_PER_MILLI = 1_000_000;
const NANO_PER_SECOND = 1_000_000_000n;

/** Names and sentences of Jaeger. */
const NAMES = { latencies: "latencies", calls: "call_rate", errors: "error_rate" } as const;

/**
 * One series per service, or per service and operation: latencies in milliseconds, calls per second, errors as
 * a share of calls. Each point looks back over `ratePer` from its time; steps are so long that it covers at most
 * RED_WINDOW_STEPS_MAX of them. Without spans there is no latency and no share, which is NaN.
 */
export async function readJaegerMetrics(
  red: RedReader,
  params: MetricsParams,
  question: MetricsQuestion,
  signal: AbortSignal,
): Promise<Family> {
  const windowSeconds = Math.max(1, Math.ceil(params.ratePerMs / 1_000));
  const stepSecondsMin = Math.ceil(windowSeconds / RED_WINDOW_STEPS_MAX);
  const answer = await red.readRed(
    {
      tenant: TENANT,
      services: params.services,
      kinds: params.kinds,
      time: {
        fromUnixNano: BigInt(Math.max(params.endMs - params.lookbackMs, 0)) * 1_000_000n,
        toUnixNano: BigInt(params.endMs) * 1_000_000n,
      },
      stepSeconds: Math.max(stepSecondsMin, Math.ceil(params.stepMs / 1_000)),
      windowSeconds,
      groupBy: params.groupByOperation ? "operation" : "service",
      quantiles: question.type === "latencies" ? [question.quantile] : [],
    },
    { signal },
  );
  const subject = params.groupByOperation ? "service_operation" : "service";
  const grouped = params.groupByOperation ? "grouped by service & operation" : "grouped by service";
  return {
    name: `${subject}_${NAMES[question.type]}`,
    type: METRIC_TYPE_GAUGE,
    help: `${meaningOf(question)}, ${grouped}`,
    metrics: answer.series.map((series) => ({
      labels: [
        ...(params.groupByOperation ? [{ name: "operation", value: series.operation }] : []),
        { name: "service_name", value: series.service },
      ],
      metricPoints: pointsOf(answer, (step) => valueAt(series, step, answer, question)),
    })),
  };
}

function meaningOf(question: MetricsQuestion): string {
  switch (question.type) {
    case "latencies":
      return `${question.quantile.toFixed(2)}th quantile latency`;
    case "calls":
      return "calls/sec";
    case "errors":
      return "error rate, computed as a fraction of errors/sec over calls/sec";
  }
}

function valueAt(
  { count, errorCount, quantilesNano }: RedSeries,
  step: number,
  { windowSeconds }: RedAnswer,
  { type }: MetricsQuestion,
): number {
  switch (type) {
    case "latencies":
      return (quantilesNano[0]?.[step] ?? Number.NaN) / NANO_PER_MILLI;
    case "calls":
      return count[step]! / windowSeconds;
    case "errors":
      return errorCount[step]! / count[step]!;
  }
}

/** A point is at the end of its step. */
function pointsOf(
  { firstUnixSeconds, stepSeconds, steps }: RedAnswer,
  at: (step: number) => number,
) {
  return Array.from({ length: steps }, (_, step) => ({
    gaugeValue: { doubleValue: at(step) },
    timestamp: BigInt(firstUnixSeconds + (step + 1) * stepSeconds) * NANO_PER_SECOND,
  }));
}
