import { JAEGER_SPAN_ITEMS_MAX, JAEGER_WORDS_KEPT } from "../limits.ts";
import { JaegerNanos } from "./jaeger-times.ts";

/** Words of a span in `spans`, in this order. */
export const SPAN = {
  /** Four words, the highest first. */
  traceId: 0,
  /** Two words each, the higher first. */
  spanId: 4,
  parentSpanId: 6,
  nameStart: 8,
  nameEnd: 9,
  flags: 10,
  /** Nanoseconds, the lower word first. */
  start: 11,
  end: 13,
  /** Where its tags, logs and references begin and end. */
  firstTag: 15,
  tagsEnd: 16,
  firstLog: 17,
  logsEnd: 18,
  firstReference: 19,
  referencesEnd: 20,
  /** Bits of DEFECT. */
  defects: 21,
  /** Logs that could not be noted. */
  droppedLogs: 22,
  /** Where its warnings begin and end. */
  firstWarning: 23,
  warningsEnd: 24,
} as const;
export const SPAN_WORDS = 25;

/** Words of a tag: key start, key end, TAG_TYPE, and two of its value. */
export const TAG_WORDS = 5;
/** Words of a log: nanoseconds low, high, and where its fields, which are tags, begin and end. */
export const LOG_WORDS = 4;
/** Words of a reference: REF_TYPE, trace id (four, the highest first), span id (two). */
export const REFERENCE_WORDS = 7;
/** Words of a warning: where its text begins and ends. */
export const WARNING_WORDS = 2;

/** Types of tags, numbered as in jaeger.thrift. The two words of a value: a range, words, or 0 and 1. */
export const TAG_TYPE = { string: 0, double: 1, bool: 2, long: 3, binary: 4 } as const;
export const REF_TYPE = { childOf: 0, followsFrom: 1 } as const;

/** What keeps a span from being appended. */
export const DEFECT = { traceId: 1, spanId: 2, time: 4, items: 8 } as const;

/** What a client says about itself with a batch (Batch.seqNo, ClientStats), as numbers. */
export interface BatchStats {
  sequence: number;
  /** Whether there is more than the sequence. */
  isComplete: boolean;
  fullQueueDroppedSpans: number;
  tooLargeDroppedSpans: number;
  failedToEmitSpans: number;
}

/**
 * Spans as Jaeger means them, from whatever protocol they came, as numbers in a few arrays that are used again
 * and again: a batch must be known to be whole before its first span is appended, and what a tag means depends
 * on tags that come later. Texts are positions in the source that is decoded.
 *
 * A reader fills it:   begin, process and its tags, then for each span: openSpan, its values, closeSpan
 */
export class JaegerBatch {
  spans: Int32Array = new Int32Array(SPAN_WORDS * 64);
  tags: Int32Array = new Int32Array(TAG_WORDS * 1024);
  logs: Int32Array = new Int32Array(LOG_WORDS * 64);
  references: Int32Array = new Int32Array(REFERENCE_WORDS * 64);
  warnings: Int32Array = new Int32Array(WARNING_WORDS * 64);
  spanCount = 0;
  tagCount = 0;
  logCount = 0;
  referenceCount = 0;
  warningCount = 0;
  /** The process: its name, and its tags. */
  serviceStart = 0;
  serviceEnd = 0;
  firstProcessTag = 0;
  processTagsEnd = 0;
  /** Tags of the process that could not be noted. */
  droppedProcessTags = 0;
  stats: BatchStats | undefined;
  /** Where the words of the open span begin in `spans`. */
  span = 0;
  /** For readers to compute times with. */
  readonly nanos = new JaegerNanos();
  readonly duration = new JaegerNanos();
  readonly logTime = new JaegerNanos();

  begin(): void {
    this.clearSpans();
    this.beginProcess();
    this.stats = undefined;
  }

  /** A process without name and tags; those that are added now are its own. */
  beginProcess(): void {
    this.serviceStart = this.serviceEnd = 0;
    this.firstProcessTag = this.processTagsEnd = this.tagCount;
    this.droppedProcessTags = 0;
  }

  /** Forgets spans and all tags, also those of the process. */
  clearSpans(): void {
    this.spanCount = this.tagCount = this.logCount = this.referenceCount = 0;
    this.warningCount = 0;
  }

  /** Gives back memory beyond the usual. */
  trim(): void {
    if (this.spans.length > JAEGER_WORDS_KEPT) this.spans = new Int32Array(SPAN_WORDS * 64);
    if (this.tags.length > JAEGER_WORDS_KEPT) this.tags = new Int32Array(TAG_WORDS * 1024);
    if (this.logs.length > JAEGER_WORDS_KEPT) this.logs = new Int32Array(LOG_WORDS * 64);
    if (this.references.length > JAEGER_WORDS_KEPT) {
      this.references = new Int32Array(REFERENCE_WORDS * 64);
    }
    if (this.warnings.length > JAEGER_WORDS_KEPT)
      this.warnings = new Int32Array(WARNING_WORDS * 64);
  }

  openSpan(): void {
    const at = this.spanCount * SPAN_WORDS;
    if (at + SPAN_WORDS > this.spans.length) this.spans = doubled(this.spans);
    const { spans } = this;
    for (let word = 0; word < SPAN_WORDS; word++) spans[at + word] = 0;
    this.span = at;
    spans[at + SPAN.firstTag] = spans[at + SPAN.tagsEnd] = this.tagCount;
    spans[at + SPAN.firstLog] = spans[at + SPAN.logsEnd] = this.logCount;
    spans[at + SPAN.firstReference] = spans[at + SPAN.referencesEnd] = this.referenceCount;
    spans[at + SPAN.firstWarning] = spans[at + SPAN.warningsEnd] = this.warningCount;
  }

  /** Takes the start from `nanos` and the end from `duration` after it. */
  closeSpan(): void {
    const { spans, span: at, nanos, duration } = this;
    if (!nanos.isMoment) this.defect(DEFECT.time);
    spans[at + SPAN.start] = nanos.low;
    spans[at + SPAN.start + 1] = nanos.high;
    nanos.add(duration);
    if (!nanos.isMoment) this.defect(DEFECT.time);
    spans[at + SPAN.end] = nanos.low;
    spans[at + SPAN.end + 1] = nanos.high;
    this.spanCount++;
  }

  defect(bit: number): void {
    this.spans[this.span + SPAN.defects]! |= bit;
  }

  /** Makes room for so many more tags. */
  reserveTags(more: number): void {
    while ((this.tagCount + more) * TAG_WORDS > this.tags.length) this.tags = doubled(this.tags);
  }

  /** Notes a tag of the open span, of one of its logs or of the process. */
  addTag(keyStart: number, keyEnd: number, type: number, a: number, b: number): void {
    const at = this.tagCount * TAG_WORDS;
    if (at + TAG_WORDS > this.tags.length) this.tags = doubled(this.tags);
    const { tags } = this;
    tags[at] = keyStart;
    tags[at + 1] = keyEnd;
    tags[at + 2] = type;
    tags[at + 3] = a;
    tags[at + 4] = b;
    this.tagCount++;
  }

  /** Whether the open span may have so many more tags, logs and references; notes the defect when not. */
  hasRoom(more: number): boolean {
    const { spans, span: at } = this;
    const tags = this.tagCount - spans[at + SPAN.firstTag]!;
    const logs = this.logCount - spans[at + SPAN.firstLog]!;
    const references = this.referenceCount - spans[at + SPAN.firstReference]!;
    const warnings = this.warningCount - spans[at + SPAN.firstWarning]!;
    if (tags + logs + references + warnings + more <= JAEGER_SPAN_ITEMS_MAX) return true;
    this.defect(DEFECT.items);
    return false;
  }

  /** A warning that comes with the open span. */
  addWarning(start: number, end: number): void {
    const at = this.warningCount * WARNING_WORDS;
    if (at + WARNING_WORDS > this.warnings.length) this.warnings = doubled(this.warnings);
    this.warnings[at] = start;
    this.warnings[at + 1] = end;
    this.warningCount++;
    this.spans[this.span + SPAN.warningsEnd] = this.warningCount;
  }

  /** A log of the open span; one whose time does not fit is left out and counted. */
  addLog(time: JaegerNanos, firstField: number, fieldsEnd: number): void {
    if (!time.isMoment) {
      this.spans[this.span + SPAN.droppedLogs]!++;
      return;
    }
    const at = this.logCount * LOG_WORDS;
    if (at + LOG_WORDS > this.logs.length) this.logs = doubled(this.logs);
    const { logs } = this;
    logs[at] = time.low;
    logs[at + 1] = time.high;
    logs[at + 2] = firstField;
    logs[at + 3] = fieldsEnd;
    this.logCount++;
  }

  /** Makes room for a reference; returns where its words begin. */
  addReference(): number {
    const at = this.referenceCount * REFERENCE_WORDS;
    if (at + REFERENCE_WORDS > this.references.length) this.references = doubled(this.references);
    const { references } = this;
    for (let word = 0; word < REFERENCE_WORDS; word++) references[at + word] = 0;
    this.referenceCount++;
    return at;
  }
}

function doubled(words: Int32Array): Int32Array {
  const larger = new Int32Array(words.length * 2);
  larger.set(words);
  return larger;
}
