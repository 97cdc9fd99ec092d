import type { SpanAppender } from "@spanhouse/model";
import { REFUSALS, type Refusal } from "../refusals.ts";
import type { AttributeDecoder } from "./protobuf-attribute.ts";
import { MalformedProtobuf, PAST_END, WIRE, type ProtobufReader } from "./protobuf-reader.ts";
import { EVENT, LINK, SPAN, STATUS } from "./protobuf-tags.ts";
import { wrongWireType } from "./protobuf-value.ts";

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
const UINT32_MAX = 0xffffffff;

const SPAN_FIELD_LAST = 16;
/** Of a tag's first byte: the wire type, and whether more bytes follow. */
const NOT_SHORT_DELIMITED = 0x87;

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
  #traceIdStart = 0;
  #traceIdEnd = 0;
  #spanIdStart = 0;
  #spanIdEnd = 0;
  #parentStart = 0;
  #parentEnd = 0;

  constructor(reader: ProtobufReader, appender: SpanAppender, attributes: AttributeDecoder) {
    this.#reader = reader;
    this.#appender = appender;
    this.#attributes = attributes;
    this.#bytes = reader.bytes;
  }

  /** Says why the span was refused; undefined when it was appended. */
  decode(start: number, end: number): Refusal | undefined {
    this.#refusal = undefined;
    this.#droppedLinks = 0;
    this.#droppedLinksHere = 0;
    this.#traceIdStart = this.#traceIdEnd = 0;
    this.#spanIdStart = this.#spanIdEnd = 0;
    this.#parentStart = this.#parentEnd = 0;
    this.#appender.openSpan();
    this.#fields(start, end);
    this.#closeIds();
    if (this.#droppedLinks + this.#droppedLinksHere > 0) {
      const dropped = this.#droppedLinks + this.#droppedLinksHere;
      this.#appender.droppedLinks(Math.min(dropped, UINT32_MAX));
    }
    return this.#leave();
  }

  /**
   * The loop over the fields. Almost all are length-delimited with a tag and a length of one byte each:
   * those are read here, with the position in a local variable; the reader, which takes everything that
   * protobuf allows, is left for the rest. That is worth 15 % of the whole way in.
   */
  #fields(start: number, end: number): void {
    const bytes = this.#bytes;
    const reader = this.#reader;
    let at = start;
    while (at < end) {
      const tag = bytes[at]!;
      if ((tag & NOT_SHORT_DELIMITED) !== WIRE.lengthDelimited) {
        at = this.#number(tag, at, end);
        continue;
      }
      let from = at + 2;
      let stop: number;
      const length = from <= end ? bytes[at + 1]! : 128;
      if (length < 128) {
        stop = (from + length) | 0;
        if (stop > end) throw new MalformedProtobuf(PAST_END);
      } else {
        reader.at = at + 1;
        stop = reader.lengthEnd(end);
        from = reader.at;
      }
      if (tag === SPAN.attributes) {
        const refusal = this.#attributes.decode(from, stop);
        if (refusal !== undefined) this.#refuse(refusal);
      } else this.#delimited(tag, from, stop);
      at = stop;
    }
  }

  /** A length-delimited field of the span that is not an attribute. */
  #delimited(tag: number, from: number, stop: number): void {
    switch (tag) {
      case SPAN.traceId:
        this.#traceIdStart = from;
        this.#traceIdEnd = stop;
        return;
      case SPAN.spanId:
        this.#spanIdStart = from;
        this.#spanIdEnd = stop;
        return;
      case SPAN.parentSpanId:
        this.#parentStart = from;
        this.#parentEnd = stop;
        return;
      case SPAN.name:
        this.#appender.name(from, stop);
        return;
      case SPAN.traceState:
        this.#appender.traceState(from, stop);
        return;
      case SPAN.status:
        this.#status(from, stop);
        return;
      case SPAN.events:
        this.#event(from, stop);
        return;
      case SPAN.links:
        this.#link(from, stop);
        return;
      default:
        throw wrongWireType(tag);
    }
  }

  /** The ids are looked at last, because a repeated one wins over those before it. */
  #closeIds(): void {
    const appender = this.#appender;
    if (this.#isId(this.#traceIdStart, this.#traceIdEnd, TRACE_ID_BYTES)) {
      appender.traceId(this.#traceIdStart);
    } else this.#refuse(REFUSALS.traceId);
    if (this.#isId(this.#spanIdStart, this.#spanIdEnd, SPAN_ID_BYTES)) {
      appender.spanId(this.#spanIdStart);
    } else this.#refuse(REFUSALS.spanId);
    const parentLength = this.#parentEnd - this.#parentStart;
    if (this.#isId(this.#parentStart, this.#parentEnd, SPAN_ID_BYTES)) {
      appender.parentSpanId(this.#parentStart);
    } else if (parentLength !== SPAN_ID_BYTES && parentLength !== 0) {
      this.#refuse(REFUSALS.parentSpanId);
    }
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

  /**
   * A field of the span whose tag begins with the byte `first` at `at` and that is not length-delimited, or
   * has a longer tag; returns where the next one begins. Times, kind and flags are in every span.
   */
  #number(first: number, at: number, end: number): number {
    const appender = this.#appender;
    const { view } = this.#reader;
    if (at + 9 <= end) {
      if (first === SPAN.startTime) {
        appender.startUnixNano(view.getInt32(at + 1, true), view.getInt32(at + 5, true));
        return at + 9;
      }
      if (first === SPAN.endTime) {
        appender.endUnixNano(view.getInt32(at + 1, true), view.getInt32(at + 5, true));
        return at + 9;
      }
    }
    if (first === SPAN.kind && at + 2 <= end && this.#bytes[at + 1]! < 128) {
      appender.kind(this.#bytes[at + 1]!);
      return at + 2;
    }
    return this.#rareNumber(at, end);
  }

  #rareNumber(at: number, end: number): number {
    const reader = this.#reader;
    const appender = this.#appender;
    reader.at = at;
    const tag = reader.tag(end);
    switch (tag) {
      case SPAN.flags:
        appender.flags(reader.fixed32(end));
        break;
      case SPAN.kind:
        appender.kind(this.#enumeration(end));
        break;
      case SPAN.droppedAttributes:
        reader.varint(end);
        appender.droppedAttributes(reader.low);
        break;
      case SPAN.droppedEvents:
        reader.varint(end);
        appender.droppedEvents(reader.low);
        break;
      case SPAN.droppedLinks:
        reader.varint(end);
        this.#droppedLinks = reader.low >>> 0;
        break;
      default:
        // A start or end that is cut short, a wrong wire type, a tag in more bytes than it needs.
        if (tag >>> 3 > SPAN_FIELD_LAST) reader.skip(tag, end);
        else this.#longTag(tag, end);
    }
    return reader.at;
  }

  /** Protobuf allows a tag to be padded to more bytes than it needs; nobody does it. */
  #longTag(tag: number, end: number): void {
    const reader = this.#reader;
    const isTime = tag === SPAN.startTime || tag === SPAN.endTime;
    if (isTime) {
      reader.fixed64(end);
      if (tag === SPAN.startTime) this.#appender.startUnixNano(reader.low, reader.high);
      else this.#appender.endUnixNano(reader.low, reader.high);
      return;
    }
    if ((tag & 7) !== WIRE.lengthDelimited) throw wrongWireType(tag);
    const stop = reader.lengthEnd(end);
    const from = reader.at;
    if (tag === SPAN.attributes) this.#refuse(this.#attributes.decode(from, stop));
    else this.#delimited(tag, from, stop);
    reader.at = stop;
  }

  /** An enum's value; negative and large ones, which mean nothing here, are 0. */
  #enumeration(end: number): number {
    this.#reader.varint(end);
    const { low, high } = this.#reader;
    return high === 0 && low >= 0 && low <= 255 ? low : 0;
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
