import type { SpanAppender } from "@spanhouse/model";
import { REFUSALS } from "../refusals.ts";
import type { JsonAttributeDecoder } from "./json-attribute.ts";
import { JsonTypeError, type JsonCursor } from "../json/json-cursor.ts";
import { ID, readId, type IdState } from "./json-id.ts";
import { JsonKeys } from "../json/json-keys.ts";
import type { JsonNumberReader } from "../json/json-number.ts";
import { JsonRefusal } from "./json-value.ts";

const SPAN = [
  "traceId",
  "spanId",
  "traceState",
  "parentSpanId",
  "name",
  "kind",
  "startTimeUnixNano",
  "endTimeUnixNano",
  "attributes",
  "droppedAttributesCount",
  "events",
  "droppedEventsCount",
  "links",
  "droppedLinksCount",
  "status",
  "flags",
] as const;
const SPAN_KEYS = new JsonKeys(SPAN);
const STATUS_KEYS = new JsonKeys(["message", "code"]);
const EVENT_KEYS = new JsonKeys(["timeUnixNano", "name", "attributes", "droppedAttributesCount"]);
const LINK_KEYS = new JsonKeys([
  "traceId",
  "spanId",
  "traceState",
  "attributes",
  "droppedAttributesCount",
  "flags",
]);

/** Where the ids are in `#ids`. */
const TRACE_ID = { to: 0, length: 16 } as const;
const SPAN_ID = { to: 16, length: 8 } as const;
const PARENT_SPAN_ID = { to: 24, length: 8 } as const;
const LINK_TRACE_ID = { to: 32, length: 16 } as const;
const LINK_SPAN_ID = { to: 48, length: 8 } as const;
const IDS_BYTES = 56;
const UINT32_MAX = 0xffffffff;

/** Decodes the span at the cursor. */
export class JsonSpanDecoder {
  readonly #cursor: JsonCursor;
  readonly #numbers: JsonNumberReader;
  readonly #attributes: JsonAttributeDecoder;
  readonly #ids = new Uint8Array(IDS_BYTES);
  #appender: SpanAppender;
  #traceId: IdState = ID.absent;
  #spanId: IdState = ID.absent;
  #parentSpanId: IdState = ID.absent;
  #droppedLinks = 0;
  #droppedLinksHere = 0;
  #inEvent = false;
  #inLink = false;

  constructor(
    cursor: JsonCursor,
    numbers: JsonNumberReader,
    attributes: JsonAttributeDecoder,
    appender: SpanAppender,
  ) {
    this.#cursor = cursor;
    this.#numbers = numbers;
    this.#attributes = attributes;
    this.#appender = appender;
  }

  use(appender: SpanAppender): void {
    this.#appender = appender;
  }

  /** Says why the span is refused; undefined when it was appended. The cursor is behind it either way. */
  decode(): string | undefined {
    const cursor = this.#cursor;
    cursor.peek();
    const start = cursor.at;
    const refusal = this.#try(() => this.#inOrder());
    if (refusal !== REPEATED) return this.#leave(start, refusal);
    // A key came twice. Its first value is already with the appender, so the span begins anew.
    this.#appender.discardSpan();
    cursor.at = start;
    return this.#leave(
      start,
      this.#try(() => this.#byPosition()),
    );
  }

  #try(walk: () => string | undefined): string | undefined {
    this.#appender.openSpan();
    this.#traceId = this.#spanId = this.#parentSpanId = ID.absent;
    this.#droppedLinks = this.#droppedLinksHere = 0;
    try {
      return walk();
    } catch (error) {
      if (!(error instanceof JsonTypeError || error instanceof JsonRefusal)) throw error;
      if (this.#inEvent) this.#closeEvent();
      if (this.#inLink) this.#closeLink();
      return error.message;
    }
  }

  /** Closes the span, or discards it when it broke a rule. */
  #leave(start: number, refusal: string | undefined): string | undefined {
    if (refusal === undefined) {
      this.#appender.closeSpan();
      return undefined;
    }
    this.#appender.discardSpan();
    this.#cursor.at = start;
    this.#cursor.skipValue();
    return refusal;
  }

  /** The usual walk, in the order of the text; gives up when a key comes twice. */
  #inOrder(): string | undefined {
    const cursor = this.#cursor;
    let seen = 0;
    if (cursor.enterObject("a span")) {
      do {
        const key = cursor.key(SPAN_KEYS);
        if (key < 0) {
          cursor.skipValue();
          continue;
        }
        const bit = 1 << key;
        if ((seen & bit) !== 0) return REPEATED;
        seen |= bit;
        if (!cursor.skipNull()) this.#field(key);
      } while (cursor.more());
    }
    return this.#finish();
  }

  /** The walk that takes the last of repeated keys. */
  #byPosition(): string | undefined {
    const cursor = this.#cursor;
    const positions = cursor.positions(SPAN_KEYS, "a span");
    const end = cursor.at;
    for (const [key, position] of positions.entries()) {
      if (position < 0) continue;
      cursor.at = position;
      this.#field(key);
    }
    cursor.at = end;
    return this.#finish();
  }

  #field(key: number): void {
    const cursor = this.#cursor;
    const appender = this.#appender;
    const numbers = this.#numbers;
    switch (SPAN[key]) {
      case "traceId":
        this.#traceId = readId(cursor, "traceId", this.#ids, TRACE_ID);
        return;
      case "spanId":
        this.#spanId = readId(cursor, "spanId", this.#ids, SPAN_ID);
        return;
      case "parentSpanId":
        this.#parentSpanId = readId(cursor, "parentSpanId", this.#ids, PARENT_SPAN_ID);
        return;
      case "traceState":
        this.#readText("traceState");
        appender.traceState(this.#start, this.#end);
        break;
      case "name":
        this.#readText("name");
        appender.name(this.#start, this.#end);
        break;
      case "kind":
        appender.kind(numbers.enumeration("kind"));
        return;
      case "startTimeUnixNano":
        numbers.uint64("startTimeUnixNano");
        appender.startUnixNano(numbers.low, numbers.high);
        return;
      case "endTimeUnixNano":
        numbers.uint64("endTimeUnixNano");
        appender.endUnixNano(numbers.low, numbers.high);
        return;
      case "attributes":
        this.#attributes.decodeAll();
        return;
      case "droppedAttributesCount":
        appender.droppedAttributes(numbers.uint32("droppedAttributesCount"));
        return;
      case "events":
        this.#each("events", () => this.#event());
        return;
      case "droppedEventsCount":
        appender.droppedEvents(numbers.uint32("droppedEventsCount"));
        return;
      case "links":
        this.#each("links", () => this.#link());
        return;
      case "droppedLinksCount":
        this.#droppedLinks = numbers.uint32("droppedLinksCount");
        return;
      case "status":
        this.#status();
        return;
      case "flags":
        appender.flags(numbers.uint32("flags"));
        return;
      case undefined:
        return;
    }
    this.#endText();
  }

  /** Hands over the ids, or says which of them is wrong. */
  #finish(): string | undefined {
    if (this.#traceId !== ID.good) return REFUSALS.traceId;
    if (this.#spanId !== ID.good) return REFUSALS.spanId;
    if (this.#parentSpanId === ID.wrong) return REFUSALS.parentSpanId;
    const appender = this.#appender;
    const droppedLinks = this.#droppedLinks + this.#droppedLinksHere;
    if (droppedLinks > 0) appender.droppedLinks(Math.min(droppedLinks, UINT32_MAX));
    appender.useSource(this.#ids);
    appender.traceId(TRACE_ID.to);
    appender.spanId(SPAN_ID.to);
    if (this.#parentSpanId === ID.good) appender.parentSpanId(PARENT_SPAN_ID.to);
    appender.useSource(this.#cursor.bytes);
    return undefined;
  }

  #status(): void {
    const cursor = this.#cursor;
    const [message, code] = cursor.positions(STATUS_KEYS, "status");
    const end = cursor.at;
    if (this.#seek(message)) {
      this.#readText("message");
      this.#appender.statusMessage(this.#start, this.#end);
      this.#endText();
    }
    if (this.#seek(code)) this.#appender.statusCode(this.#numbers.enumeration("code"));
    cursor.at = end;
  }

  #event(): void {
    const cursor = this.#cursor;
    const appender = this.#appender;
    const [time, name, attributes, dropped] = cursor.positions(EVENT_KEYS, "an event");
    const end = cursor.at;
    appender.openEvent();
    this.#inEvent = true;
    if (this.#seek(time)) {
      this.#numbers.uint64("timeUnixNano");
      appender.eventTime(this.#numbers.low, this.#numbers.high);
    }
    if (this.#seek(name)) {
      this.#readText("name");
      appender.eventName(this.#start, this.#end);
      this.#endText();
    }
    if (this.#seek(attributes)) this.#attributes.decodeAll();
    if (this.#seek(dropped)) appender.eventDropped(this.#numbers.uint32("droppedAttributesCount"));
    this.#closeEvent();
    cursor.at = end;
  }

  #closeEvent(): void {
    this.#inEvent = false;
    this.#appender.closeEvent();
  }

  /** A link whose ids are wrong points nowhere: it is left out and counted, the span is kept. */
  #link(): void {
    const cursor = this.#cursor;
    const appender = this.#appender;
    const [traceId, spanId, traceState, attributes, dropped, flags] = cursor.positions(
      LINK_KEYS,
      "a link",
    );
    const end = cursor.at;
    const traceIdState = this.#seek(traceId)
      ? readId(cursor, "traceId", this.#ids, LINK_TRACE_ID)
      : ID.absent;
    const spanIdState = this.#seek(spanId)
      ? readId(cursor, "spanId", this.#ids, LINK_SPAN_ID)
      : ID.absent;
    if (traceIdState === ID.good && spanIdState === ID.good) {
      appender.openLink();
      this.#inLink = true;
      appender.useSource(this.#ids);
      appender.linkTraceId(LINK_TRACE_ID.to);
      appender.linkSpanId(LINK_SPAN_ID.to);
      appender.useSource(cursor.bytes);
      if (this.#seek(traceState)) {
        this.#readText("traceState");
        appender.linkTraceState(this.#start, this.#end);
        this.#endText();
      }
      if (this.#seek(attributes)) this.#attributes.decodeAll();
      if (this.#seek(dropped)) appender.linkDropped(this.#numbers.uint32("droppedAttributesCount"));
      if (this.#seek(flags)) appender.linkFlags(this.#numbers.uint32("flags"));
      this.#closeLink();
    } else this.#droppedLinksHere++;
    cursor.at = end;
  }

  #closeLink(): void {
    this.#inLink = false;
    this.#appender.closeLink();
  }

  #each(what: string, read: () => void): void {
    const cursor = this.#cursor;
    if (cursor.enterArray(what)) {
      do read();
      while (cursor.more());
    }
  }

  /** To the value at a position of `positions`; false for an absent one. */
  #seek(position: number | undefined): boolean {
    if (position === undefined || position < 0) return false;
    this.#cursor.at = position;
    return true;
  }

  #start = 0;
  #end = 0;

  /** Reads a string into the range `#start` to `#end` of the appender's source, until `#endText`. */
  #readText(what: string): void {
    const cursor = this.#cursor;
    cursor.readString(what);
    this.#start = cursor.start;
    this.#end = cursor.end;
    if (!cursor.escaped) return;
    this.#end = cursor.unescape(cursor.start, cursor.end, 0);
    this.#start = 0;
    this.#appender.useSource(cursor.scratch);
  }

  #endText(): void {
    if (this.#cursor.escaped) this.#appender.useSource(this.#cursor.bytes);
  }
}

/** Not a refusal: the walk in order has to be done again by position. */
const REPEATED = "repeated key";
