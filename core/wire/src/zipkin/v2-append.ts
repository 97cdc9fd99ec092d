import { STATUS_CODE_ERROR, type SpanAppender } from "@spanhouse/model";
import { ZIPKIN_ATTRIBUTES } from "./attribute-names.ts";
import { KIND } from "./kind.ts";
import { Nanos } from "./nanos.ts";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import { ZipkinContexts } from "./v2-contexts.ts";
import {
  ANNOTATION_WORDS,
  ID,
  NAME_STARTS,
  PARENT_ID_AT,
  positionOf,
  SPAN_ID_AT,
  TAG_WORDS,
  TEXT,
  TRACE_ID_AT,
  type ZipkinV2Span,
} from "./v2-span.ts";
import { consumeTag, tagValue, type TagValue } from "./v2-tag-value.ts";
import { TAG } from "./v2-tags.ts";
import { decimalOf, kindOf, statusOf, textIs } from "./v2-values.ts";

const NANOS_PER_MILLI = 1_000_000n;
const STATUS_CODE_OK = 1;
const DROPPED_COUNTS = [TAG.droppedAttributes, TAG.droppedEvents, TAG.droppedLinks] as const;
const TRUE = new TextEncoder().encode("true");
const FALSE = new TextEncoder().encode("false");

/**
 * Appends noted spans of one request. Texts of the body stay where they are; what goes under a name of our
 * own (endpoints, flags) is first put beside the names in the span's own memory.
 */
export class ZipkinV2Appender {
  readonly #appender: SpanAppender;
  readonly #contexts: ZipkinContexts;
  readonly #end = new Nanos();
  #source: Uint8Array | undefined;
  #receivedUnixNano: bigint | undefined;

  constructor(appender: SpanAppender) {
    this.#appender = appender;
    this.#contexts = new ZipkinContexts(appender);
  }

  /** Says why the span is refused; undefined when it was appended. */
  append(span: ZipkinV2Span): string | undefined {
    if (span.traceId !== ID.good) return ZIPKIN_REFUSALS.traceId;
    if (span.spanId !== ID.good) return ZIPKIN_REFUSALS.id;
    if (span.parentId === ID.wrong) return ZIPKIN_REFUSALS.parentId;
    const isStartKnown = span.start.low !== 0 || span.start.high !== 0;
    if (!isStartKnown) this.#guessStart(span);
    this.#end.set(span.start.low, span.start.high);
    if (span.isTimeWrong || !this.#end.add(span.duration)) return ZIPKIN_REFUSALS.time;
    // Contexts have memory of their own.
    if (this.#contexts.open(span)) this.#source = undefined;
    const appender = this.#appender;
    appender.openSpan();
    this.#name(span);
    appender.kind(this.#kind(span));
    appender.startUnixNano(span.start.low, span.start.high);
    appender.endUnixNano(this.#end.low, this.#end.high);
    this.#otelTags(span);
    this.#status(span);
    this.#tags(span);
    this.#events(span);
    this.#endpoints(span);
    if (span.debug) this.#mark(span, ZIPKIN_ATTRIBUTES.debug);
    if (span.shared) this.#mark(span, ZIPKIN_ATTRIBUTES.shared);
    if (!isStartKnown) this.#mark(span, ZIPKIN_ATTRIBUTES.startAbsent);
    this.#ids(span);
    appender.closeSpan();
    return undefined;
  }

  /** The earliest annotation, else the time of receipt: near the truth, where 1970 would be far. */
  #guessStart(span: ZipkinV2Span): void {
    const { annotations, annotationCount, start } = span;
    if (annotationCount === 0) {
      this.#receivedUnixNano ??= BigInt(Date.now()) * NANOS_PER_MILLI;
      const received = this.#receivedUnixNano;
      start.set(Number(BigInt.asUintN(32, received)), Number(received >> 32n));
      return;
    }
    start.set(annotations[0]! >>> 0, annotations[1]! >>> 0);
    for (
      let at = ANNOTATION_WORDS;
      at < annotationCount * ANNOTATION_WORDS;
      at += ANNOTATION_WORDS
    ) {
      const low = annotations[at]! >>> 0;
      const high = annotations[at + 1]! >>> 0;
      if (!start.isBelow(low, high)) start.set(low, high);
    }
  }

  #name(span: ZipkinV2Span): void {
    const start = span.texts[TEXT.name * 2]!;
    this.#use(span.sourceOf(start));
    this.#appender.name(positionOf(start), positionOf(span.texts[TEXT.name * 2 + 1]!));
  }

  /** A span without a kind is local, which is also how OpenTelemetry writes its internal ones. */
  #kind(span: ZipkinV2Span): number {
    if (span.kind !== 0) return span.kind;
    const tag = tagValue(span, TAG.kind);
    const kind = tag === undefined ? 0 : kindOf(tag.bytes, tag.start, tag.end);
    if (kind === 0) return KIND.internal;
    consumeTag(span, TAG.kind);
    return kind;
  }

  /** What OpenTelemetry's exporters have no other place for. */
  #otelTags(span: ZipkinV2Span): void {
    const appender = this.#appender;
    const traceState = tagValue(span, TAG.traceState);
    if (traceState !== undefined) {
      this.#use(traceState.bytes);
      appender.traceState(traceState.start, traceState.end);
      consumeTag(span, TAG.traceState);
    }
    for (const meaning of DROPPED_COUNTS) {
      const tag = tagValue(span, meaning);
      const count = tag === undefined ? -1 : decimalOf(tag.bytes, tag.start, tag.end);
      if (count < 0) continue;
      if (meaning === TAG.droppedAttributes) appender.droppedAttributes(count);
      else if (meaning === TAG.droppedEvents) appender.droppedEvents(count);
      else appender.droppedLinks(count);
      consumeTag(span, meaning);
    }
  }

  /**
   * `otel.status_code` says it; else that `error` is there says that the span failed, whatever its value,
   * unless it is "false". The message is the description, else the value of `error`.
   */
  #status(span: ZipkinV2Span): void {
    const code = tagValue(span, TAG.statusCode);
    const said = code === undefined ? -1 : statusOf(code.bytes, code.start, code.end);
    if (said >= 0) consumeTag(span, TAG.statusCode);
    if (said === STATUS_CODE_OK) {
      this.#appender.statusCode(STATUS_CODE_OK);
      return;
    }
    const error = tagValue(span, TAG.error);
    const isError = error !== undefined && !textIs(FALSE, error.bytes, error.start, error.end);
    if (!isError && said !== STATUS_CODE_ERROR) return;
    this.#appender.statusCode(STATUS_CODE_ERROR);
    const description = tagValue(span, TAG.statusDescription);
    if (description !== undefined) {
      this.#message(description);
      consumeTag(span, TAG.statusDescription);
    }
    if (!isError) return;
    const isBare = error.start === error.end || textIs(TRUE, error.bytes, error.start, error.end);
    // A description and another text in `error` are two things to say.
    if (!isBare && description !== undefined) return;
    if (!isBare) this.#message(error);
    consumeTag(span, TAG.error);
  }

  #message({ bytes, start, end }: TagValue): void {
    this.#use(bytes);
    this.#appender.statusMessage(start, end);
  }

  #tags(span: ZipkinV2Span): void {
    const { tags, tagCount } = span;
    for (let at = 0; at < tagCount * TAG_WORDS; at += TAG_WORDS) {
      if (tags[at + 4] === TAG.consumed) continue;
      const keyStart = tags[at]!;
      this.#use(span.sourceOf(keyStart));
      this.#appender.attributeString(
        positionOf(keyStart),
        positionOf(tags[at + 1]!),
        positionOf(tags[at + 2]!),
        positionOf(tags[at + 3]!),
      );
    }
  }

  #events(span: ZipkinV2Span): void {
    const appender = this.#appender;
    const { annotations, annotationCount } = span;
    for (let at = 0; at < annotationCount * ANNOTATION_WORDS; at += ANNOTATION_WORDS) {
      const start = annotations[at + 2]!;
      this.#use(span.sourceOf(start));
      appender.openEvent();
      appender.eventTime(annotations[at]!, annotations[at + 1]!);
      appender.eventName(positionOf(start), positionOf(annotations[at + 3]!));
      appender.closeEvent();
    }
  }

  /** Endpoints, where no tag says the same: OpenTelemetry's exporters write both. */
  #endpoints(span: ZipkinV2Span): void {
    const { special } = span;
    if (special[TAG.localAddress] === 0) {
      this.#ownText(span, ZIPKIN_ATTRIBUTES.localAddress, TEXT.localAddress);
    }
    if (special[TAG.localPort] === 0) {
      this.#ownPort(span, ZIPKIN_ATTRIBUTES.localPort, span.localPort);
    }
    if (special[TAG.peerService] === 0) {
      this.#ownText(span, ZIPKIN_ATTRIBUTES.peerService, TEXT.peerService);
    }
    if (special[TAG.peerAddress] === 0) {
      this.#ownText(span, ZIPKIN_ATTRIBUTES.peerAddress, TEXT.peerAddress);
    }
    if (special[TAG.peerPort] === 0) this.#ownPort(span, ZIPKIN_ATTRIBUTES.peerPort, span.peerPort);
  }

  #ownText(span: ZipkinV2Span, name: string, text: number): void {
    const from = span.texts[text * 2]!;
    const start = positionOf(from);
    const end = positionOf(span.texts[text * 2 + 1]!);
    if (start === end) return;
    const value = from < 0 ? start : span.keep(span.sourceOf(from), start, end);
    this.#use(span.own);
    const key = NAME_STARTS.get(name)!;
    this.#appender.attributeString(key, key + name.length, value, value + (end - start));
  }

  #ownPort(span: ZipkinV2Span, name: string, port: number): void {
    if (port === 0) return;
    this.#use(span.own);
    const key = NAME_STARTS.get(name)!;
    this.#appender.attributeInt(key, key + name.length, port, 0);
  }

  #mark(span: ZipkinV2Span, name: string): void {
    this.#use(span.own);
    const key = NAME_STARTS.get(name)!;
    this.#appender.attributeBool(key, key + name.length, true);
  }

  /** A parent that is the span itself stands for none. */
  #ids(span: ZipkinV2Span): void {
    const { own } = span;
    this.#use(own);
    this.#appender.traceId(TRACE_ID_AT);
    this.#appender.spanId(SPAN_ID_AT);
    if (span.parentId !== ID.good) return;
    for (let at = 0; at < 8; at++) {
      if (own[SPAN_ID_AT + at] === own[PARENT_ID_AT + at]) continue;
      this.#appender.parentSpanId(PARENT_ID_AT);
      return;
    }
  }

  #use(source: Uint8Array): void {
    if (this.#source === source) return;
    this.#source = source;
    this.#appender.useSource(source);
  }
}
