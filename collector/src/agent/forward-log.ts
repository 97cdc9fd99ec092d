import type { Logger } from "pino";
import type { PartialSuccess } from "@spanhouse/wire";
import { FORWARD_COMPLAINT_INTERVAL_MS, FORWARD_REASONS_MAX, REASON_CHARS_MAX } from "../limits.ts";
import type { CollectorLink, LinkEvents } from "./collector-link.ts";
import type { ForwardMetrics } from "./forward-metrics.ts";
import type { SendOutcome } from "./send-outcome.ts";

/** Counts what collectors answer, and logs it once per change, never per request. */
export class ForwardLog implements LinkEvents {
  readonly #logger: Logger;
  readonly #metrics: ForwardMetrics;
  /** Collectors that did not take the last request, and when it was logged. */
  readonly #saidAtMs = new Map<string, number>();
  readonly #reasons = new Set<string>();
  readonly #unresolved = new Set<string>();
  #isTlsUnusable = false;

  constructor({ logger, metrics }: { logger: Logger; metrics: ForwardMetrics }) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  readonly onOutcome = ({ name }: CollectorLink, outcome: SendOutcome, bytes: number): void => {
    this.#metrics.requests.inc({ outcome: outcome.status });
    this.#metrics.sentBytes.inc(bytes);
    const takes = outcome.status === "stored" || outcome.status === "rejected";
    this.#metrics.collectorUp.set({ collector: name }, takes ? 1 : 0);
    if (takes) {
      if (this.#saidAtMs.delete(name)) {
        this.#logger.info({ collector: name }, "the collector takes spans again");
      }
      return;
    }
    this.#complain(name, outcome);
  };

  #complain(name: string, outcome: Exclude<SendOutcome, { status: "stored" }>): void {
    const asksForPerson = outcome.status === "refused" && outcome.cause === "misconfigured";
    const lastMs = this.#saidAtMs.get(name);
    const isNew = lastMs === undefined;
    const isDue = !isNew && performance.now() - lastMs > FORWARD_COMPLAINT_INTERVAL_MS;
    if (!isNew && !(asksForPerson && isDue)) return;
    this.#saidAtMs.set(name, performance.now());
    const what = { collector: name, reason: outcome.reason.slice(0, REASON_CHARS_MAX) };
    if (asksForPerson) {
      this.#logger.error(
        what,
        "the collector refuses this agent: correct the settings of either; spans stay in the spool",
      );
    } else this.#logger.warn(what, "the collector does not take spans; they stay in the spool");
  }

  /** A collector took a batch but for some of its spans. */
  partial({ rejectedSpans, message }: PartialSuccess): void {
    this.#metrics.rejectedSpans.inc(rejectedSpans);
    const reason = message.slice(0, REASON_CHARS_MAX);
    if (this.#reasons.has(reason) || this.#reasons.size >= FORWARD_REASONS_MAX) return;
    this.#reasons.add(reason);
    this.#logger.error({ rejectedSpans, reason }, "the collector left out spans of a batch");
  }

  /** A batch goes to another collector although the first may have it. */
  uncertain(name: string): void {
    this.#metrics.uncertain.inc();
    this.#logger.error(
      { collector: name },
      "the collector did not say in time whether it has a batch: another gets it, and it may be there twice",
    );
  }

  resolved(endpoint: string): void {
    if (this.#unresolved.delete(endpoint)) {
      this.#logger.info({ endpoint }, "the endpoint's host is found again");
    }
  }

  unresolved(endpoint: string, reason: string): void {
    if (this.#unresolved.has(endpoint)) return;
    this.#unresolved.add(endpoint);
    this.#logger.warn({ endpoint, reason }, "the endpoint's host is not found");
  }

  tls(unusable: string | undefined, hasChanged: boolean): void {
    if (unusable !== undefined && !this.#isTlsUnusable) {
      this.#logger.error({ reason: unusable }, "the new files of forward.tls cannot be used");
    }
    this.#isTlsUnusable = unusable !== undefined;
    if (hasChanged) this.#logger.info("the files of forward.tls have changed and are used");
  }

  collectors(names: readonly string[]): void {
    this.#logger.info({ collectors: names }, "spans are forwarded to");
  }

  /** The collector is not one of ours any more. */
  forget(name: string): void {
    this.#saidAtMs.delete(name);
    this.#metrics.collectorUp.remove({ collector: name });
  }
}
