import type { SpanAppender } from "@spanhouse/model";
import { REFUSALS, type Refusal } from "../refusals.ts";
import type { AttributeDecoder } from "./protobuf-attribute.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { wrongWireType } from "./protobuf-value.ts";

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
const UINT32_MAX = 0xffffffff;

// Tags (field number * 8 + wire type).
const SPAN = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  startTime: 0x39,
  endTime: 0x41,
  attributes: 0x4a,
  droppedAttributes: 0x50,
  events: 0x5a,
  droppedEvents: 0x60,
  links: 0x6a,
  droppedLinks: 0x70,
  status: 0x7a,
  /** Two bytes on the wire, 85 01. */
  flags: 0x85,
} as const;
const SPAN_FIELD_LAST = 16;
const EVENT = { time: 0x09, name: 0x12, attributes: 0x1a, dropped: 0x20 } as const;
const LINK = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  attributes: 0x22,
  dropped: 0x28,
  flags: 0x35,
} as const;
const STATUS = { message: 0x12, code: 0x18 } as const;

/** Decodes Span messages. A span that breaks a rule is read to its end, discarded, and the reason told. */
export class SpanDecoder {
  readonly #reader: ProtobufReader;
  readonly #appender: SpanAppender;
  readonly #attributes: AttributeDecoder;
  readonly #bytes: Uint8Array;
  /** The first rule the open span broke. */
  #refusal: Refusal | undefined;
  #droppedLinks = 0;
  #droppedLinksHere = 0;

  constructor(reader: ProtobufReader, appender: SpanAppender, attributes: AttributeDecoder) {
    this.#reader = reader;
    this.#appender = appender;
    this.#attributes = attributes;
    this.#bytes = reader.bytes;
  }

  /** Says why the span was refused; undefined when it was appended. */
  decode(start: number, end: number): Refusal | undefined {
    const reader = this.#reader;
    const appender = this.#appender;
    this.#refusal = undefined;
    this.#droppedLinks = 0;
    this.#droppedLinksHere = 0;
    appender.openSpan();
    let traceIdStart = 0;
    let traceIdEnd = 0;
    let spanIdStart = 0;
    let spanIdEnd = 0;
    let parentStart = 0;
    let parentEnd = 0;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if ((tag & 7) !== 2) {
        this.#number(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      const from = reader.at;
      switch (tag) {
        case SPAN.attributes:
          this.#refuse(this.#attributes.decode(from, stop));
          break;
        case SPAN.traceId:
          traceIdStart = from;
          traceIdEnd = stop;
          break;
        case SPAN.spanId:
          spanIdStart = from;
          spanIdEnd = stop;
          break;
        case SPAN.parentSpanId:
          parentStart = from;
          parentEnd = stop;
          break;
        case SPAN.name:
          appender.name(from, stop);
          break;
        case SPAN.traceState:
          appender.traceState(from, stop);
          break;
        case SPAN.status:
          this.#status(from, stop);
          break;
        case SPAN.events:
          this.#event(from, stop);
          break;
        case SPAN.links:
          this.#link(from, stop);
          break;
        default:
          if (tag >>> 3 <= SPAN_FIELD_LAST) throw wrongWireType(tag);
      }
      reader.at = stop;
    }
    if (this.#droppedLinks + this.#droppedLinksHere > 0) {
      appender.droppedLinks(Math.min(this.#droppedLinks + this.#droppedLinksHere, UINT32_MAX));
    }
    if (this.#isId(traceIdStart, traceIdEnd, TRACE_ID_BYTES)) appender.traceId(traceIdStart);
    else this.#refuse(REFUSALS.traceId);
    if (this.#isId(spanIdStart, spanIdEnd, SPAN_ID_BYTES)) appender.spanId(spanIdStart);
    else this.#refuse(REFUSALS.spanId);
    if (this.#isId(parentStart, parentEnd, SPAN_ID_BYTES)) appender.parentSpanId(parentStart);
    else if (parentEnd - parentStart !== SPAN_ID_BYTES && parentEnd !== parentStart) {
      this.#refuse(REFUSALS.parentSpanId);
    }
    return this.#leave();
  }

  /** Closes the span, or discards it when it broke a rule. */
  #leave(): Refusal | undefined {
    if (this.#refusal === undefined) this.#appender.closeSpan();
    else this.#appender.discardSpan();
    return this.#refusal;
  }

  #refuse(refusal: Refusal | undefined): void {
    this.#refusal ??= refusal;
  }

  /** A field of the span that is not length-delimited. */
  #number(tag: number, end: number): void {
    const reader = this.#reader;
    const appender = this.#appender;
    switch (tag) {
      case SPAN.startTime:
        reader.fixed64(end);
        appender.startUnixNano(reader.low, reader.high);
        return;
      case SPAN.endTime:
        reader.fixed64(end);
        appender.endUnixNano(reader.low, reader.high);
        return;
      case SPAN.flags:
        appender.flags(reader.fixed32(end));
        return;
      case SPAN.kind:
        appender.kind(this.#enumeration(end));
        return;
      case SPAN.droppedAttributes:
        reader.varint(end);
        appender.droppedAttributes(reader.low);
        return;
      case SPAN.droppedEvents:
        reader.varint(end);
        appender.droppedEvents(reader.low);
        return;
      case SPAN.droppedLinks:
        reader.varint(end);
        this.#droppedLinks = reader.low;
        return;
      default:
        if (tag >>> 3 <= SPAN_FIELD_LAST) throw wrongWireType(tag);
        reader.skip(tag, end);
    }
  }

  /** An enum's value; negative and large ones, which mean nothing here, are 0. */
  #enumeration(end: number): number {
    this.#reader.varint(end);
    return this.#reader.high === 0 && this.#reader.low <= 255 ? this.#reader.low : 0;
  }

  /** True for `length` bytes that are not all zero. */
  #isId(start: number, end: number, length: number): boolean {
    if (end - start !== length) return false;
    for (let at = start; at < end; at++) if (this.#bytes[at] !== 0) return true;
    return false;
  }

  /** Field 1 of Status is reserved. */
  #status(start: number, end: number): void {
    const reader = this.#reader;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === STATUS.message) {
        const stop = reader.lengthEnd(end);
        this.#appender.statusMessage(reader.at, stop);
        reader.at = stop;
      } else if (tag === STATUS.code) this.#appender.statusCode(this.#enumeration(end));
      else if (tag >>> 3 === 2 || tag >>> 3 === 3) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
  }

  #event(start: number, end: number): void {
    const reader = this.#reader;
    const appender = this.#appender;
    appender.openEvent();
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === EVENT.attributes) {
        const stop = reader.lengthEnd(end);
        this.#refuse(this.#attributes.decode(reader.at, stop));
        reader.at = stop;
      } else if (tag === EVENT.name) {
        const stop = reader.lengthEnd(end);
        appender.eventName(reader.at, stop);
        reader.at = stop;
      } else if (tag === EVENT.time) {
        reader.fixed64(end);
        appender.eventTime(reader.low, reader.high);
      } else if (tag === EVENT.dropped) {
        reader.varint(end);
        appender.eventDropped(reader.low);
      } else if (tag >>> 3 <= 4) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    appender.closeEvent();
  }

  /**
   * A link whose ids are wrong points nowhere: the span is kept, the link is left out and counted in
   * `dropped_links_count`. Its ids are looked for first, so that nothing has to be taken back.
   */
  #link(start: number, end: number): void {
    const traceId = this.#find(LINK.traceId, start, end, TRACE_ID_BYTES);
    const spanId = this.#find(LINK.spanId, start, end, SPAN_ID_BYTES);
    if (traceId < 0 || spanId < 0) {
      this.#droppedLinksHere++;
      return;
    }
    const reader = this.#reader;
    const appender = this.#appender;
    appender.openLink();
    appender.linkTraceId(traceId);
    appender.linkSpanId(spanId);
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === LINK.attributes) {
        const stop = reader.lengthEnd(end);
        this.#refuse(this.#attributes.decode(reader.at, stop));
        reader.at = stop;
      } else if (tag === LINK.traceState) {
        const stop = reader.lengthEnd(end);
        appender.linkTraceState(reader.at, stop);
        reader.at = stop;
      } else if (tag === LINK.dropped) {
        reader.varint(end);
        appender.linkDropped(reader.low);
      } else if (tag === LINK.flags) appender.linkFlags(reader.fixed32(end));
      else reader.skip(tag, end);
    }
    appender.closeLink();
  }

  /** Where the last id with this tag begins, or -1 when it is not a good one. Checks the wire types. */
  #find(wanted: number, start: number, end: number, length: number): number {
    const reader = this.#reader;
    let found = -1;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === wanted) {
        const stop = reader.lengthEnd(end);
        found = this.#isId(reader.at, stop, length) ? reader.at : -1;
        reader.at = stop;
      } else if (!isLinkTag(tag)) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    return found;
  }
}

function isLinkTag(tag: number): boolean {
  return tag >>> 3 > 6 || (Object.values(LINK) as readonly number[]).includes(tag);
}
