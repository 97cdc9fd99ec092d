import { pino } from "pino";
import { Registry } from "prom-client";
import type { z } from "zod";
import { appendSpans, SpanRecorder, type Span } from "@spanhouse/model";
import type { Batch, InsertOutcome, SpanWriter } from "@spanhouse/storage";
import { decodeOtlpProtobuf, OtlpBlock } from "@spanhouse/wire";
import { tailSamplingSchema } from "../../config/tail-sampling.ts";
import type { IngestOutcome } from "../../ingest.ts";
import { OTLP_FORMAT } from "../../pipeline/otlp-format.ts";
import { startPipeline, type Pipeline } from "../../pipeline/pipeline.ts";
import type { ModelDisk } from "../../pipeline/testing/model-disk.ts";
import { defaultTuning } from "../../pipeline/tuning.ts";
import { startTailStage } from "../tail-stage.ts";

export const TAIL_TEST_TUNING = {
  ...defaultTuning({ spoolBytesMax: 1e9, memoryBytesMax: 1e12 }),
  sealQuietMs: 0,
  insertIntervalMs: 1,
  diskProbeIntervalMs: 5,
  resourcesProbeIntervalMs: 5,
  backoff: { firstMs: 1, maxMs: 2, factor: 2, jitter: 0 },
};

/** A store of span objects that recognises tokens, as the real one does. It outlives the processes. */
export class SpanStore implements SpanWriter {
  readonly spans: Span[] = [];
  isDown = false;
  disk: ModelDisk | undefined;
  readonly #tokens = new Set<string>();

  async insert({ parts, token }: Batch): Promise<InsertOutcome> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDown) return { status: "retry", reason: "down" };
    if (!this.#tokens.has(token)) {
      const recorder = new SpanRecorder();
      for (const { path } of parts) {
        decodeOtlpProtobuf(this.disk?.contentOf(path) ?? new Uint8Array(), recorder);
      }
      this.spans.push(...recorder.spans);
      this.#tokens.add(token);
    }
    // The process that asked is dead: nobody hears the answer.
    return this.disk?.isCrashed === true
      ? new Promise<InsertOutcome>(() => undefined)
      : { status: "stored" };
  }

  /** How often each span is there, by trace and span id. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const span of this.spans) counts.set(idOf(span), (counts.get(idOf(span)) ?? 0) + 1);
    return counts;
  }
}

export function idOf({ traceId, spanId }: Pick<Span, "traceId" | "spanId">): string {
  return `${traceId}/${spanId}`;
}

/** A main pipeline with tail sampling in front of it, on one disk. */
export interface TailWorld {
  readonly main: Pipeline;
  readonly tail: Pipeline;
  send(spans: readonly Span[]): Promise<IngestOutcome>;
  /** The sum of a metric over its labels, or of those that match. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  stop(): Promise<void>;
}

export async function openTailWorld(options: {
  readonly disk: ModelDisk;
  readonly store: SpanStore;
  readonly config: z.input<typeof tailSamplingSchema>;
}): Promise<TailWorld> {
  const { disk, store } = options;
  store.disk = disk;
  const metrics = new Registry();
  const logger = pino({ level: "silent" });
  const tuning = TAIL_TEST_TUNING;
  const main = await startPipeline({
    disk,
    format: OTLP_FORMAT,
    writer: store,
    tuning,
    logger,
    metrics: new Registry(),
  });
  const config = tailSamplingSchema.parse(options.config);
  const tail = await startTailStage({ config, disk, ingest: main.ingest, tuning, logger, metrics });
  return {
    main,
    tail,
    send: async (spans) =>
      tail.ingest.accept({ body: bodyOf(spans), decode: decodeOtlpProtobuf, receiver: "test" }),
    async metric(name, labels = {}) {
      const metric = await metrics.getSingleMetric(name)!.get();
      return metric.values
        .filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
        .reduce((sum, { value }) => sum + value, 0);
    },
    async stop() {
      await tail.stop(100);
      await main.stop(1_000);
    },
  };
}

/** Spans as a request of OTLP protobuf. */
export function bodyOf(spans: readonly Span[]): Uint8Array {
  const block = new OtlpBlock();
  appendSpans(spans, block);
  return block.finishBody().slice();
}
