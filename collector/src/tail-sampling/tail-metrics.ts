import { Counter, Gauge, type Registry } from "prom-client";
import type { TailBatchesEvents } from "./tail-batches.ts";
import type { TailSamplerEvents } from "./tail-sampler.ts";

/** What tail sampling counts; names of the OpenTelemetry Collector where it has them. */
export interface TailMetrics {
  readonly sampler: TailSamplerEvents;
  readonly batches: TailBatchesEvents;
}

const PREFIX = "otelcol_processor_tail_sampling_";

export function tailMetrics(
  registry: Registry,
  policies: readonly string[],
  traceCount: () => number,
): TailMetrics {
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Counter<T>({ name, help, labelNames, registers });
  new Gauge({
    name: `${PREFIX}sampling_traces_on_memory`,
    help: "Traces that are not decided yet.",
    registers,
    collect() {
      this.set(traceCount());
    },
  });
  const newTraces = counter(`${PREFIX}new_trace_id_received`, "Traces that were seen first.");
  const decided = counter(
    `${PREFIX}global_count_traces_sampled`,
    "Traces that were decided: kept (sampled true) and dropped.",
    ["sampled"],
  );
  const byPolicy = counter(
    `${PREFIX}count_traces_sampled`,
    "Traces by the policy that decided, and whether it kept them.",
    ["policy", "sampled"],
  );
  const early = counter(
    `${PREFIX}sampling_trace_dropped_too_early`,
    "Traces that were decided before their time, because there were too many.",
  );
  const late = counter(
    "spanhouse_tail_late_spans_total",
    "Spans that came after their trace was decided, and followed the decision.",
  );
  const spans = counter(
    "spanhouse_tail_spans_total",
    "Spans that were handed over to be stored (sampled true), or dropped with their trace.",
    ["sampled"],
  );
  for (const sampled of ["true", "false"]) {
    decided.inc({ sampled }, 0);
    spans.inc({ sampled }, 0);
  }
  for (const policy of policies) byPolicy.inc({ policy, sampled: "true" }, 0);
  return {
    sampler: {
      onNewTrace: () => newTraces.inc(),
      onLateSpan: () => late.inc(),
      onDecided: ({ isKept, policy }, isEarly) => {
        const sampled = String(isKept);
        decided.inc({ sampled });
        if (policy !== "") byPolicy.inc({ policy, sampled });
        if (isEarly) early.inc();
      },
    },
    batches: {
      onHandedOver: (kept, dropped) => {
        spans.inc({ sampled: "true" }, kept);
        spans.inc({ sampled: "false" }, dropped);
      },
    },
  };
}

/** What is worth knowing of the pipeline in front, which has a registry of its own: same numbers, own names. */
const MIRRORED: readonly (readonly [of: string, name: string, help: string])[] = [
  [
    "spanhouse_spool_bytes",
    "spanhouse_tail_spool_bytes",
    "Bytes of spans that wait for the decision.",
  ],
  ["spanhouse_spool_files", "spanhouse_tail_spool_files", "Blocks that wait for the decision."],
  ["spanhouse_spool_spans", "spanhouse_tail_spool_spans", "Spans that wait for the decision."],
  [
    "spanhouse_spool_oldest_age_seconds",
    "spanhouse_tail_spool_oldest_age_seconds",
    "Age of the oldest block that waits for the decision.",
  ],
  [
    "spanhouse_refused_requests_total",
    "spanhouse_tail_refused_requests",
    "Requests that were refused before the decision. Nothing of them was stored.",
  ],
  [
    "spanhouse_duplicate_requests_total",
    "spanhouse_tail_duplicate_requests",
    "Requests that had been sent before and were not taken again.",
  ],
  [
    "spanhouse_quarantined_rows",
    "spanhouse_tail_quarantined_rows",
    "Spans in the quarantine of tail sampling.",
  ],
];

export function mirrorPipelineMetrics(from: Registry, to: Registry): void {
  for (const [of, name, help] of MIRRORED) {
    new Gauge({
      name,
      help,
      registers: [to],
      async collect() {
        const metric = await from.getSingleMetric(of)?.get();
        this.set(metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0);
      },
    });
  }
}
