import type { Counter, Registry } from "prom-client";
import type { ErrorCode } from "@spanhouse/base";
import { counterOf } from "./metric-of.ts";

/**
 * What every door counts, under the names of the OpenTelemetry Collector.
 *
 * Spans are counted when their number is known, that is after decoding. A request that was refused before
 * is one `otelcol_receiver_requests` with the reason as `code`.
 */
export interface ReceiverMetrics {
  stored(spans: number, rejected: number): void;
  /** Spans were decoded and are lost, because nobody will send them again. */
  lost(spans: number): void;
  /** The client was told no: its request was bad, or we could not take it now. */
  refused(code: ErrorCode): void;
  /** We failed. */
  failed(code: ErrorCode): void;
  /** The client went away before its request was complete. */
  aborted(): void;
}

const SPAN_LABELS = ["receiver", "transport"] as const;
const REQUEST_LABELS = ["receiver", "transport", "outcome", "code"] as const;

/** The counters of one door. Doors that share a registry share the metrics, with different labels. */
export function receiverMetrics(
  registry: Registry,
  { receiver, transport }: { readonly receiver: string; readonly transport: string },
): ReceiverMetrics {
  const spans = (name: string, help: string) =>
    zeroed(
      counterOf(registry, name, { help, labelNames: SPAN_LABELS }).labels(receiver, transport),
    );
  const accepted = spans("otelcol_receiver_accepted_spans", "Spans made durable.");
  const refusedSpans = spans(
    "otelcol_receiver_refused_spans",
    "Spans left out of a stored request because they break a rule of the format.",
  );
  const failedSpans = spans(
    "otelcol_receiver_failed_spans",
    "Spans lost by a failure after they were decoded.",
  );
  const requests = counterOf(registry, "otelcol_receiver_requests", {
    help: "Requests by outcome: success, refused, failed, aborted.",
    labelNames: REQUEST_LABELS,
  });
  const succeeded = zeroed(requests.labels(receiver, transport, "success", ""));
  return {
    stored(count, rejected) {
      succeeded.inc();
      accepted.inc(count);
      if (rejected > 0) refusedSpans.inc(rejected);
    },
    lost: (count) => failedSpans.inc(count),
    refused: (code) => requests.labels(receiver, transport, "refused", code).inc(),
    failed: (code) => requests.labels(receiver, transport, "failed", code).inc(),
    aborted: () => requests.labels(receiver, transport, "aborted", "").inc(),
  };
}

/** Shows a counter from the start, at 0, so that its first increment is seen as one. */
function zeroed(counter: Counter.Internal): Counter.Internal {
  counter.inc(0);
  return counter;
}
