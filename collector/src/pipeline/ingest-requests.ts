import type {
  Admission,
  Ingest,
  IngestOutcome,
  IngestRequest,
  RefusalCode,
  Refused,
} from "../ingest.ts";
import type { RequestGate } from "./admission.ts";
import type { DeliveryMemory } from "./delivery-memory.ts";
import type { RequestHash } from "./request-hash.ts";
import { deliveryKey, isDeliveryKey, NamelessKeys } from "./request-key.ts";
import type { RequestWindow } from "./request-window.ts";
import type { Sealer, SealOutcome } from "./sealer.ts";

export interface IngestOptions {
  readonly gate: RequestGate;
  readonly hash: RequestHash;
  readonly window: RequestWindow;
  readonly deliveries: DeliveryMemory;
  readonly sealer: Sealer;
  /** Why nothing can be taken at all now. */
  readonly refusal: () => Refused | undefined;
  readonly refusedAs: (code: RefusalCode) => Refused;
  readonly events: IngestEvents;
}

export interface IngestEvents {
  readonly onDuplicate: () => void;
  /** There are too many senders; one that was long unseen is not recognised any more. */
  readonly onSenderForgotten: () => void;
  readonly onRefused: (code: RefusalCode) => void;
  /** Spans that were decoded but could not be made durable. */
  readonly onSealFailed: (spans: number) => void;
}

/**
 * A request's way: recognised, or decoded into the open block; answered when that block is durable.
 */
export class RequestIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #nameless = new NamelessKeys();
  /** Requests whose spans wait for their seal. */
  #waiting = 0;

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  /** Requests that were let in and have not been handed over yet. */
  get requestsBeingRead(): number {
    return Math.max(0, this.#options.gate.requestsInFlight - this.#waiting);
  }

  admit(bytes: number): Admission {
    return this.#options.gate.admit(bytes);
  }

  async accept(request: IngestRequest): Promise<IngestOutcome> {
    this.#waiting += 1;
    try {
      return await this.#accept(request);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** True when it came before, and `accept` will answer it as it did then. */
  knows(request: IngestRequest): boolean {
    if (request.identity?.by === "nothing") return false;
    return this.#find(this.#keyOf(request)) !== undefined;
  }

  async #accept(request: IngestRequest): Promise<IngestOutcome> {
    const { window, refusal, events } = this.#options;
    const refused = refusal();
    if (refused !== undefined) return this.#refuse(refused, "");
    if (request.identity?.by === "nothing") return this.#store(this.#nameless.next(), request);
    const key = this.#keyOf(request);
    const known = this.#find(key);
    if (known !== undefined) {
      events.onDuplicate();
      return known === "stored" ? this.#answerAgain(request) : known;
    }
    const outcome = this.#store(key, request);
    window.enter(key, outcome);
    return outcome;
  }

  #keyOf({ receiver, body, identity }: IngestRequest): Uint8Array {
    const isDelivery = identity?.by === "delivery";
    return isDelivery
      ? deliveryKey(identity.sender, identity.token)
      : this.#options.hash(receiver, body);
  }

  #find(key: Uint8Array): Promise<IngestOutcome> | "stored" | undefined {
    const { window, deliveries } = this.#options;
    return window.find(key) ?? (deliveries.isLast(key) ? "stored" : undefined);
  }

  async #store(key: Uint8Array, request: IngestRequest): Promise<IngestOutcome> {
    const { sealer } = this.#options;
    while (sealer.isFull) await sealer.nextBlock();
    const isAwaited = request.identity?.by !== "nothing";
    let appended = sealer.append(key, request.body, request.decode, isAwaited);
    while (appended.status === "noRoom") {
      await sealer.nextBlock();
      appended = sealer.append(key, request.body, request.decode, isAwaited);
    }
    if (appended.status === "nothing") {
      const { decoded } = appended;
      return decoded.status === "decoded" ? { ...decoded, status: "stored" } : decoded;
    }
    const { spans, rejected, reason } = appended.decoded;
    const sealed = await appended.sealed;
    if (sealed.status !== "written") return this.#failSeal(sealed, spans);
    if (isDeliveryKey(key)) this.#options.deliveries.note(key, sealed.sequence);
    return { status: "stored", spans, rejected, reason };
  }

  /** It is stored; how much of it was rejected is worked out from the body once more. */
  async #answerAgain(request: IngestRequest): Promise<IngestOutcome> {
    const { sealer } = this.#options;
    let decoded = sealer.rehearse(request.body, request.decode);
    while (decoded === "noRoom") {
      await sealer.nextBlock();
      decoded = sealer.rehearse(request.body, request.decode);
    }
    // Settings may have changed since; what is stored stays stored.
    const { spans, rejected, reason } =
      decoded.status === "decoded" ? decoded : { spans: 0, rejected: 0, reason: "" };
    return { status: "stored", spans, rejected, reason };
  }

  #failSeal(sealed: Exclude<SealOutcome, { status: "written" }>, spans: number): IngestOutcome {
    const { refusedAs, events } = this.#options;
    events.onSealFailed(spans);
    const code = sealed.status === "full" ? "INGEST_SPOOL_FULL" : "INGEST_SPOOL_FAILED";
    const refused = this.#refuse(refusedAs(code), sealed.reason);
    if (!sealed.mayComeBack) return refused;
    const { status, reason } = refused;
    return { status, code, reason };
  }

  #refuse(
    { code, retryAfterMs }: Refused,
    reason: string,
  ): Extract<IngestOutcome, { status: "refused" }> {
    this.#options.events.onRefused(code);
    return {
      status: "refused",
      code,
      reason: reason === "" ? REASONS[code] : reason,
      retryAfterMs,
    };
  }
}

const REASONS: Readonly<Record<RefusalCode, string>> = {
  INGEST_OVERLOADED: "too much is in flight",
  INGEST_SPOOL_FULL: "the spool is full",
  INGEST_SPOOL_FAILED: "the spool's disk cannot be trusted",
  INGEST_SHUTTING_DOWN: "the collector is shutting down",
};
