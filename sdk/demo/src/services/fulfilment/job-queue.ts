import {
  context,
  type Context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** More at once are left for the next batch. */
const BATCH_JOBS_MAX = 10;
const RECEIVE_INTERVAL_MS = 150;
/** Beyond this many, `add` throws: whoever asks must slow down. */
const WAITING_JOBS_MAX = 10_000;

interface Message<Job> {
  readonly job: Job;
  /** The context of the sender in headers, as a queue between processes would carry it. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A queue in the process. No instrumentation can know it, so it makes its own spans, as the authors of a library do with
 * nothing but OpenTelemetry's API:
 *
 *   trace of an order    POST ─ send parcels ─ process parcels ─ what the handler does
 *                                    ▲
 *                                    │ links, one for each parcel of the batch
 *   trace of a batch     receive parcels
 */
export class JobQueue<Job> {
  readonly #name: string;
  readonly #handle: (job: Job) => Promise<void>;
  readonly #tracer = trace.getTracer("job-queue");
  readonly #messages: Message<Job>[] = [];
  #working = 0;

  constructor(name: string, handle: (job: Job) => Promise<void>) {
    this.#name = name;
    this.#handle = handle;
    setInterval(() => void this.#receive(), RECEIVE_INTERVAL_MS);
  }

  /** Jobs that were added and are not done. */
  get unfinished(): number {
    return this.#messages.length + this.#working;
  }

  add(job: Job): void {
    if (this.#messages.length === WAITING_JOBS_MAX) throw new Error(`${this.#name} is full`);
    const options = { kind: SpanKind.PRODUCER, attributes: this.#attributes("send") };
    this.#tracer.startActiveSpan(`send ${this.#name}`, options, (span) => {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      this.#messages.push({ job, headers });
      span.end();
    });
  }

  async #receive(): Promise<void> {
    const batch = this.#messages.splice(0, BATCH_JOBS_MAX);
    if (batch.length === 0) return;
    this.#working += batch.length;
    const senders = batch.map(({ headers }) => propagation.extract(ROOT_CONTEXT, headers));
    const attributes = {
      ...this.#attributes("receive"),
      "messaging.batch.message_count": batch.length,
    };
    const options = { kind: SpanKind.CLIENT, attributes, links: senders.flatMap(linkTo) };
    this.#tracer.startSpan(`receive ${this.#name}`, options, ROOT_CONTEXT).end();
    for (const [at, { job }] of batch.entries()) await this.#process(job, senders[at]!);
  }

  async #process(job: Job, sender: Context): Promise<void> {
    const options = { kind: SpanKind.CONSUMER, attributes: this.#attributes("process") };
    await this.#tracer.startActiveSpan(`process ${this.#name}`, options, sender, async (span) => {
      try {
        await this.#handle(job);
      } catch (error) {
        span.recordException(error instanceof Error ? error : String(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
      } finally {
        this.#working--;
        span.end();
      }
    });
  }

  #attributes(operation: string): Readonly<Record<string, string>> {
    return {
      "messaging.system": "in_process",
      "messaging.destination.name": this.#name,
      "messaging.operation.name": operation,
      "messaging.operation.type": operation,
    };
  }
}

function linkTo(from: Context): Link[] {
  const spanContext = trace.getSpanContext(from);
  return spanContext === undefined ? [] : [{ context: spanContext }];
}
