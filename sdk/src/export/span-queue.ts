import { context } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";
import { complain } from "../complaint.ts";
import { FORCE_FLUSH_TIMEOUT_MS, RETRY_AFTER_MS_MAX, RETRY_WAIT_MS } from "../limits.ts";
import type { SpanCounts } from "./span-counts.ts";
import type { SendOutcome } from "./send-outcome.ts";
import type { ExitParcel, Parcel, SpanSender } from "./span-sender.ts";

export interface QueueOptions {
  readonly queueSpansMax: number;
  readonly batchSpansMax: number;
  readonly flushIntervalMs: number;
  /** Of one request. */
  readonly sendTimeoutMs: number;
}

/**
 * Takes ended spans and brings them to a collector, however long that is away.
 *
 *   onEnd ─▶ open batch ─▶ parcels, oldest first ─▶ one request at a time, repeated until it is answered
 *
 * A batch is encoded when it is cut, so that what waits for a collector is small. Beyond `queueSpansMax` the newest spans
 * are dropped and counted. Timers and sockets never keep the process alive.
 */
export class SpanQueue implements SpanProcessor {
  readonly #sender: SpanSender;
  readonly #options: QueueOptions;
  #open: ReadableSpan[] = [];
  #parcels: Parcel[] = [];
  #ended = 0;
  #sent = 0;
  #waiting = 0;
  #dropped = 0;
  #refused = 0;
  #isClosed = false;
  #isSending = false;
  #retryWaitMs = RETRY_WAIT_MS.first;
  #flushTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Called whenever a parcel has left. */
  #onProgress: (() => void)[] = [];

  constructor(sender: SpanSender, options: QueueOptions) {
    this.#sender = sender;
    this.#options = options;
  }

  get counts(): SpanCounts {
    return {
      ended: this.#ended,
      sent: this.#sent,
      waiting: this.#waiting,
      dropped: this.#dropped,
      refused: this.#refused,
    };
  }

  /** Resolves when spans that end from now on will be sent even if the process ends at once. */
  ready(): Promise<void> {
    return this.#sender.ready();
  }

  onStart(): void {
    // Only ended spans are of interest.
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & 1) === 0) return;
    this.#ended++;
    if (this.#isClosed || this.#waiting >= this.#options.queueSpansMax) {
      this.#drop(
        1,
        `the queue of ${this.#options.queueSpansMax} spans is full; ${this.#notTaken()}`,
      );
      return;
    }
    this.#waiting++;
    this.#open.push(span);
    if (this.#open.length >= this.#options.batchSpansMax) this.#cut();
    else this.#flushTimer ??= setTimeout(() => this.#cut(), this.#options.flushIntervalMs).unref();
  }

  /** Resolves when what has ended until now was sent, or after `timeoutMs`; true when nothing waits. */
  async flush(timeoutMs: number): Promise<boolean> {
    this.#cut();
    this.#retryNow();
    const endMs = performance.now() + timeoutMs;
    // Holds the process, which is what a flush is for.
    const deadline = setTimeout(() => this.#tellProgress(), timeoutMs + 1);
    const last = this.#sent + this.#refused + this.#waiting;
    while (this.#sent + this.#refused < last && this.#waiting > 0 && performance.now() < endMs) {
      await new Promise<void>((resolve) => this.#onProgress.push(resolve));
    }
    clearTimeout(deadline);
    return this.#waiting === 0;
  }

  async forceFlush(): Promise<void> {
    await this.flush(FORCE_FLUSH_TIMEOUT_MS);
  }

  /** Takes no more spans. What still waits is left to `takeAll` or lost. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#retryTimer);
    this.#sender.close();
  }

  async shutdown(): Promise<void> {
    if (this.#isClosed) return;
    await this.flush(FORCE_FLUSH_TIMEOUT_MS);
    this.close();
    if (this.#waiting > 0) this.giveUp();
  }

  /** Everything that waits, also what is being sent and not answered, for somebody else to send. */
  takeAll(): readonly ExitParcel[] {
    this.#cut({ isLast: true });
    return this.#parcels.map((parcel) => parcel.handOver());
  }

  /** Counts what another sender has brought away. */
  tookOver(sentSpans: number): void {
    this.#sent += sentSpans;
    this.#waiting -= sentSpans;
  }

  /** What waits is lost. */
  giveUp(): void {
    const lost = this.#waiting;
    this.#open = [];
    this.#parcels = [];
    this.#waiting = 0;
    if (lost > 0) {
      this.#drop(lost, `the program ended before ${lost} could be sent; ${this.#notTaken()}`);
    }
  }

  #notTaken(): string {
    return `${this.#sender.target} does not take them`;
  }

  #drop(spans: number, why: string): void {
    this.#dropped += spans;
    complain(`spans are lost: ${why}`);
  }

  #cut({ isLast = false } = {}): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const [first] = this.#open;
    if (first === undefined) return;
    if (first.resource.asyncAttributesPending === true && !isLast) {
      // What is still found out about the machine belongs to these spans as well; it takes milliseconds.
      void first.resource.waitForAsyncAttributes?.().then(() => this.#cut());
      return;
    }
    const spans = this.#open;
    this.#open = [];
    const size = this.#options.batchSpansMax;
    for (let at = 0; at < spans.length; at += size) {
      this.#pack(spans.slice(at, at + size));
    }
    void this.#pump();
  }

  /** A span that cannot be encoded is dropped alone; whoever ended it must not hear of it. */
  #pack(spans: readonly ReadableSpan[]): void {
    try {
      this.#parcels.push(this.#sender.pack(spans));
    } catch (error) {
      if (spans.length > 1) {
        for (const span of spans) this.#pack([span]);
        return;
      }
      this.#waiting--;
      this.#drop(
        1,
        `one cannot be encoded: ${error instanceof Error ? error.message : "no reason"}`,
      );
    }
  }

  async #pump(): Promise<void> {
    if (this.#isSending || this.#retryTimer !== undefined || this.#isClosed) return;
    this.#isSending = true;
    for (;;) {
      const [parcel] = this.#parcels;
      if (parcel === undefined) break;
      const outcome = await context.with(suppressTracing(context.active()), () =>
        parcel.send(this.#options.sendTimeoutMs),
      );
      // It may have been handed over or given up meanwhile.
      if (this.#parcels[0] !== parcel) break;
      if (outcome.kind === "retry") {
        this.#waitToRetry(outcome);
        break;
      }
      this.#settle(parcel, outcome);
    }
    this.#isSending = false;
  }

  #settle(parcel: Parcel, outcome: SendOutcome): void {
    this.#parcels.shift();
    this.#waiting -= parcel.spanCount;
    this.#retryWaitMs = RETRY_WAIT_MS.first;
    if (outcome.kind === "refused") {
      this.#refused += parcel.spanCount;
      complain(`${this.#sender.target} refuses spans: ${outcome.reason}`);
    } else {
      this.#sent += parcel.spanCount;
    }
    this.#tellProgress();
  }

  #waitToRetry({ reason, afterMs }: SendOutcome & { readonly kind: "retry" }): void {
    complain(
      `${this.#sender.target} does not take spans (${reason}); up to ${this.#options.queueSpansMax} wait for it`,
    );
    const waitMs = Math.max(
      Math.min(afterMs ?? 0, RETRY_AFTER_MS_MAX),
      this.#retryWaitMs * (0.8 + Math.random() * 0.4),
    );
    this.#retryWaitMs = Math.min(this.#retryWaitMs * 2, RETRY_WAIT_MS.longest);
    this.#retryTimer = setTimeout(() => this.#retryNow(), waitMs).unref();
  }

  #retryNow(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    void this.#pump();
  }

  #tellProgress(): void {
    const waiting = this.#onProgress;
    this.#onProgress = [];
    for (const tell of waiting) tell();
  }
}
