import { REF_TYPE, SPAN, type JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { skipThrift } from "../thrift/skip.ts";
import {
  enterList,
  expectType,
  MalformedThrift,
  TYPE,
  type ThriftReader,
} from "../thrift/thrift-reader.ts";
import { LOG, REFERENCE, SPAN_FIELD } from "./field-ids.ts";
import type { TagReader } from "./tag-reader.ts";

const SPAN_REQUIRED = bits(
  ...[SPAN_FIELD.traceIdLow, SPAN_FIELD.traceIdHigh, SPAN_FIELD.spanId, SPAN_FIELD.parentSpanId],
  ...[SPAN_FIELD.operationName, SPAN_FIELD.flags, SPAN_FIELD.startTime, SPAN_FIELD.duration],
);
const LISTS = bits(SPAN_FIELD.references, SPAN_FIELD.tags, SPAN_FIELD.logs);
const REFERENCE_REQUIRED = bits(...Object.values(REFERENCE));
const LOG_REQUIRED = bits(...Object.values(LOG));
const FIELD_ID_MAX = 31;

/** Reads `Span` structures into a batch. */
export class SpanReader {
  readonly #batch: JaegerBatch;
  readonly #tags: TagReader;

  constructor(batch: JaegerBatch, tags: TagReader) {
    this.#batch = batch;
    this.#tags = tags;
  }

  read(reader: ThriftReader): void {
    const batch = this.#batch;
    batch.openSpan();
    let seen = 0;
    const outer = reader.enterStruct();
    for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
      const id = reader.fieldId;
      if (id > 0 && id <= FIELD_ID_MAX) {
        // Else lists that replace each other would take memory beyond the bound of one.
        if ((seen & LISTS & (1 << id)) !== 0) throw new MalformedThrift("a Span with a list twice");
        seen |= 1 << id;
      }
      this.#field(reader, type, id);
    }
    reader.leaveStruct(outer);
    if ((seen & SPAN_REQUIRED) !== SPAN_REQUIRED) {
      throw new MalformedThrift("a Span lacks a required field");
    }
    batch.closeSpan();
  }

  #field(reader: ThriftReader, type: number, id: number): void {
    const batch = this.#batch;
    const { spans, span: at } = batch;
    switch (id) {
      case SPAN_FIELD.traceIdLow:
        this.#id(reader, type, at + SPAN.traceId + 2);
        return;
      case SPAN_FIELD.traceIdHigh:
        this.#id(reader, type, at + SPAN.traceId);
        return;
      case SPAN_FIELD.spanId:
        this.#id(reader, type, at + SPAN.spanId);
        return;
      case SPAN_FIELD.parentSpanId:
        this.#id(reader, type, at + SPAN.parentSpanId);
        return;
      case SPAN_FIELD.operationName:
        expectType(type, TYPE.binary, "Span.operationName");
        reader.binary();
        spans[at + SPAN.nameStart] = reader.start;
        spans[at + SPAN.nameEnd] = reader.end;
        return;
      case SPAN_FIELD.flags:
        expectType(type, TYPE.i32, "Span.flags");
        spans[at + SPAN.flags] = reader.i32();
        return;
      case SPAN_FIELD.startTime:
        expectType(type, TYPE.i64, "Span.startTime");
        reader.i64();
        batch.nanos.fromMicros(reader.low, reader.high);
        return;
      case SPAN_FIELD.duration:
        expectType(type, TYPE.i64, "Span.duration");
        reader.i64();
        batch.duration.fromMicros(reader.low, reader.high);
        return;
      default:
        this.#list(reader, type, id);
    }
  }

  #list(reader: ThriftReader, type: number, id: number): void {
    const batch = this.#batch;
    const { spans, span: at } = batch;
    switch (id) {
      case SPAN_FIELD.tags: {
        const first = batch.tagCount;
        this.#tags.readAll(reader, type, "Span.tags");
        spans[at + SPAN.firstTag] = first;
        spans[at + SPAN.tagsEnd] = batch.tagCount;
        return;
      }
      case SPAN_FIELD.logs: {
        const first = batch.logCount;
        this.#logs(reader, type);
        spans[at + SPAN.firstLog] = first;
        spans[at + SPAN.logsEnd] = batch.logCount;
        return;
      }
      case SPAN_FIELD.references: {
        const first = batch.referenceCount;
        this.#references(reader, type);
        spans[at + SPAN.firstReference] = first;
        spans[at + SPAN.referencesEnd] = batch.referenceCount;
        return;
      }
      default:
        skipThrift(reader, type);
    }
  }

  #id(reader: ThriftReader, type: number, at: number): void {
    expectType(type, TYPE.i64, "an id of a Span");
    reader.i64();
    this.#batch.spans[at] = reader.high;
    this.#batch.spans[at + 1] = reader.low;
  }

  #logs(reader: ThriftReader, type: number): void {
    const count = enterList(reader, type, TYPE.struct, "Span.logs");
    const isNoted = this.#batch.hasRoom(count);
    for (let index = 0; index < count; index++) {
      if (isNoted) this.#log(reader);
      else skipThrift(reader, TYPE.struct);
    }
  }

  #log(reader: ThriftReader): void {
    const batch = this.#batch;
    let first = batch.tagCount;
    let seen = 0;
    const outer = reader.enterStruct();
    for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
      if (reader.fieldId === LOG.timestamp) {
        expectType(type, TYPE.i64, "Log.timestamp");
        reader.i64();
        batch.logTime.fromMicros(reader.low, reader.high);
        seen |= 1 << LOG.timestamp;
      } else if (reader.fieldId === LOG.fields) {
        first = batch.tagCount;
        this.#tags.readAll(reader, type, "Log.fields");
        seen |= 1 << LOG.fields;
      } else skipThrift(reader, type);
    }
    reader.leaveStruct(outer);
    if (seen !== LOG_REQUIRED) throw new MalformedThrift("a Log without timestamp or fields");
    batch.addLog(batch.logTime, first, batch.tagCount);
  }

  #references(reader: ThriftReader, type: number): void {
    const count = enterList(reader, type, TYPE.struct, "Span.references");
    const isNoted = this.#batch.hasRoom(count);
    for (let index = 0; index < count; index++) {
      if (isNoted) this.#reference(reader);
      else skipThrift(reader, TYPE.struct);
    }
  }

  #reference(reader: ThriftReader): void {
    const batch = this.#batch;
    const at = batch.addReference();
    const { references } = batch;
    let seen = 0;
    const outer = reader.enterStruct();
    for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
      const id = reader.fieldId;
      if (id < REFERENCE.refType || id > REFERENCE.spanId) {
        skipThrift(reader, type);
        continue;
      }
      seen |= 1 << id;
      if (id === REFERENCE.refType) {
        expectType(type, TYPE.i32, "SpanRef.refType");
        // Whatever it is, it is no call that the span belongs to.
        references[at] =
          reader.i32() === REF_TYPE.childOf ? REF_TYPE.childOf : REF_TYPE.followsFrom;
        continue;
      }
      expectType(type, TYPE.i64, "an id of a SpanRef");
      reader.i64();
      const word = at + REFERENCE_WORD_BY_FIELD[id]!;
      references[word] = reader.high;
      references[word + 1] = reader.low;
    }
    reader.leaveStruct(outer);
    if (seen !== REFERENCE_REQUIRED) throw new MalformedThrift("a SpanRef lacks a required field");
  }
}

/** Where the words of an id are within a reference. */
const REFERENCE_WORD_BY_FIELD = Uint8Array.of(0, 0, 3, 1, 5);

function bits(...ids: readonly number[]): number {
  return ids.reduce((all, id) => all | (1 << id), 0);
}
