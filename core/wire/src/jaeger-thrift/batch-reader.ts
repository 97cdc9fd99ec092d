import type { BatchStats, JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { JAEGER_PROCESS_TAGS_MAX } from "../limits.ts";
import { skipThrift } from "../thrift/skip.ts";
import {
  enterList,
  expectType,
  MalformedThrift,
  TYPE,
  type ThriftReader,
} from "../thrift/thrift-reader.ts";
import { BATCH, PROCESS, STATS } from "./field-ids.ts";
import { SpanReader } from "./span-reader.ts";
import { TagReader } from "./tag-reader.ts";

/** Takes what was read out of the batch at once, so that a large body needs no more than one span of memory. */
export interface BatchTaker {
  process(): void;
  span(): void;
}

const TWO_32 = 0x1_0000_0000;

/** Reads `Batch` structures into a JaegerBatch. */
export class BatchReader {
  readonly #batch: JaegerBatch;
  readonly #tags: TagReader;
  readonly #spans: SpanReader;

  constructor(batch: JaegerBatch) {
    this.#batch = batch;
    this.#tags = new TagReader(batch);
    this.#spans = new SpanReader(batch, this.#tags);
  }

  /**
   * Reads the Batch that the reader stands at; without a taker all of it is in the batch afterwards. Spans that
   * come before their process are read when it is known.
   */
  read(reader: ThriftReader, taker?: BatchTaker): void {
    const batch = this.#batch;
    batch.begin();
    let hasProcess = false;
    let hasSpans = false;
    let spansAt = -1;
    const outer = reader.enterStruct();
    for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
      switch (reader.fieldId) {
        case BATCH.process:
          if (hasProcess) throw new MalformedThrift("a Batch with two processes");
          hasProcess = true;
          this.#process(reader, type);
          taker?.process();
          break;
        case BATCH.spans:
          if (hasSpans) throw new MalformedThrift("a Batch with two lists of spans");
          hasSpans = true;
          expectType(type, TYPE.list, "Batch.spans");
          if (hasProcess) this.#readSpans(reader, taker);
          else {
            spansAt = reader.at;
            skipThrift(reader, type);
          }
          break;
        case BATCH.sequence:
          expectType(type, TYPE.i64, "Batch.seqNo");
          this.#stats().sequence = readCount(reader);
          break;
        case BATCH.stats:
          this.#readStats(reader, type);
          break;
        default:
          skipThrift(reader, type);
      }
    }
    reader.leaveStruct(outer);
    if (!hasProcess || !hasSpans) throw new MalformedThrift("a Batch without process or spans");
    if (spansAt < 0) return;
    const end = reader.at;
    reader.at = spansAt;
    this.#readSpans(reader, taker);
    reader.at = end;
  }

  #readSpans(reader: ThriftReader, taker: BatchTaker | undefined): void {
    const count = enterList(reader, TYPE.list, TYPE.struct, "Batch.spans");
    for (let index = 0; index < count; index++) {
      this.#spans.read(reader);
      taker?.span();
    }
  }

  #process(reader: ThriftReader, type: number): void {
    expectType(type, TYPE.struct, "Batch.process");
    const batch = this.#batch;
    let hasName = false;
    let hasTags = false;
    const outer = reader.enterStruct();
    for (let field = reader.field(); field !== TYPE.stop; field = reader.field()) {
      if (reader.fieldId === PROCESS.serviceName) {
        expectType(field, TYPE.binary, "Process.serviceName");
        reader.binary();
        batch.serviceStart = reader.start;
        batch.serviceEnd = reader.end;
        hasName = true;
      } else if (reader.fieldId === PROCESS.tags) {
        if (hasTags) throw new MalformedThrift("a Process with tags twice");
        hasTags = true;
        batch.firstProcessTag = batch.tagCount;
        const most = JAEGER_PROCESS_TAGS_MAX;
        batch.droppedProcessTags = this.#tags.readAll(reader, field, "Process.tags", most);
        batch.processTagsEnd = batch.tagCount;
      } else skipThrift(reader, field);
    }
    reader.leaveStruct(outer);
    if (!hasName) throw new MalformedThrift("a Process without serviceName");
  }

  #readStats(reader: ThriftReader, type: number): void {
    expectType(type, TYPE.struct, "Batch.stats");
    const stats = this.#stats();
    const outer = reader.enterStruct();
    for (let field = reader.field(); field !== TYPE.stop; field = reader.field()) {
      const id = reader.fieldId;
      if (id < STATS.fullQueueDropped || id > STATS.failedToEmit) {
        skipThrift(reader, field);
        continue;
      }
      expectType(field, TYPE.i64, "a count of ClientStats");
      const count = readCount(reader);
      if (id === STATS.fullQueueDropped) stats.fullQueueDroppedSpans = count;
      else if (id === STATS.tooLargeDropped) stats.tooLargeDroppedSpans = count;
      else stats.failedToEmitSpans = count;
      stats.isComplete = true;
    }
    reader.leaveStruct(outer);
  }

  #stats(): BatchStats {
    this.#batch.stats ??= {
      sequence: 0,
      isComplete: false,
      fullQueueDroppedSpans: 0,
      tooLargeDroppedSpans: 0,
      failedToEmitSpans: 0,
    };
    return this.#batch.stats;
  }
}

/** A count of 64 bits: what is negative is none, what is not exact in a double does not happen. */
function readCount(reader: ThriftReader): number {
  reader.i64();
  return reader.high < 0 ? 0 : reader.high * TWO_32 + (reader.low >>> 0);
}
