import type { Logger } from "pino";

import type { IngestEvents } from "./ingest-requests.ts";
import type { InserterEvents } from "./inserter.ts";
import type { PipelineMetrics } from "./metrics.ts";
import type { QuarantineEvents } from "./quarantine.ts";
import type { SpoolEvents } from "./spool.ts";

/** Counts what happens in the pipeline, and logs it once per change of state, never per request. */
export class PipelineLog {
  readonly #logger: Logger;
  readonly #metrics: PipelineMetrics;
  readonly #reasonCharsMax: number;
  /** Told of each block that became durable. */
  whenSealed: () => void = () => undefined;
  /** What the inserter waits for, and what was said about it. */
  #waitingOn: string | undefined;

  constructor(options: { logger: Logger; metrics: PipelineMetrics; reasonCharsMax: number }) {
    this.#logger = options.logger;
    this.#metrics = options.metrics;
    this.#reasonCharsMax = options.reasonCharsMax;
  }

  readonly spool: SpoolEvents = {
    onSealed: (file, tookMs, requests) => {
      this.#metrics.sealSeconds.observe(tookMs / 1000);
      this.#metrics.sealBytes.observe(file.bytes);
      this.#metrics.sealRequests.observe(requests);
      this.whenSealed();
    },
    onState: (state, reason) => {
      if (state === "healthy") this.#logger.info("the spool's disk works again");
      else
        this.#logger.error(
          { state, reason: this.#cut(reason) },
          "the spool's disk failed: nothing is acknowledged",
        );
    },
  };

  readonly quarantine: QuarantineEvents = {
    onQuarantined: (file, rows, { reason }) => {
      this.#metrics.quarantinedFiles.inc();
      this.#metrics.quarantinedRows.inc(rows);
      this.#logger.error({ file, rows, reason: this.#cut(reason) }, "a file went to quarantine");
    },
    onDropped: (file, bytes) => {
      this.#logger.error({ file, bytes }, "quarantine is full: its oldest file was deleted");
    },
  };

  readonly inserter: InserterEvents = {
    onAttempt: (rows, attempt) => {
      this.#metrics.inFlightInserts.set(1);
      if (attempt === 0) this.#metrics.batchSendSize.observe(rows);
      else this.#metrics.insertRetries.inc();
    },
    onStored: (rows, tookMs) => {
      this.#metrics.inFlightInserts.set(0);
      this.#metrics.sentSpans.inc(rows);
      this.#metrics.insertSeconds.observe(tookMs / 1000);
      this.#metrics.insertRows.observe(rows);
      if (this.#waitingOn === undefined) return;
      this.#waitingOn = undefined;
      this.#logger.info("the store takes spans again");
    },
    onWaiting: (on, reason) => {
      this.#metrics.inFlightInserts.set(0);
      if (this.#waitingOn === on) return;
      this.#waitingOn = on;
      this.#logger.warn(
        { reason: this.#cut(reason) },
        `waiting for the ${on}: spans stay in the spool`,
      );
    },
    onRefused: (rows, reason) => {
      this.#metrics.inFlightInserts.set(0);
      this.#metrics.sendFailedSpans.inc(rows);
      this.#logger.error({ rows, reason: this.#cut(reason) }, "the store refuses spans");
    },
  };

  readonly ingest: IngestEvents = {
    onDuplicate: () => this.#metrics.duplicateRequests.inc(),
    onRefused: (code) => this.#metrics.refusedRequests.inc({ code }),
    onSenderForgotten: () => this.#metrics.forgottenSenders.inc(),
    onSealFailed: (spans) => this.#metrics.enqueueFailedSpans.inc(spans),
  };

  #cut(reason: string): string {
    return reason.slice(0, this.#reasonCharsMax);
  }
}
