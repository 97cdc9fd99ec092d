import { Counter, type Registry } from "prom-client";
import type { Processor } from "./processor.ts";

/** Spans of one decoded request on their way through the processors. */
export interface ProcessedCounts {
  /** Spans that came in, by position of the processor; the last one is what went out of all. */
  readonly spansAt: number[];
}

/** Registers the counters of the processors; the answer counts a request that was stored. */
export function processorMetrics(
  registry: Registry,
  processors: readonly Processor[],
): (counts: ProcessedCounts) => void {
  const registers = [registry];
  const incoming = new Counter({
    name: "otelcol_processor_incoming_items",
    help: "Spans that came to a processor.",
    labelNames: ["processor"],
    registers,
  });
  const outgoing = new Counter({
    name: "otelcol_processor_outgoing_items",
    help: "Spans that a processor let go on.",
    labelNames: ["processor"],
    registers,
  });
  const dropped = new Counter({
    name: "spanhouse_processor_dropped_spans_total",
    help: "Spans that a processor left out, by reason. Their senders were told that they are accepted.",
    labelNames: ["processor", "reason"],
    registers,
  });
  for (const { name: processor, reason } of processors) {
    incoming.inc({ processor }, 0);
    outgoing.inc({ processor }, 0);
    if (reason !== "none") dropped.inc({ processor, reason }, 0);
  }
  return ({ spansAt }) => {
    for (const [at, { name: processor, reason }] of processors.entries()) {
      const came = spansAt[at] ?? 0;
      const went = spansAt[at + 1] ?? 0;
      incoming.inc({ processor }, came);
      outgoing.inc({ processor }, went);
      if (came > went) dropped.inc({ processor, reason }, came - went);
    }
  };
}
