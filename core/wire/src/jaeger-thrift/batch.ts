import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { JaegerAppender } from "../jaeger-mapping/jaeger-appender.ts";
import { JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { JaegerSource } from "../jaeger-mapping/jaeger-source.ts";
import { BinaryReader } from "../thrift/binary-reader.ts";
import { CompactReader } from "../thrift/compact-reader.ts";
import { MalformedThrift, TYPE } from "../thrift/thrift-reader.ts";
import { BatchReader } from "./batch-reader.ts";
import { clientStatsOf, type JaegerClientStats, type JaegerOutcome } from "./outcome.ts";

let decoder: BatchDecoder | undefined;

/**
 * Decodes what `POST /api/traces` of a Jaeger collector takes: a bare `Batch` in Thrift's binary protocol. The
 * compact one is taken too, which Jaeger does not: its first byte is no type that the binary one has. When the
 * outcome is malformed, the caller takes back what was appended. Throws only what the appender throws.
 */
export function decodeJaegerThriftBatch(body: Uint8Array, appender: SpanAppender): JaegerOutcome {
  decoder ??= new BatchDecoder();
  return decoder.decode(body, appender);
}

class BatchDecoder {
  readonly #source = new JaegerSource();
  readonly #batch = new JaegerBatch();
  readonly #binary = new BinaryReader();
  readonly #compact = new CompactReader();
  readonly #batches = new BatchReader(this.#batch);

  decode(body: Uint8Array, appender: SpanAppender): JaegerOutcome {
    this.#source.load(body);
    const batch = this.#batch;
    const spans = new JaegerAppender(batch, this.#source, appender);
    // A field of a compact structure begins with the difference of ids in the upper half of the byte.
    const reader = (body[0] ?? 0) > TYPE.uuid ? this.#compact : this.#binary;
    reader.open(this.#source.bytes, this.#source.start, this.#source.end);
    try {
      this.#batches.read(reader, {
        process: () => {
          spans.openProcess();
          batch.clearSpans();
        },
        span: () => {
          spans.appendSpans();
          batch.clearSpans();
        },
      });
      return withStats(spans.outcome(), clientStatsOf(batch, spans.clientOf()));
    } catch (error) {
      if (!(error instanceof MalformedThrift)) throw error;
      return { status: "malformed", reason: error.message, clientStats: [] };
    } finally {
      this.#source.trim();
      batch.trim();
    }
  }
}

function withStats(outcome: DecodeOutcome, stats: JaegerClientStats | undefined): JaegerOutcome {
  return { ...outcome, clientStats: stats === undefined ? [] : [stats] };
}
