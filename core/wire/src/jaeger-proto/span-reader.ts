import { DEFECT, REF_TYPE, SPAN, type JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import type { ProtobufReader } from "../otlp/protobuf-reader.ts";
import { wrongWireType } from "../otlp/protobuf-value.ts";
import type { KeyValueReader } from "./key-value-reader.ts";
import { LOG, REFERENCE, SPAN_FIELD, SPAN_FIELD_LAST } from "./proto-tags.ts";
import { readTime } from "./time-reader.ts";

const TRACE_ID_BYTES = 16;
const ID_BYTES = 8;

/** Reads `Span` messages into a batch. */
export class SpanReader {
  /** Where the span's own process is; both -1 when it has none. */
  processStart = -1;
  processEnd = -1;
  readonly #batch: JaegerBatch;
  readonly #keyValues: KeyValueReader;

  constructor(batch: JaegerBatch, keyValues: KeyValueReader) {
    this.#batch = batch;
    this.#keyValues = keyValues;
  }

  /** The message from `start` to `end`. Tags stand together in a batch, so logs are read after them. */
  read(reader: ProtobufReader, start: number, end: number): void {
    const batch = this.#batch;
    this.processStart = this.processEnd = -1;
    batch.nanos.fromSeconds(0, 0);
    batch.duration.fromSeconds(0, 0);
    batch.openSpan();
    let logs = 0;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === SPAN_FIELD.flags) {
        reader.varint(end);
        batch.spans[batch.span + SPAN.flags] = reader.low;
      } else if ((tag & 7) !== 2 || tag >>> 3 > SPAN_FIELD_LAST) this.#unknown(reader, tag, end);
      else {
        const stop = reader.lengthEnd(end);
        if (tag === SPAN_FIELD.logs) logs++;
        else this.#field(reader, tag, stop);
        reader.at = stop;
      }
    }
    batch.spans[batch.span + SPAN.tagsEnd] = batch.tagCount;
    if (logs > 0) this.#logs(reader, start, end);
    batch.closeSpan();
  }

  #unknown(reader: ProtobufReader, tag: number, end: number): void {
    if (tag >>> 3 <= SPAN_FIELD_LAST) throw wrongWireType(tag);
    reader.skip(tag, end);
  }

  #field(reader: ProtobufReader, tag: number, stop: number): void {
    const batch = this.#batch;
    const { spans, span: at } = batch;
    switch (tag) {
      case SPAN_FIELD.tags:
        if (batch.hasRoom(1)) this.#keyValues.read(reader, stop);
        return;
      case SPAN_FIELD.traceId:
        if (!this.#traceId(reader, stop, spans, at + SPAN.traceId)) batch.defect(DEFECT.traceId);
        return;
      case SPAN_FIELD.spanId:
        if (!this.#spanId(reader, stop, spans, at + SPAN.spanId)) batch.defect(DEFECT.spanId);
        return;
      case SPAN_FIELD.operationName:
        spans[at + SPAN.nameStart] = reader.at;
        spans[at + SPAN.nameEnd] = stop;
        return;
      case SPAN_FIELD.startTime:
        readTime(reader, stop, batch.nanos);
        return;
      case SPAN_FIELD.duration:
        readTime(reader, stop, batch.duration);
        return;
      case SPAN_FIELD.references:
        if (!batch.hasRoom(1)) return;
        this.#reference(reader, stop);
        spans[at + SPAN.referencesEnd] = batch.referenceCount;
        return;
      case SPAN_FIELD.process:
        this.processStart = reader.at;
        this.processEnd = stop;
        return;
      case SPAN_FIELD.warnings:
        if (batch.hasRoom(1)) batch.addWarning(reader.at, stop);
        return;
    }
  }

  #logs(reader: ProtobufReader, start: number, end: number): void {
    const batch = this.#batch;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag !== SPAN_FIELD.logs) {
        reader.skip(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      if (batch.hasRoom(1)) this.#log(reader, stop);
      reader.at = stop;
    }
    batch.spans[batch.span + SPAN.logsEnd] = batch.logCount;
  }

  #log(reader: ProtobufReader, end: number): void {
    const batch = this.#batch;
    const first = batch.tagCount;
    batch.logTime.fromSeconds(0, 0);
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag !== LOG.timestamp && tag !== LOG.fields) {
        if (tag >>> 3 <= 2) throw wrongWireType(tag);
        reader.skip(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      if (tag === LOG.timestamp) readTime(reader, stop, batch.logTime);
      else if (batch.hasRoom(1)) this.#keyValues.read(reader, stop);
      reader.at = stop;
    }
    batch.addLog(batch.logTime, first, batch.tagCount);
  }

  /** Ids of a wrong length stay zero: the reference points nowhere. */
  #reference(reader: ProtobufReader, end: number): void {
    const at = this.#batch.addReference();
    const { references } = this.#batch;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === REFERENCE.refType) {
        reader.varint(end);
        references[at] = reader.low === 0 ? REF_TYPE.childOf : REF_TYPE.followsFrom;
      } else if (tag === REFERENCE.traceId || tag === REFERENCE.spanId) {
        const stop = reader.lengthEnd(end);
        if (tag === REFERENCE.traceId) this.#traceId(reader, stop, references, at + 1);
        else this.#spanId(reader, stop, references, at + 5);
        reader.at = stop;
      } else if (tag >>> 3 <= 3) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
  }

  /** Four words from sixteen bytes, or from eight, as older senders write them. */
  #traceId(reader: ProtobufReader, end: number, words: Int32Array, to: number): boolean {
    const { at, view } = reader;
    const length = end - at;
    if (length !== TRACE_ID_BYTES && length !== ID_BYTES) return false;
    words[to] = words[to + 1] = 0;
    const first = to + 4 - length / 4;
    for (let word = 0; word < length / 4; word++) {
      words[first + word] = view.getInt32(at + word * 4);
    }
    return true;
  }

  #spanId({ at, view }: ProtobufReader, end: number, words: Int32Array, to: number): boolean {
    if (end - at !== ID_BYTES) return false;
    words[to] = view.getInt32(at);
    words[to + 1] = view.getInt32(at + 4);
    return true;
  }
}
