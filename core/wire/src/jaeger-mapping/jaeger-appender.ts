import { formatAttributeText, type AttributeValue, type SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { NESTED_VALUE_BYTES_MAX } from "../limits.ts";
import { RefusalCounts, REFUSALS, type Refusal } from "../refusals.ts";
import {
  DEFECT,
  LOG_WORDS,
  SPAN,
  SPAN_WORDS,
  TAG_TYPE,
  TAG_WORDS,
  WARNING_WORDS,
  type JaegerBatch,
} from "./jaeger-batch.ts";
import {
  PARENT_SPAN_ID_AT,
  SPAN_ID_AT,
  SPELLING_SOURCE_TEXTS,
  TEXT,
  TRACE_ID_AT,
  type JaegerSource,
} from "./jaeger-source.ts";
import { SPELLING } from "./origin.ts";
import { JaegerProcess } from "./jaeger-process.ts";
import { JAEGER_REFUSALS } from "./refusals.ts";
import { SpanReferences } from "./span-references.ts";
import { CONSUMED, SpanTags } from "./span-tags.ts";
import { MEANING, tagMeaning } from "./tag-meaning.ts";
import { isSameRange } from "./tag-values.ts";

const decoder = new TextDecoder();

/**
 * Appends what a JaegerBatch holds: its process is a resource, tags are attributes or fields of the span,
 * references are parent and links, logs are events.
 */
export class JaegerAppender {
  readonly batch: JaegerBatch;
  readonly #source: JaegerSource;
  readonly #appender: SpanAppender;
  readonly #process: JaegerProcess;
  readonly #tags = new SpanTags();
  readonly #references: SpanReferences;
  readonly #refusals = new RefusalCounts();
  #spanCount = 0;
  /** The open scope, as positions; `#isScopeOpen` is false before the first span of a process. */
  #isScopeOpen = false;
  #scopeSpelling = 0;
  #scopeNameStart = 0;
  #scopeNameEnd = 0;
  #scopeVersionStart = 0;
  #scopeVersionEnd = 0;

  constructor(batch: JaegerBatch, source: JaegerSource, appender: SpanAppender) {
    this.batch = batch;
    this.#source = source;
    this.#appender = appender;
    this.#references = new SpanReferences(batch);
    this.#process = new JaegerProcess(batch, source, appender);
    appender.useSource(source.bytes);
  }

  /** Opens the resource that the batch's process is. */
  openProcess(): void {
    this.#process.open((at) => this.#attribute(at) === undefined);
    this.#isScopeOpen = false;
  }

  /** The process tag `client-uuid`, or "". */
  clientOf(): string {
    return this.#process.client();
  }

  /** Appends all spans of the batch to the process opened last. */
  appendSpans(): void {
    for (let index = 0; index < this.batch.spanCount; index++) {
      const refusal = this.#appendSpan(index * SPAN_WORDS);
      if (refusal === undefined) this.#spanCount++;
      else this.#refusals.add(refusal);
    }
  }

  outcome(): DecodeOutcome {
    return this.#refusals.outcome(this.#spanCount);
  }

  #appendSpan(at: number): string | undefined {
    const { spans } = this.batch;
    const refusal = refusalOf(spans, at);
    if (refusal !== undefined) return refusal;
    const first = spans[at + SPAN.firstTag]!;
    const end = spans[at + SPAN.tagsEnd]!;
    this.#tags.read(this.batch, this.#source.bytes, first, end);
    this.#useScope();
    const appender = this.#appender;
    appender.openSpan();
    this.#fields(at);
    const unfit = this.#attributes(first, end) ?? this.#logs(at);
    if (unfit === undefined) appender.closeSpan();
    else appender.discardSpan();
    return unfit;
  }

  #fields(at: number): void {
    const { spans } = this.batch;
    const { view } = this.#source;
    const appender = this.#appender;
    // Links come first, because their ids stand where the span's will be.
    this.#references.read(at);
    const droppedLinks = this.#references.append(appender, this.#source);
    if (droppedLinks > 0) appender.droppedLinks(droppedLinks);
    for (let word = 0; word < 4; word++) {
      view.setInt32(TRACE_ID_AT + word * 4, spans[at + SPAN.traceId + word]!);
    }
    view.setInt32(SPAN_ID_AT, spans[at + SPAN.spanId]!);
    view.setInt32(SPAN_ID_AT + 4, spans[at + SPAN.spanId + 1]!);
    appender.traceId(TRACE_ID_AT);
    appender.spanId(SPAN_ID_AT);
    const { parentHigh, parentLow } = this.#references;
    if ((parentHigh | parentLow) !== 0) {
      view.setInt32(PARENT_SPAN_ID_AT, parentHigh);
      view.setInt32(PARENT_SPAN_ID_AT + 4, parentLow);
      appender.parentSpanId(PARENT_SPAN_ID_AT);
    }
    appender.name(spans[at + SPAN.nameStart]!, spans[at + SPAN.nameEnd]!);
    appender.flags(spans[at + SPAN.flags]!);
    appender.startUnixNano(spans[at + SPAN.start]!, spans[at + SPAN.start + 1]!);
    appender.endUnixNano(spans[at + SPAN.end]!, spans[at + SPAN.end + 1]!);
    const droppedLogs = spans[at + SPAN.droppedLogs]!;
    if (droppedLogs > 0) appender.droppedEvents(droppedLogs);
    this.#taggedFields();
    this.#warnings(at);
  }

  /** What tags said. */
  #taggedFields(): void {
    const appender = this.#appender;
    const tags = this.#tags;
    if (tags.kind !== 0) appender.kind(tags.kind);
    if (tags.traceStateEnd > 0) appender.traceState(tags.traceStateStart, tags.traceStateEnd);
    if (tags.statusCode === 0) return;
    appender.statusCode(tags.statusCode);
    if (tags.messageEnd > 0) appender.statusMessage(tags.messageStart, tags.messageEnd);
    if (!tags.isStatusInferred) return;
    const { statusSource: key, httpStatusCode: value } = TEXT;
    appender.attributeString(key.start, key.end, value.start, value.end);
  }

  /** Where Jaeger itself keeps them. */
  #warnings(at: number): void {
    const { spans, warnings } = this.batch;
    const first = spans[at + SPAN.firstWarning]! * WARNING_WORDS;
    const end = spans[at + SPAN.warningsEnd]! * WARNING_WORDS;
    if (first === end) return;
    const value: AttributeValue[] = [];
    for (let warning = first; warning < end; warning += WARNING_WORDS) {
      const text = this.#source.bytes.subarray(warnings[warning], warnings[warning + 1]);
      value.push({ type: "string", value: decoder.decode(text) });
    }
    const { start: keyStart, end: keyEnd } = TEXT.warnings;
    this.#appender.attributeOther(keyStart, keyEnd, formatAttributeText({ type: "array", value }));
  }

  #attributes(first: number, end: number): Refusal | undefined {
    const { tags } = this.batch;
    for (let at = first * TAG_WORDS; at < end * TAG_WORDS; at += TAG_WORDS) {
      if (tags[at + 2] === CONSUMED) continue;
      const refusal = this.#attribute(at);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** The tag whose words begin at `at`, as an attribute of whatever is open. */
  #attribute(at: number): Refusal | undefined {
    const { tags } = this.batch;
    const appender = this.#appender;
    const keyStart = tags[at]!;
    const keyEnd = tags[at + 1]!;
    const a = tags[at + 3]!;
    const b = tags[at + 4]!;
    switch (tags[at + 2]!) {
      case TAG_TYPE.string:
        appender.attributeString(keyStart, keyEnd, a, b);
        return undefined;
      case TAG_TYPE.bool:
        appender.attributeBool(keyStart, keyEnd, a !== 0);
        return undefined;
      case TAG_TYPE.long:
        appender.attributeInt(keyStart, keyEnd, a, b);
        return undefined;
      case TAG_TYPE.double:
        appender.attributeDouble(keyStart, keyEnd, a, b);
        return undefined;
      default: {
        if (b - a > NESTED_VALUE_BYTES_MAX) return REFUSALS.valueSize;
        const value = this.#source.bytes.subarray(a, b);
        appender.attributeOther(keyStart, keyEnd, formatAttributeText({ type: "bytes", value }));
        return undefined;
      }
    }
  }

  #logs(at: number): Refusal | undefined {
    const { logs, spans } = this.batch;
    const end = spans[at + SPAN.logsEnd]! * LOG_WORDS;
    for (let log = spans[at + SPAN.firstLog]! * LOG_WORDS; log < end; log += LOG_WORDS) {
      const refusal = this.#log(log, logs);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** The first field `event` is the name. */
  #log(log: number, logs: Int32Array): Refusal | undefined {
    const { tags } = this.batch;
    const { bytes } = this.#source;
    const appender = this.#appender;
    const first = logs[log + 2]!;
    const end = logs[log + 3]!;
    appender.openEvent();
    appender.eventTime(logs[log]!, logs[log + 1]!);
    for (let at = first * TAG_WORDS; at < end * TAG_WORDS; at += TAG_WORDS) {
      if (tags[at + 2] !== TAG_TYPE.string || tags[at + 3] === tags[at + 4]) continue;
      if (tagMeaning(bytes, tags[at]!, tags[at + 1]!) !== MEANING.event) continue;
      appender.eventName(tags[at + 3]!, tags[at + 4]!);
      tags[at + 2] = CONSUMED;
      break;
    }
    const refusal = this.#attributes(first, end);
    appender.closeEvent();
    return refusal;
  }

  /** Opens the scope of the span whose tags were read, unless it is open. */
  #useScope(): void {
    const tags = this.#tags;
    const spelling = this.#process.spelling | (tags.isLibrary ? SPELLING.library : 0);
    if (this.#isScopeOpen && spelling === this.#scopeSpelling && this.#isSameScope()) return;
    const appender = this.#appender;
    appender.openScope();
    if (tags.scopeNameEnd > 0) appender.scopeName(tags.scopeNameStart, tags.scopeNameEnd);
    if (tags.scopeVersionEnd > 0) {
      appender.scopeVersion(tags.scopeVersionStart, tags.scopeVersionEnd);
    }
    const { origin, jaeger } = TEXT;
    appender.attributeString(origin.start, origin.end, jaeger.start, jaeger.end);
    if (spelling !== 0) {
      const text = SPELLING_SOURCE_TEXTS[spelling]!;
      appender.attributeString(TEXT.spelling.start, TEXT.spelling.end, text.start, text.end);
    }
    appender.closeScope();
    this.#isScopeOpen = true;
    this.#scopeSpelling = spelling;
    this.#scopeNameStart = tags.scopeNameStart;
    this.#scopeNameEnd = tags.scopeNameEnd;
    this.#scopeVersionStart = tags.scopeVersionStart;
    this.#scopeVersionEnd = tags.scopeVersionEnd;
  }

  #isSameScope(): boolean {
    const { scopeNameStart, scopeNameEnd, scopeVersionStart, scopeVersionEnd } = this.#tags;
    const { bytes } = this.#source;
    return (
      isSameRange(bytes, scopeNameStart, scopeNameEnd, this.#scopeNameStart, this.#scopeNameEnd) &&
      isSameRange(
        bytes,
        scopeVersionStart,
        scopeVersionEnd,
        this.#scopeVersionStart,
        this.#scopeVersionEnd,
      )
    );
  }
}

function refusalOf(spans: Int32Array, at: number): string | undefined {
  const defects = spans[at + SPAN.defects]!;
  const high = spans[at + SPAN.traceId]! | spans[at + SPAN.traceId + 1]!;
  const low = spans[at + SPAN.traceId + 2]! | spans[at + SPAN.traceId + 3]!;
  if ((high | low) === 0 || (defects & DEFECT.traceId) !== 0) return REFUSALS.traceId;
  const isZero = (spans[at + SPAN.spanId]! | spans[at + SPAN.spanId + 1]!) === 0;
  if (isZero || (defects & DEFECT.spanId) !== 0) return REFUSALS.spanId;
  if ((defects & DEFECT.time) !== 0) return JAEGER_REFUSALS.time;
  return (defects & DEFECT.items) === 0 ? undefined : JAEGER_REFUSALS.items;
}
