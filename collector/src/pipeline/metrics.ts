import { Counter, Gauge, Histogram, type Registry } from "prom-client";

import { ERRORS, type ErrorCode } from "@spanhouse/base";

/** What the pipeline counts; names of the OpenTelemetry Collector where it has them. */
export type PipelineMetrics = ReturnType<typeof pipelineMetrics>;

/** Asked when somebody reads the metrics. */
export interface PipelineGauges {
  readonly spoolSpans: () => number;
  readonly spoolBytes: () => number;
  readonly spoolFiles: () => number;
  readonly oldestAgeSeconds: () => number;
  readonly bytesInFlight: () => number;
}

const INSERT_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SEAL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const ROWS = [100, 1_000, 10_000, 50_000, 100_000, 200_000, 400_000];
const BYTES = [1e4, 1e5, 5e5, 1e6, 2e6, 4e6, 8e6, 16e6, 32e6];
const REQUESTS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Registers the pipeline's metrics. */
export function pipelineMetrics(registry: Registry, spoolBytesMax: number) {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });
  gauge("otelcol_exporter_queue_capacity", "Bytes the spool may hold.").set(spoolBytesMax);
  return {
    sentSpans: counter("otelcol_exporter_sent_spans", "Spans the store has taken."),
    sendFailedSpans: counter(
      "otelcol_exporter_send_failed_spans",
      "Spans the store will never take; they are in quarantine.",
    ),
    enqueueFailedSpans: counter(
      "otelcol_exporter_enqueue_failed_spans",
      "Decoded spans that could not be made durable; their requests were refused.",
    ),
    batchSendSize: histogram(
      "otelcol_exporter_queue_batch_send_size",
      "Spans of one insert, tried for the first time.",
      ROWS,
    ),
    inFlightInserts: gauge("otelcol_exporter_in_flight_requests", "Inserts being waited for."),
    sealSeconds: histogram(
      "spanhouse_seal_duration_seconds",
      "Time to write and fsync one block.",
      SEAL_SECONDS,
    ),
    sealBytes: histogram("spanhouse_seal_bytes", "Bytes of one block.", BYTES),
    sealRequests: histogram("spanhouse_seal_requests", "Requests that shared one block.", REQUESTS),
    insertSeconds: histogram(
      "spanhouse_insert_duration_seconds",
      "Time the store took for an insert that it stored.",
      INSERT_SECONDS,
    ),
    insertRows: histogram("spanhouse_insert_rows", "Rows of one insert that was stored.", ROWS),
    insertRetries: counter("spanhouse_insert_retries_total", "Inserts that had to be repeated."),
    quarantinedFiles: counter("spanhouse_quarantined_files", "Files moved to quarantine."),
    quarantinedRows: counter(
      "spanhouse_quarantined_rows",
      "Spans in quarantine that the store does not have, as far as known.",
    ),
    duplicateRequests: counter(
      "spanhouse_duplicate_requests_total",
      "Requests that had been sent before and were not stored again.",
    ),
    forgottenSenders: counter(
      "spanhouse_forgotten_senders_total",
      "Senders of deliveries that were forgotten because there were too many.",
    ),
    refusedRequests: refusedRequests(registry),
  };
}

/** Gauges whose values are worked out when they are read. */
export function registerPipelineGauges(registry: Registry, values: PipelineGauges): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    const registers = [registry];
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  gauge("otelcol_exporter_queue_size", "Bytes in the spool.", values.spoolBytes);
  gauge(
    "spanhouse_spool_bytes",
    "Bytes of blocks that are not in the store yet.",
    values.spoolBytes,
  );
  gauge("spanhouse_spool_files", "Blocks that are not in the store yet.", values.spoolFiles);
  gauge("spanhouse_spool_spans", "Spans that are not in the store yet.", values.spoolSpans);
  gauge(
    "spanhouse_spool_oldest_age_seconds",
    "Age of the oldest block that is not in the store yet.",
    values.oldestAgeSeconds,
  );
  gauge("spanhouse_in_flight_bytes", "Bytes of requests not answered yet.", values.bytesInFlight);
}

function refusedRequests(registry: Registry) {
  const refused = new Counter({
    name: "spanhouse_refused_requests_total",
    help: "Requests that were refused, by code. Nothing of them was stored.",
    labelNames: ["code"],
    registers: [registry],
  });
  const codes = Object.keys(ERRORS) as ErrorCode[];
  for (const code of codes.filter((code) => ERRORS[code].httpStatus === 503)) {
    if (code.startsWith("INGEST_")) refused.inc({ code }, 0);
  }
  return refused;
}
