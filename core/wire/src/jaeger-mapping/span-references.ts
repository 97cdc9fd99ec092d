import type { SpanAppender } from "@spanhouse/model";
import { REF_TYPE, REFERENCE_WORDS, SPAN, type JaegerBatch } from "./jaeger-batch.ts";
import {
  REF_TYPE_SOURCE_TEXTS,
  SPAN_ID_AT,
  TEXT,
  TRACE_ID_AT,
  type JaegerSource,
} from "./jaeger-source.ts";

/** Words of a reference. */
const TRACE = 1;
const SPAN_ID = 5;

/** The references of one span, which become its parent and its links. */
export class SpanReferences {
  /** The parent's id as two words, the higher first; both 0 for a root. */
  parentHigh = 0;
  parentLow = 0;
  readonly #batch: JaegerBatch;
  #span = 0;
  /** Some reference says that the span follows from its parent. */
  #followsParent = false;

  constructor(batch: JaegerBatch) {
    this.#batch = batch;
  }

  /** Reads those of the span whose words begin at `span`. */
  read(span: number): void {
    this.#span = span;
    const { spans, references } = this.#batch;
    this.#followsParent = false;
    this.parentHigh = spans[span + SPAN.parentSpanId]!;
    this.parentLow = spans[span + SPAN.parentSpanId + 1]!;
    const end = spans[span + SPAN.referencesEnd]! * REFERENCE_WORDS;
    if (this.#begin() === end) return;
    if ((this.parentHigh | this.parentLow) === 0) this.#takeParent(references);
    for (let at = this.#begin(); at < end; at += REFERENCE_WORDS) {
      if (references[at] === REF_TYPE.followsFrom && this.#isParent(at)) this.#followsParent = true;
    }
  }

  /**
   * Appends the links; returns how many point nowhere and are left out. A reference CHILD_OF to the parent says
   * nothing new, unless the span also FOLLOWS_FROM it. The ids are written to the source.
   */
  append(appender: SpanAppender, source: JaegerSource): number {
    const { references, spans } = this.#batch;
    const end = spans[this.#span + SPAN.referencesEnd]! * REFERENCE_WORDS;
    let nowhere = 0;
    for (let at = this.#begin(); at < end; at += REFERENCE_WORDS) {
      if (!isSomewhere(references, at)) nowhere++;
      else if (!this.#isOnlyParent(at)) this.#link(at, appender, source);
    }
    return nowhere;
  }

  #takeParent(references: Int32Array): void {
    const parent = this.#firstOf(REF_TYPE.childOf) ?? this.#firstOf(REF_TYPE.followsFrom);
    if (parent === undefined) return;
    this.parentHigh = references[parent + SPAN_ID]!;
    this.parentLow = references[parent + SPAN_ID + 1]!;
  }

  #begin(): number {
    return this.#batch.spans[this.#span + SPAN.firstReference]! * REFERENCE_WORDS;
  }

  /** The first reference of a type within the trace. */
  #firstOf(type: number): number | undefined {
    const { references, spans } = this.#batch;
    const end = spans[this.#span + SPAN.referencesEnd]! * REFERENCE_WORDS;
    for (let at = this.#begin(); at < end; at += REFERENCE_WORDS) {
      if (references[at] === type && isSomewhere(references, at) && this.#isInTrace(at)) return at;
    }
    return undefined;
  }

  #isOnlyParent(at: number): boolean {
    const { references } = this.#batch;
    return references[at] === REF_TYPE.childOf && !this.#followsParent && this.#isParent(at);
  }

  #isParent(at: number): boolean {
    const { references } = this.#batch;
    return (
      references[at + SPAN_ID] === this.parentHigh &&
      references[at + SPAN_ID + 1] === this.parentLow &&
      this.#isInTrace(at)
    );
  }

  #isInTrace(at: number): boolean {
    const { references, spans } = this.#batch;
    for (let word = 0; word < 4; word++) {
      if (references[at + TRACE + word] !== spans[this.#span + SPAN.traceId + word]) return false;
    }
    return true;
  }

  #link(at: number, appender: SpanAppender, { view }: JaegerSource): void {
    const { references } = this.#batch;
    for (let word = 0; word < 4; word++) {
      view.setInt32(TRACE_ID_AT + word * 4, references[at + TRACE + word]!);
    }
    view.setInt32(SPAN_ID_AT, references[at + SPAN_ID]!);
    view.setInt32(SPAN_ID_AT + 4, references[at + SPAN_ID + 1]!);
    const type = REF_TYPE_SOURCE_TEXTS[references[at]!]!;
    appender.openLink();
    appender.linkTraceId(TRACE_ID_AT);
    appender.linkSpanId(SPAN_ID_AT);
    appender.attributeString(TEXT.refType.start, TEXT.refType.end, type.start, type.end);
    appender.closeLink();
  }
}

function isSomewhere(references: Int32Array, at: number): boolean {
  const trace =
    references[at + TRACE]! |
    references[at + TRACE + 1]! |
    references[at + TRACE + 2]! |
    references[at + TRACE + 3]!;
  return trace !== 0 && (references[at + SPAN_ID]! | references[at + SPAN_ID + 1]!) !== 0;
}
