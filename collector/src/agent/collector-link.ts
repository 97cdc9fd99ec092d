import { backoffMs, DEFAULT_BACKOFF } from "@spanhouse/base";
import {
  FORWARD_BACKOFF_MAX_MS,
  FORWARD_PROBE_TIMEOUT_MS,
  FORWARD_RETRY_AFTER_MAX_MS,
} from "../limits.ts";
import {
  addressText,
  type CollectorAddress,
  type ExportClient,
  type ExportMessage,
} from "./export-client.ts";
import type { SendOutcome } from "./send-outcome.ts";

const BACKOFF = { ...DEFAULT_BACKOFF, maxMs: FORWARD_BACKOFF_MAX_MS };

export interface LinkEvents {
  /** After each answer, or its absence. */
  readonly onOutcome: (link: CollectorLink, outcome: SendOutcome, bytes: number) => void;
}

export interface LinkOptions {
  readonly address: CollectorAddress;
  readonly client: ExportClient;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds, steady. */
  readonly now: () => number;
  readonly events: LinkEvents;
}

/**
 * One collector at one address, and whether it is worth asking. After a failure it is left alone for a while
 * that grows with each, or as long as it asked for.
 */
export class CollectorLink {
  readonly address: CollectorAddress;
  /** Identifies the address in logs, metrics and comparisons. */
  readonly name: string;
  readonly #options: LinkOptions;
  #failures = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #mustRenew = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.address = options.address;
    this.name = addressText(options.address);
  }

  /** How long it is still left alone; 0 when it may be asked. */
  get restMs(): number {
    return Math.max(0, this.#notBeforeMs - this.#options.now());
  }

  /** It failed last time. */
  get isSuspect(): boolean {
    return this.#failures > 0;
  }

  async send(message: ExportMessage): Promise<SendOutcome> {
    const { client, headers } = this.#options;
    if (this.#mustRenew) client.renew();
    this.#mustRenew = false;
    const outcome = await client.send({ ...message, headers: { ...headers, ...message.headers } });
    this.#learn(outcome);
    this.#options.events.onOutcome(this, outcome, message.body.length);
    return outcome;
  }

  /** Asks with a request of no spans, which every collector answers; true when it takes it. */
  async probe(): Promise<boolean> {
    const outcome = await this.send({
      body: new Uint8Array(0),
      isGzip: false,
      headers: {},
      timeoutMs: FORWARD_PROBE_TIMEOUT_MS,
    });
    return outcome.status === "stored";
  }

  /** The next request gets a new connection. */
  renew(): void {
    this.#mustRenew = true;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.#options.client.close();
  }

  #learn(outcome: SendOutcome): void {
    if (outcome.status === "stored" || outcome.status === "rejected") {
      this.#failures = 0;
      this.#notBeforeMs = Number.NEGATIVE_INFINITY;
      return;
    }
    const wishedMs = outcome.status === "refused" ? (outcome.retryAfterMs ?? 0) : 0;
    const restMs = Math.max(
      Math.min(wishedMs, FORWARD_RETRY_AFTER_MAX_MS),
      backoffMs(this.#failures, BACKOFF),
    );
    this.#failures += 1;
    this.#notBeforeMs = this.#options.now() + restMs;
  }
}
