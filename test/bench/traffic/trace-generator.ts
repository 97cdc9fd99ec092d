import { assert } from "@spanhouse/base";
import type { Attribute, Span, SpanEvent, SpanLink } from "@spanhouse/model";
import { ENTRIES, OPERATIONS, type Operation, type Step } from "./operations.ts";
import { Random } from "./random.ts";
import { startShop, type Library, type Pod, type ServiceName } from "./shop.ts";
import {
  attributes,
  codeAttributes,
  grpcAttributes,
  httpClientAttributes,
  httpServerAttributes,
  kafkaAttributes,
  meetVisitor,
  redisAttributes,
  splitHttpName,
  sqlAttributes,
  type Visitor,
} from "./span-attributes.ts";

/** No generated trace is larger; the operations alone would allow it. */
export const TRACE_SPANS_MAX = 200;

const NANOS_PER_MS = 1e6;
const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
const ERROR = 2;
/** W3C "sampled", and "the parent's remoteness is known". */
const FLAGS_LOCAL_PARENT = 0x101;
const FLAGS_REMOTE_PARENT = 0x301;
/** Contexts of recently published messages that a batch consumer may link to. */
const REMEMBERED_MESSAGES = 64;

export interface TrafficOptions {
  readonly seed: number;
  /** See startShop. */
  readonly cell?: string;
  /** When the first trace starts; later ones follow by `traceSpacingMs`. */
  readonly startUnixMs?: number;
  readonly traceSpacingMs?: number;
}

interface SpanDraft {
  readonly pod: Pod;
  readonly library: Library;
  readonly name: string;
  readonly kind: number;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly flags: number;
  /** Milliseconds since the trace started. */
  readonly startMs: number;
  endMs: number;
  attributes: Attribute[];
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
  failed: boolean;
  statusMessage: string;
}

interface TraceDraft {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  readonly visitor: Visitor;
  readonly spans: SpanDraft[];
}

interface MessageContext {
  readonly traceId: string;
  readonly spanId: string;
}

type NewSpan = Pick<SpanDraft, "pod" | "library" | "name" | "kind" | "startMs"> & {
  readonly parent: SpanDraft | undefined;
};

/**
 * Believable traces without end, the same for the same seed. A trace is an array of spans in which every
 * parent comes before its children and the only root is first.
 */
export class TraceGenerator {
  readonly #random: Random;
  readonly #shop: ReadonlyMap<ServiceName, readonly Pod[]>;
  readonly #spacingMs: number;
  readonly #messages: MessageContext[] = [];
  #startUnixMs: number;

  constructor({
    seed,
    cell = "",
    startUnixMs = Date.UTC(2026, 0, 15, 12),
    traceSpacingMs = 1,
  }: TrafficOptions) {
    this.#random = new Random(seed);
    this.#shop = startShop(seed, cell);
    this.#startUnixMs = startUnixMs;
    this.#spacingMs = traceSpacingMs;
  }

  /** Every pod of the shop. */
  get pods(): readonly Pod[] {
    return [...this.#shop.values()].flat();
  }

  /** The next trace, 2 to TRACE_SPANS_MAX spans. */
  nextTrace(): readonly Span[] {
    const random = this.#random;
    const trace: TraceDraft = {
      traceId: random.hex(32),
      startUnixNano:
        BigInt(Math.round(this.#startUnixMs)) * 1_000_000n + BigInt(random.between(0, 999_999)),
      visitor: meetVisitor(random),
      spans: [],
    };
    this.#startUnixMs += this.#spacingMs;
    this.#run(trace, undefined, this.#pickEntry(), 0);
    return trace.spans.map((draft) => finishSpan(trace, draft));
  }

  /** The next `traces` traces as one list of spans. */
  take(traces: number): Span[] {
    return Array.from({ length: traces }, () => this.nextTrace()).flat();
  }

  #pickEntry(): Operation {
    const total = ENTRIES.reduce((sum, entry) => sum + entry.weight, 0);
    let left = this.#random.fraction() * total;
    const entry = ENTRIES.find(({ weight }) => (left -= weight) < 0) ?? ENTRIES[0]!;
    return operationOf(entry.operation);
  }

  /** The server or consumer span of an operation with everything below it. */
  #run(trace: TraceDraft, parent: SpanDraft | undefined, operation: Operation, startMs: number) {
    const random = this.#random;
    const pod = random.pick(this.#shop.get(operation.service) ?? []);
    const consumes = operation.protocol === "consume";
    const span = this.#open(trace, {
      parent,
      pod,
      library: consumes ? "kafka" : operation.protocol === "grpc" ? "grpc" : "http",
      name: consumes ? `process ${operation.name}` : operation.name,
      kind: consumes ? KIND.consumer : KIND.server,
      startMs,
    });
    const workMs = random.skewed(operation.ms);
    const shareMs = workMs / (operation.steps.length + 1);
    span.endMs = startMs + shareMs;
    for (const step of operation.steps) {
      this.#runStep(trace, span, step);
      span.endMs += shareMs;
    }
    if (random.chance(operation.failure ?? 0)) fail(trace, span, random.pick(FAILURES));
    this.#describeEntry(trace, span, parent, operation);
    return span;
  }

  #describeEntry(
    trace: TraceDraft,
    span: SpanDraft,
    parent: SpanDraft | undefined,
    operation: Operation,
  ): void {
    const random = this.#random;
    const { visitor } = trace;
    if (operation.protocol === "http") {
      const status = span.failed ? random.pick([500, 502, 503]) : random.chance(0.02) ? 404 : 200;
      span.attributes.unshift(
        ...httpServerAttributes(operation, visitor, span.pod, status, random),
      );
    } else if (operation.protocol === "grpc") {
      const status = span.failed ? random.pick([2, 4, 14]) : 0;
      span.attributes.unshift(
        ...grpcAttributes(operation, visitor, parent?.pod ?? span.pod, status, random),
      );
    } else {
      this.#linkMessages(span, parent && { traceId: trace.traceId, spanId: parent.spanId });
      const message = {
        topic: operation.name,
        role: "process",
        group: `${operation.service}-workers`,
        key: visitor.userId,
        batch: span.links.length,
      } as const;
      span.attributes.unshift(...kafkaAttributes(message, span.pod, random));
    }
  }

  /** A consumer called within a trace links to its message; one that starts a trace, to a whole batch. */
  #linkMessages(span: SpanDraft, message: MessageContext | undefined): void {
    const random = this.#random;
    const messages =
      message !== undefined
        ? [message]
        : Array.from({ length: Math.min(this.#messages.length, random.between(1, 8)) }, () =>
            random.pick(this.#messages),
          );
    for (const context of messages) {
      span.links.push({
        ...context,
        traceState: "",
        flags: FLAGS_REMOTE_PARENT,
        attributes: attributes({ "messaging.message.id": random.hex(16) }),
        droppedAttributesCount: 0,
      });
    }
  }

  #runStep(trace: TraceDraft, parent: SpanDraft, step: Step): void {
    const random = this.#random;
    if (!random.chance(step.chance ?? 1)) return;
    const [low, high] = step.times ?? [1, 1];
    const startMs = parent.endMs;
    let endMs = startMs;
    for (let left = random.between(low, high); left > 0; left--) {
      // A call takes two spans and may be retried once.
      if (trace.spans.length + 4 > TRACE_SPANS_MAX) break;
      const begin = step.parallel === true ? startMs : endMs;
      const end = this.#runOnce(trace, parent, step, begin + random.fraction() * 0.2);
      endMs = Math.max(endMs, end);
    }
    parent.endMs = Math.max(parent.endMs, endMs);
  }

  /** One execution of a step; when it ended, in milliseconds since the trace started. */
  #runOnce(trace: TraceDraft, parent: SpanDraft, step: Step, startMs: number): number {
    if (step.do === "http" || step.do === "grpc")
      return this.#call(trace, parent, step, startMs, 0);
    if (step.do === "publish") return this.#publish(trace, parent, step, startMs);
    const random = this.#random;
    const { pod } = parent;
    const leaf =
      step.do === "sql"
        ? { library: "sql", name: `${step.query.split(" ")[0] ?? ""} ${step.table}` }
        : step.do === "redis"
          ? { library: "redis", name: step.command }
          : { library: "code", name: step.name };
    const span = this.#open(trace, {
      parent,
      pod,
      library: leaf.library as Library,
      name: leaf.name,
      kind: step.do === "code" ? KIND.internal : KIND.client,
      startMs,
    });
    span.endMs = startMs + random.skewed(step.ms ?? 1);
    if (step.do === "code") {
      span.attributes = codeAttributes(step.name, trace.visitor, random);
      for (const inner of step.steps ?? []) this.#runStep(trace, span, inner);
      if (random.chance(0.3)) remark(trace, span, "work.done", random);
    } else {
      span.attributes =
        step.do === "sql"
          ? sqlAttributes(step, trace.visitor, random)
          : redisAttributes(step, trace.visitor, random);
      if (random.chance(0.002)) fail(trace, span, TIMEOUT);
    }
    return span.endMs;
  }

  /** The client span of a call, the server span below it, and one retry when the call failed. */
  #call(
    trace: TraceDraft,
    parent: SpanDraft,
    step: Step & { do: "http" | "grpc" },
    startMs: number,
    resend: number,
  ): number {
    const random = this.#random;
    const operation = operationOf(step.to);
    const name = step.do === "http" ? splitHttpName(operation.name).method : operation.name;
    const { pod } = parent;
    const span = this.#open(trace, {
      parent,
      pod,
      library: step.do,
      name,
      kind: KIND.client,
      startMs,
    });
    const networkMs = random.skewed(0.3);
    const server = this.#run(trace, span, operation, startMs + networkMs);
    span.endMs = server.endMs + networkMs;
    if (server.failed) fail(trace, span, UPSTREAM);
    span.attributes.unshift(
      ...(step.do === "http"
        ? httpClientAttributes(
            operation,
            trace.visitor,
            server.pod,
            { status: server.failed ? 503 : 200, resend },
            random,
          )
        : grpcAttributes(operation, trace.visitor, server.pod, server.failed ? 14 : 0, random)),
    );
    if (!server.failed) return span.endMs;
    if (resend === 0 && random.chance(0.7) && trace.spans.length + 2 <= TRACE_SPANS_MAX) {
      remark(trace, parent, "retry", random);
      return this.#call(trace, parent, step, span.endMs + random.skewed(20), 1);
    }
    if (random.chance(0.6)) fail(trace, parent, UPSTREAM);
    return span.endMs;
  }

  #publish(
    trace: TraceDraft,
    parent: SpanDraft,
    step: Step & { do: "publish" },
    startMs: number,
  ): number {
    const random = this.#random;
    const { topic } = step;
    const span = this.#open(trace, {
      parent,
      pod: parent.pod,
      library: "kafka",
      name: `send ${topic}`,
      kind: KIND.producer,
      startMs,
    });
    span.endMs = startMs + random.skewed(step.ms ?? 2);
    const message = {
      topic,
      role: "send",
      group: "",
      key: trace.visitor.userId,
      batch: 1,
    } as const;
    span.attributes = kafkaAttributes(message, span.pod, random);
    this.#messages.push({ traceId: trace.traceId, spanId: span.spanId });
    if (this.#messages.length > REMEMBERED_MESSAGES) this.#messages.shift();
    // The consumer takes its time and nobody waits for it.
    this.#run(trace, span, operationOf(step.to), span.endMs + random.skewed(40, 1));
    return span.endMs;
  }

  #open(trace: TraceDraft, { parent, ...rest }: NewSpan): SpanDraft {
    const span: SpanDraft = {
      ...rest,
      spanId: this.#random.hex(16),
      parentSpanId: parent?.spanId ?? "",
      flags:
        parent !== undefined && parent.pod !== rest.pod ? FLAGS_REMOTE_PARENT : FLAGS_LOCAL_PARENT,
      endMs: rest.startMs,
      attributes: [],
      events: [],
      links: [],
      failed: false,
      statusMessage: "",
    };
    trace.spans.push(span);
    return span;
  }
}

interface Failure {
  readonly type: string;
  readonly message: string;
}

const TIMEOUT: Failure = { type: "TimeoutError", message: "no answer within 3000 ms" };
const UPSTREAM: Failure = { type: "503", message: "upstream unavailable" };
const FAILURES: readonly Failure[] = [
  TIMEOUT,
  { type: "ConnectionError", message: "connection reset by peer" },
  { type: "ValidationError", message: "field `quantity` must be positive" },
  { type: "OutOfStockError", message: "requested quantity is not available" },
];

function fail(trace: TraceDraft, span: SpanDraft, failure: Failure): void {
  if (span.failed) return;
  span.failed = true;
  span.statusMessage = failure.message;
  span.attributes.push(...attributes({ "error.type": failure.type }));
  if (failure === UPSTREAM) return;
  span.events.push({
    timeUnixNano: nanos(trace, span.endMs),
    name: "exception",
    attributes: attributes({
      "exception.type": failure.type,
      "exception.message": failure.message,
      "exception.stacktrace": stacktrace(span, failure),
    }),
    droppedAttributesCount: 0,
  });
}

function remark(trace: TraceDraft, span: SpanDraft, name: string, random: Random): void {
  span.events.push({
    timeUnixNano: nanos(trace, span.endMs),
    name,
    attributes: attributes({ "app.attempt": random.between(1, 3) }),
    droppedAttributesCount: 0,
  });
}

function stacktrace(span: SpanDraft, failure: Failure): string {
  const frames = ["execute", "handle", "dispatch", "run"].map(
    (name, depth) =>
      `    at ${span.pod.service}.${name} (/app/src/${name}.ts:${40 + depth * 17}:9)`,
  );
  return [`${failure.type}: ${failure.message}`, ...frames].join("\n");
}

function finishSpan(trace: TraceDraft, draft: SpanDraft): Span {
  return {
    traceId: trace.traceId,
    spanId: draft.spanId,
    parentSpanId: draft.parentSpanId,
    traceState: "",
    flags: draft.flags,
    name: draft.name,
    kind: draft.kind,
    startUnixNano: nanos(trace, draft.startMs),
    endUnixNano: nanos(trace, draft.endMs),
    attributes: draft.attributes,
    droppedAttributesCount: 0,
    events: draft.events,
    droppedEventsCount: 0,
    links: draft.links,
    droppedLinksCount: 0,
    statusCode: draft.failed ? ERROR : 0,
    statusMessage: draft.statusMessage,
    resource: draft.pod.resource,
    scope: draft.pod.scope(draft.library),
  };
}

function nanos(trace: TraceDraft, ms: number): bigint {
  return trace.startUnixNano + BigInt(Math.round(ms * NANOS_PER_MS));
}

function operationOf(name: string): Operation {
  const operation = OPERATIONS[name];
  assert(operation !== undefined, `no operation ${name}`);
  return operation;
}
