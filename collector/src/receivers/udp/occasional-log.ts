import type { Logger } from "pino";

/**
 * A warning about something that may happen very often: the first time is logged at once, with what was
 * wrong; from then on only how often it happened, every `intervalMs`, until it stops.
 */
export class OccasionalLog {
  readonly #logger: Logger;
  readonly #message: string;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #reason = "";

  constructor(logger: Logger, options: { readonly message: string; readonly intervalMs: number }) {
    this.#logger = logger;
    this.#message = options.message;
    this.#intervalMs = options.intervalMs;
  }

  /** It happened `count` times; `reason` is why, one for all of them. */
  note(count: number, reason: string): void {
    this.#count += count;
    this.#reason = reason;
    if (this.#timer === undefined) this.#write();
  }

  /** Logs what was not logged yet, and nothing more by itself. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#count > 0) this.#log();
  }

  #write(): void {
    this.#timer = undefined;
    if (this.#count === 0) return;
    this.#log();
    this.#timer = setTimeout(() => this.#write(), this.#intervalMs).unref();
  }

  #log(): void {
    this.#logger.warn({ packets: this.#count, reason: this.#reason }, this.#message);
    this.#count = 0;
  }
}
