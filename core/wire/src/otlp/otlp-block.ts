import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { OTLP_BLOCK_BYTES_MAX, OTLP_BLOCK_KEPT_BYTES_MAX } from "../limits.ts";
import { OtlpAttributeWriter } from "./otlp-attribute-writer.ts";
import { OtlpBuffer } from "./otlp-buffer.ts";
import { OtlpGroups, type OtlpGroupsMark } from "./otlp-groups.ts";
import { OtlpRequestKeyList } from "./otlp-request-keys.ts";
import { OtlpSideText } from "./otlp-side-text.ts";
import { NULL_APPENDER } from "./null-appender.ts";
import { decodeOtlpProtobuf } from "./protobuf.ts";
import {
  EVENT,
  LINK,
  RESOURCE,
  RESOURCE_SPANS,
  SCOPE,
  SCOPE_SPANS,
  SPAN,
  STATUS,
} from "./protobuf-tags.ts";

/** The second byte of the only tag that has two. */
const SPAN_FLAGS_REST = 0x01;

export interface OtlpBlockOptions {
  /** OTLP_BLOCK_BYTES_MAX by default. */
  readonly bytesMax?: number;
}

/** The state of a block before a request; only good for the block it came from, until its reset. */
export interface OtlpBlockMark {
  readonly rows: number;
  readonly end: number;
  readonly keys: number;
  readonly groups: OtlpGroupsMark;
}

/**
 * Spans as an ExportTraceServiceRequest in OTLP's protobuf: what decoders append is written at once, grouped
 * under resource and scope, with no object per span. Fields at their default are left out. Text goes as it
 * came: who stores it makes invalid UTF-8 valid.
 *
 * Any append may throw CodedError INGEST_TOO_LARGE (OTLP_BLOCK_BYTES_MAX): the caller goes back to its mark
 * and refuses the request.
 */
export class OtlpBlock implements SpanAppender {
  /** Spans closed so far. */
  rows = 0;
  readonly #bytesMax: number;
  #buffer: OtlpBuffer;
  #attributes: OtlpAttributeWriter;
  #groups: OtlpGroups;
  #keys = new OtlpRequestKeyList();
  #requestKey: Uint8Array | undefined;
  #source: Uint8Array = new Uint8Array(0);
  /** Where the content begins of the Resource or InstrumentationScope, the span, the event or link. */
  #definitionAt = 0;
  #spanAt = 0;
  #innerAt = 0;

  // What is written when its message is closed: numbers, because the last one counts and 0 is left out,
  // and texts that are mostly empty.
  readonly #schemaUrl = new OtlpSideText();
  #definitionDropped = 0;
  readonly #traceState = new OtlpSideText();
  readonly #statusMessage = new OtlpSideText();
  #kind = 0;
  #statusCode = 0;
  #flags = 0;
  #startLow = 0;
  #startHigh = 0;
  #endLow = 0;
  #endHigh = 0;
  #droppedAttributes = 0;
  #droppedEvents = 0;
  #droppedLinks = 0;
  #eventLow = 0;
  #eventHigh = 0;
  readonly #linkTraceState = new OtlpSideText();
  #linkFlags = 0;
  #innerDropped = 0;

  constructor(options: OtlpBlockOptions = {}) {
    this.#bytesMax = options.bytesMax ?? OTLP_BLOCK_BYTES_MAX;
    this.#buffer = new OtlpBuffer(this.#bytesMax);
    this.#attributes = new OtlpAttributeWriter(this.#buffer);
    this.#groups = new OtlpGroups(this.#buffer);
  }

  /** What `finish` will return, in bytes, or a little more. */
  get byteLength(): number {
    return this.rows === 0 ? 0 : this.#keys.bytes + this.#buffer.end;
  }

  /** The state before a request. Forgets a request key that no span took. */
  mark(): OtlpBlockMark {
    this.#requestKey = undefined;
    this.#groups.dropEmpty(this.rows);
    const { rows } = this;
    const { end } = this.#buffer;
    return { rows, end, keys: this.#keys.count, groups: this.#groups.mark() };
  }

  /** Undoes everything since the mark, also in the middle of a span. */
  rollback({ rows, end, keys, groups }: OtlpBlockMark): void {
    this.rows = rows;
    this.#buffer.end = end;
    this.#keys.count = keys;
    this.#groups.rollback(groups);
    this.#requestKey = undefined;
  }

  /** 16 bytes that go with the next span that is closed. */
  requestKey(key: Uint8Array): void {
    this.#requestKey = key;
  }

  /**
   * Takes a whole request as it is, when `decode` is the one for OTLP protobuf and refuses nothing of it; what
   * it says is the outcome. Undefined, and nothing done, when the request has to be decoded.
   */
  copyRequest(
    body: Uint8Array,
    decode: (body: Uint8Array, appender: SpanAppender) => DecodeOutcome,
  ): DecodeOutcome | undefined {
    if (decode !== decodeOtlpProtobuf) return undefined;
    const outcome = decodeOtlpProtobuf(body, NULL_APPENDER);
    if (outcome.status === "malformed" || outcome.spans === 0) return outcome;
    if (outcome.rejected > 0) return undefined;
    this.#buffer.reserve(body.length);
    this.#groups.end(this.rows);
    this.#buffer.putRange(body, 0, body.length);
    this.#takeKey();
    this.rows += outcome.spans;
    return outcome;
  }

  /**
   * The block as pieces for `writev`: the request keys, then the request; none when it has no spans. They are
   * the block's own memory: they stay as they are until `reset`, and nothing but `reset` may follow.
   */
  finish(): Uint8Array[] {
    return this.rows === 0 ? [] : [this.#keys.finish(this.rows), this.finishBody()];
  }

  /** The same without request keys: an ExportTraceServiceRequest. */
  finishBody(): Uint8Array {
    this.#groups.end(this.rows);
    return this.#buffer.bytes.subarray(0, this.#buffer.end);
  }

  /** Empty again. The memory is kept unless it is larger than OTLP_BLOCK_KEPT_BYTES_MAX. */
  reset(): void {
    if (this.#buffer.bytes.length > OTLP_BLOCK_KEPT_BYTES_MAX) {
      this.#buffer = new OtlpBuffer(this.#bytesMax);
      this.#attributes = new OtlpAttributeWriter(this.#buffer);
    }
    this.#groups = new OtlpGroups(this.#buffer);
    this.#keys = new OtlpRequestKeyList();
    this.#buffer.end = 0;
    this.#requestKey = undefined;
    this.rows = 0;
  }

  useSource(bytes: Uint8Array): void {
    // A plain Uint8Array whatever came in: V8 compiles the byte loops for one kind of array.
    this.#source = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#attributes.source = this.#source;
  }

  openResource(): void {
    this.#groups.openResource();
    this.#openDefinition(RESOURCE_SPANS.resource, RESOURCE.attributes);
  }

  resourceSchemaUrl(start: number, end: number): void {
    this.#schemaUrl.set(this.#source, start, end);
  }

  resourceDropped(count: number): void {
    this.#definitionDropped = count;
  }

  closeResource(): void {
    this.#closeDefinition(RESOURCE.dropped, RESOURCE_SPANS.schemaUrl);
    this.#groups.closeResource(this.rows);
  }

  openScope(): void {
    this.#groups.openScope();
    this.#openDefinition(SCOPE_SPANS.scope, SCOPE.attributes);
  }

  scopeName(start: number, end: number): void {
    this.#buffer.range(SCOPE.name, this.#source, start, end);
  }

  scopeVersion(start: number, end: number): void {
    this.#buffer.range(SCOPE.version, this.#source, start, end);
  }

  scopeSchemaUrl(start: number, end: number): void {
    this.#schemaUrl.set(this.#source, start, end);
  }

  scopeDropped(count: number): void {
    this.#definitionDropped = count;
  }

  closeScope(): void {
    this.#closeDefinition(SCOPE.dropped, SCOPE_SPANS.schemaUrl);
    this.#groups.closeScope(this.rows);
  }

  openSpan(): void {
    this.#groups.openSpan(this.rows);
    this.#spanAt = this.#buffer.open(SCOPE_SPANS.spans);
    this.#attributes.tag = SPAN.attributes;
    this.#traceState.clear();
    this.#statusMessage.clear();
    this.#kind = this.#statusCode = this.#flags = 0;
    this.#startLow = this.#startHigh = this.#endLow = this.#endHigh = 0;
    this.#droppedAttributes = this.#droppedEvents = this.#droppedLinks = 0;
  }

  traceId(start: number): void {
    this.#buffer.range(SPAN.traceId, this.#source, start, start + 16);
  }

  spanId(start: number): void {
    this.#buffer.range(SPAN.spanId, this.#source, start, start + 8);
  }

  parentSpanId(start: number): void {
    this.#buffer.range(SPAN.parentSpanId, this.#source, start, start + 8);
  }

  traceState(start: number, end: number): void {
    this.#traceState.set(this.#source, start, end);
  }

  name(start: number, end: number): void {
    this.#buffer.range(SPAN.name, this.#source, start, end);
  }

  kind(kind: number): void {
    this.#kind = kind;
  }

  startUnixNano(low: number, high: number): void {
    this.#startLow = low;
    this.#startHigh = high;
  }

  endUnixNano(low: number, high: number): void {
    this.#endLow = low;
    this.#endHigh = high;
  }

  flags(flags: number): void {
    this.#flags = flags;
  }

  statusCode(code: number): void {
    this.#statusCode = code;
  }

  statusMessage(start: number, end: number): void {
    this.#statusMessage.set(this.#source, start, end);
  }

  droppedAttributes(count: number): void {
    this.#droppedAttributes = count;
  }

  droppedEvents(count: number): void {
    this.#droppedEvents = count;
  }

  droppedLinks(count: number): void {
    this.#droppedLinks = count;
  }

  closeSpan(): void {
    const buffer = this.#buffer;
    this.#putText(SPAN.traceState, this.#traceState);
    this.#putNumber(SPAN.kind, this.#kind);
    buffer.fixed64(SPAN.startTime, this.#startLow, this.#startHigh);
    buffer.fixed64(SPAN.endTime, this.#endLow, this.#endHigh);
    this.#putNumber(SPAN.droppedAttributes, this.#droppedAttributes);
    this.#putNumber(SPAN.droppedEvents, this.#droppedEvents);
    this.#putNumber(SPAN.droppedLinks, this.#droppedLinks);
    if (this.#statusCode !== 0 || this.#statusMessage.length > 0) {
      const status = buffer.open(SPAN.status);
      this.#putText(STATUS.message, this.#statusMessage);
      this.#putNumber(STATUS.code, this.#statusCode);
      buffer.close(status);
    }
    if (this.#flags !== 0) {
      buffer.byte(SPAN.flags);
      buffer.fixed32(SPAN_FLAGS_REST, this.#flags);
    }
    buffer.close(this.#spanAt);
    this.#takeKey();
    this.rows += 1;
  }

  discardSpan(): void {
    this.#buffer.cancel(this.#spanAt);
  }

  openEvent(): void {
    this.#innerAt = this.#buffer.open(SPAN.events);
    this.#attributes.tag = EVENT.attributes;
    this.#eventLow = this.#eventHigh = this.#innerDropped = 0;
  }

  eventTime(low: number, high: number): void {
    this.#eventLow = low;
    this.#eventHigh = high;
  }

  eventName(start: number, end: number): void {
    this.#buffer.range(EVENT.name, this.#source, start, end);
  }

  eventDropped(count: number): void {
    this.#innerDropped = count;
  }

  closeEvent(): void {
    this.#buffer.fixed64(EVENT.time, this.#eventLow, this.#eventHigh);
    this.#putNumber(EVENT.dropped, this.#innerDropped);
    this.#closeInner();
  }

  openLink(): void {
    this.#innerAt = this.#buffer.open(SPAN.links);
    this.#attributes.tag = LINK.attributes;
    this.#linkTraceState.clear();
    this.#linkFlags = this.#innerDropped = 0;
  }

  linkTraceId(start: number): void {
    this.#buffer.range(LINK.traceId, this.#source, start, start + 16);
  }

  linkSpanId(start: number): void {
    this.#buffer.range(LINK.spanId, this.#source, start, start + 8);
  }

  linkTraceState(start: number, end: number): void {
    this.#linkTraceState.set(this.#source, start, end);
  }

  linkFlags(flags: number): void {
    this.#linkFlags = flags;
  }

  linkDropped(count: number): void {
    this.#innerDropped = count;
  }

  closeLink(): void {
    this.#putText(LINK.traceState, this.#linkTraceState);
    this.#putNumber(LINK.dropped, this.#innerDropped);
    if (this.#linkFlags !== 0) this.#buffer.fixed32(LINK.flags, this.#linkFlags);
    this.#closeInner();
  }

  attributeString(keyStart: number, keyEnd: number, start: number, end: number): void {
    this.#attributes.string(keyStart, keyEnd, start, end);
  }

  attributeBool(keyStart: number, keyEnd: number, value: boolean): void {
    this.#attributes.bool(keyStart, keyEnd, value);
  }

  attributeInt(keyStart: number, keyEnd: number, low: number, high: number): void {
    this.#attributes.int(keyStart, keyEnd, low, high);
  }

  attributeDouble(keyStart: number, keyEnd: number, low: number, high: number): void {
    this.#attributes.double(keyStart, keyEnd, low, high);
  }

  attributeOther(keyStart: number, keyEnd: number, text: string): void {
    this.#attributes.other(keyStart, keyEnd, text);
  }

  #openDefinition(tag: number, attributesTag: number): void {
    this.#definitionAt = this.#buffer.open(tag);
    this.#attributes.tag = attributesTag;
    this.#schemaUrl.clear();
    this.#definitionDropped = 0;
  }

  #closeDefinition(droppedTag: number, schemaUrlTag: number): void {
    this.#putNumber(droppedTag, this.#definitionDropped);
    this.#buffer.close(this.#definitionAt);
    this.#putText(schemaUrlTag, this.#schemaUrl);
  }

  #closeInner(): void {
    this.#buffer.close(this.#innerAt);
    this.#attributes.tag = SPAN.attributes;
  }

  /** The request's key goes with the span that is in the next row. */
  #takeKey(): void {
    if (this.#requestKey === undefined) return;
    this.#keys.add(this.#requestKey, this.rows);
    this.#requestKey = undefined;
  }

  #putNumber(tag: number, value: number): void {
    if (value !== 0) this.#buffer.number(tag, value);
  }

  #putText(tag: number, { bytes, length }: OtlpSideText): void {
    if (length > 0) this.#buffer.range(tag, bytes, 0, length);
  }
}
