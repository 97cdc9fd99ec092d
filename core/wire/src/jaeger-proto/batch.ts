import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { JaegerAppender } from "../jaeger-mapping/jaeger-appender.ts";
import { JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { JaegerSource } from "../jaeger-mapping/jaeger-source.ts";
import { isSameRange } from "../jaeger-mapping/tag-values.ts";
import { JAEGER_PROCESS_TAGS_MAX } from "../limits.ts";
import { MalformedProtobuf, ProtobufReader } from "../otlp/protobuf-reader.ts";
import { wrongWireType } from "../otlp/protobuf-value.ts";
import { KeyValueReader } from "./key-value-reader.ts";
import { BATCH, PROCESS, REQUEST } from "./proto-tags.ts";
import { SpanReader } from "./span-reader.ts";

let decoder: ProtoDecoder | undefined;

/**
 * Decodes `jaeger.api_v2.PostSpansRequest`, the message of Jaeger's gRPC door, and appends its spans. When the
 * outcome is malformed, the caller takes back what was appended. Throws only what the appender throws.
 */
export function decodeJaegerProtoBatch(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  decoder ??= new ProtoDecoder();
  return decoder.decode(body, appender);
}

/** `jaeger.api_v2.PostSpansResponse`, which has no fields. */
export function encodePostSpansResponse(): Uint8Array {
  return new Uint8Array(0);
}

class ProtoDecoder {
  readonly #source = new JaegerSource();
  readonly #batch = new JaegerBatch();
  readonly #keyValues = new KeyValueReader(this.#batch);
  readonly #spans = new SpanReader(this.#batch, this.#keyValues);
  /** The process opened last; both -1 before the first. */
  #openStart = -1;
  #openEnd = -1;

  decode(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
    this.#source.load(body);
    const reader = new ProtobufReader(this.#source.bytes);
    const spans = new JaegerAppender(this.#batch, this.#source, appender);
    this.#openStart = this.#openEnd = -1;
    try {
      this.#request(reader, spans);
      return spans.outcome();
    } catch (error) {
      if (!(error instanceof MalformedProtobuf)) throw error;
      return { status: "malformed", reason: error.message };
    } finally {
      this.#source.trim();
      this.#batch.trim();
    }
  }

  #request(reader: ProtobufReader, spans: JaegerAppender): void {
    const { end } = this.#source;
    reader.at = this.#source.start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === REQUEST.batch) {
        const stop = reader.lengthEnd(end);
        this.#readBatch(reader, spans, reader.at, stop);
        reader.at = stop;
      } else if (tag >>> 3 === 1) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
  }

  /** The process comes after the spans on the wire, so it is looked for first. */
  #readBatch(reader: ProtobufReader, spans: JaegerAppender, start: number, end: number): void {
    let processStart = start;
    let processEnd = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === BATCH.process) {
        processEnd = reader.lengthEnd(end);
        processStart = reader.at;
        reader.at = processEnd;
      } else if (tag >>> 3 <= 2 && tag !== BATCH.spans) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag !== BATCH.spans) {
        reader.skip(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      this.#batch.begin();
      this.#spans.read(reader, reader.at, stop);
      const own = this.#spans.processStart;
      if (own < 0) this.#useProcess(reader, spans, processStart, processEnd);
      else this.#useProcess(reader, spans, own, this.#spans.processEnd);
      spans.appendSpans();
      reader.at = stop;
    }
  }

  /** Opens a process, unless the one that is open says the same. */
  #useProcess(reader: ProtobufReader, spans: JaegerAppender, start: number, end: number): void {
    const { bytes } = this.#source;
    if (start === this.#openStart && end === this.#openEnd) return;
    if (this.#openStart >= 0 && isSameRange(bytes, start, end, this.#openStart, this.#openEnd)) {
      return;
    }
    this.#openStart = start;
    this.#openEnd = end;
    const batch = this.#batch;
    batch.beginProcess();
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag !== PROCESS.serviceName && tag !== PROCESS.tags) {
        if (tag >>> 3 <= 2) throw wrongWireType(tag);
        reader.skip(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      if (tag === PROCESS.serviceName) {
        batch.serviceStart = reader.at;
        batch.serviceEnd = stop;
      } else if (batch.tagCount - batch.firstProcessTag < JAEGER_PROCESS_TAGS_MAX) {
        this.#keyValues.read(reader, stop);
      } else batch.droppedProcessTags++;
      reader.at = stop;
    }
    batch.processTagsEnd = batch.tagCount;
    spans.openProcess();
  }
}
