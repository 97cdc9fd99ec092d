import { SpanPlayer, SpanRecorder, type Span, type SpanAppender } from "@spanhouse/model";
import type { Registry } from "prom-client";
import type { Admission, Ingest, IngestOutcome, IngestRequest } from "../ingest.ts";
import { processorMetrics, type ProcessedCounts } from "./processor-metrics.ts";
import type { Processor } from "./processor.ts";

/** The ingest with processors before it. Without processors it is the ingest itself, so they cost nothing. */
export function withProcessors(
  ingest: Ingest,
  processors: readonly Processor[],
  metrics: Registry,
): Ingest {
  if (processors.length === 0) return ingest;
  return new ProcessedIngest(ingest, processors, processorMetrics(metrics, processors));
}

/**
 * Puts the processors between the decoder of a request and the block it is decoded into. One span at a time
 * is an object; what is kept of it is appended before the next one is read.
 *
 *   decode ─▶ SpanRecorder ─ span ─▶ processor ─▶ … ─▶ SpanPlayer ─▶ block
 *
 * A span that is left out was accepted: its sender is told so, and the counters tell everybody else.
 */
class ProcessedIngest implements Ingest {
  readonly #ingest: Ingest;
  readonly #processors: readonly Processor[];
  readonly #count: (counts: ProcessedCounts) => void;

  constructor(
    ingest: Ingest,
    processors: readonly Processor[],
    count: (counts: ProcessedCounts) => void,
  ) {
    this.#ingest = ingest;
    this.#processors = processors;
    this.#count = count;
  }

  admit(bytes: number): Admission {
    return this.#ingest.admit(bytes);
  }

  async accept(request: IngestRequest): Promise<IngestOutcome> {
    // A request may be decoded again, when a block had no room for it: the last time counts.
    let counts: ProcessedCounts | undefined;
    const decode: IngestRequest["decode"] = (body, appender) => {
      const line = new ProcessingLine(this.#processors, appender);
      const decoded = request.decode(body, line.recorder);
      counts = line;
      return decoded.status === "decoded" ? { ...decoded, spans: line.spansOut } : decoded;
    };
    const outcome = await this.#ingest.accept({ ...request, decode });
    if (outcome.status !== "stored" || counts === undefined) return outcome;
    this.#count(counts);
    return { ...outcome, spans: counts.spansAt[0] ?? 0 };
  }
}

/** The processors at work on one request. */
class ProcessingLine implements ProcessedCounts {
  readonly recorder = new SpanRecorder((span) => this.#take(span), "refuse");
  readonly spansAt: number[];
  readonly #processors: readonly Processor[];
  readonly #player: SpanPlayer;

  constructor(processors: readonly Processor[], appender: SpanAppender) {
    this.#processors = processors;
    this.#player = new SpanPlayer(appender);
    this.spansAt = new Array<number>(processors.length + 1).fill(0);
  }

  get spansOut(): number {
    return this.spansAt.at(-1) ?? 0;
  }

  #take(taken: Span): void {
    let span: Span | undefined = taken;
    let at = 0;
    for (const { process } of this.#processors) {
      this.spansAt[at]! += 1;
      span = process(span);
      if (span === undefined) return;
      at += 1;
    }
    this.spansAt[at]! += 1;
    this.#player.append(span);
  }
}
