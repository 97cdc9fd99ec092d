import { Counter, Gauge, type Registry } from "prom-client";

/** What a forwarder counts beside what every pipeline does (`otelcol_exporter_*`). */
export type ForwardMetrics = ReturnType<typeof forwardMetrics>;

/** Registers the forwarder's metrics. */
export function forwardMetrics(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string) => {
    const made = new Counter({ name, help, registers });
    made.inc(0);
    return made;
  };
  return {
    requests: new Counter({
      name: "spanhouse_forward_requests_total",
      help: "Requests to collectors by outcome: stored, rejected, refused, unknown, failed.",
      labelNames: ["outcome"],
      registers,
    }),
    sentBytes: counter(
      "spanhouse_forward_sent_bytes_total",
      "Bytes of requests to collectors, as sent.",
    ),
    rejectedSpans: counter(
      "spanhouse_forward_rejected_spans_total",
      "Spans that a collector left out of a batch it took.",
    ),
    uncertain: counter(
      "spanhouse_forward_uncertain_total",
      "Batches that another collector got although the first may have them: their spans may be there twice.",
    ),
    collectorUp: new Gauge({
      name: "spanhouse_forward_collector_up",
      help: "1 when the last request to the collector was answered as it should be, 0 when not.",
      labelNames: ["collector"],
      registers,
    }),
  };
}
