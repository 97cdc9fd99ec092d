import type { Counter, Registry } from "prom-client";
import type { JaegerClientStats } from "@spanhouse/wire";
import { JAEGER_CLIENTS_MAX } from "../limits.ts";
import { counterOf } from "./metric-of.ts";

const REASONS = ["fullQueueDroppedSpans", "tooLargeDroppedSpans", "failedToEmitSpans"] as const;
const LABELS = {
  fullQueueDroppedSpans: "queue_full",
  tooLargeDroppedSpans: "too_large",
  failedToEmitSpans: "not_sent",
} as const;

/**
 * Counts the spans that Jaeger's clients say they lost before they could send them. They send totals since
 * their start; what is new since their last batch is counted. The first batch of a client only sets where
 * counting begins, as in Jaeger's agent: what it lost earlier may have been counted by another process.
 *
 * Telling it the same batch twice changes nothing. Beyond JAEGER_CLIENTS_MAX the client that was silent for
 * the longest time is forgotten and begins again.
 */
export class JaegerClientLoss {
  readonly #counter: Counter<"reason">;
  /** The latest of each client, the one that was silent for the longest time first. */
  readonly #clients = new Map<string, JaegerClientStats>();

  constructor(registry: Registry) {
    this.#counter = counterOf(registry, "spanhouse_jaeger_client_dropped_spans_total", {
      help: "Spans that Jaeger's clients say they dropped before sending, by reason.",
      labelNames: ["reason"],
    });
    for (const reason of REASONS) this.#counter.inc({ reason: LABELS[reason] }, 0);
  }

  observe(batches: readonly JaegerClientStats[]): void {
    for (const stats of batches) this.#observe(stats);
  }

  #observe(stats: JaegerClientStats): void {
    // Without a name it cannot be told from the others.
    if (stats.client === "") return;
    const last = this.#clients.get(stats.client);
    if (last !== undefined && stats.sequence <= last.sequence) return;
    this.#clients.delete(stats.client);
    this.#clients.set(stats.client, stats);
    if (this.#clients.size > JAEGER_CLIENTS_MAX) {
      for (const [oldest] of this.#clients) {
        this.#clients.delete(oldest);
        break;
      }
    }
    if (last === undefined) return;
    for (const reason of REASONS) {
      const lost = stats[reason] - last[reason];
      if (lost > 0) this.#counter.inc({ reason: LABELS[reason] }, lost);
    }
  }
}
