import { assert, hexDigit } from "@spanhouse/base";
import { formatAttributeText } from "./attribute-text.ts";
import type { Attribute } from "./attribute.ts";
import type { Resource, Scope, Span, SpanEvent, SpanLink } from "./span.ts";
import type { SpanAppender } from "./span-appender.ts";

/** Appends spans as a decoder would: the opposite of SpanRecorder. */
export function appendSpans(spans: readonly Span[], appender: SpanAppender): void {
  const player = new SpanPlayer(appender);
  for (const span of spans) player.append(span);
}

/** Bytes of the memory that texts are written to before the appender reads them; it grows when needed. */
const SCRATCH_BYTES = 4_096;

/** UTF-8 has at most three bytes for each unit of a JavaScript string. */
const UTF8_BYTES_PER_UNIT_MAX = 3;

/** Texts up to this length are encoded one character at a time when they are ASCII. */
const SHORT_TEXT_CHARS = 64;

const encoder = new TextEncoder();

/** A double and its halves, low first, in the same memory. */
const doubleValue = new Float64Array(1);
const doubleWords = new Int32Array(doubleValue.buffer);

/**
 * Appends spans one by one. Resource and scope are opened only when they are other objects than those of the
 * span before. Between two spans nothing else may append or change the source.
 */
export class SpanPlayer {
  readonly #appender: SpanAppender;
  #scratch = new Uint8Array(SCRATCH_BYTES);
  /** How much of it the call in preparation uses. */
  #used = 0;
  #resource: Resource | undefined;
  #scope: Scope | undefined;

  constructor(appender: SpanAppender) {
    this.#appender = appender;
  }

  append(span: Span): void {
    const appender = this.#appender;
    if (this.#resource === undefined) appender.useSource(this.#scratch);
    this.#openResource(span.resource);
    this.#openScope(span.scope);
    appender.openSpan();
    appender.traceId(this.#id(span.traceId, 16));
    appender.spanId(this.#id(span.spanId, 8));
    if (span.parentSpanId !== "") appender.parentSpanId(this.#id(span.parentSpanId, 8));
    const traceState = this.#text(span.traceState);
    appender.traceState(traceState, this.#used);
    const name = this.#text(span.name);
    appender.name(name, this.#used);
    appender.kind(span.kind);
    appender.startUnixNano(lowWord(span.startUnixNano), highWord(span.startUnixNano));
    appender.endUnixNano(lowWord(span.endUnixNano), highWord(span.endUnixNano));
    appender.flags(span.flags);
    appender.statusCode(span.statusCode);
    const statusMessage = this.#text(span.statusMessage);
    appender.statusMessage(statusMessage, this.#used);
    appender.droppedAttributes(span.droppedAttributesCount);
    appender.droppedEvents(span.droppedEventsCount);
    appender.droppedLinks(span.droppedLinksCount);
    this.#attributes(span.attributes);
    for (const event of span.events) this.#event(event);
    for (const link of span.links) this.#link(link);
    appender.closeSpan();
  }

  #openResource(resource: Resource): void {
    if (this.#resource === resource) return;
    this.#resource = resource;
    const appender = this.#appender;
    appender.openResource();
    this.#attributes(resource.attributes);
    const schemaUrl = this.#text(resource.schemaUrl);
    appender.resourceSchemaUrl(schemaUrl, this.#used);
    appender.resourceDropped(resource.droppedAttributesCount);
    appender.closeResource();
  }

  #openScope(scope: Scope): void {
    if (this.#scope === scope) return;
    this.#scope = scope;
    const appender = this.#appender;
    appender.openScope();
    const name = this.#text(scope.name);
    appender.scopeName(name, this.#used);
    const version = this.#text(scope.version);
    appender.scopeVersion(version, this.#used);
    const schemaUrl = this.#text(scope.schemaUrl);
    appender.scopeSchemaUrl(schemaUrl, this.#used);
    this.#attributes(scope.attributes);
    appender.scopeDropped(scope.droppedAttributesCount);
    appender.closeScope();
  }

  #event(event: SpanEvent): void {
    const appender = this.#appender;
    appender.openEvent();
    appender.eventTime(lowWord(event.timeUnixNano), highWord(event.timeUnixNano));
    appender.eventDropped(event.droppedAttributesCount);
    const name = this.#text(event.name);
    appender.eventName(name, this.#used);
    this.#attributes(event.attributes);
    appender.closeEvent();
  }

  #link(link: SpanLink): void {
    const appender = this.#appender;
    appender.openLink();
    appender.linkTraceId(this.#id(link.traceId, 16));
    appender.linkSpanId(this.#id(link.spanId, 8));
    const traceState = this.#text(link.traceState);
    appender.linkTraceState(traceState, this.#used);
    appender.linkFlags(link.flags);
    appender.linkDropped(link.droppedAttributesCount);
    this.#attributes(link.attributes);
    appender.closeLink();
  }

  #attributes(attributes: readonly Attribute[]): void {
    for (const attribute of attributes) this.#attribute(attribute);
  }

  #attribute({ key, value }: Attribute): void {
    const appender = this.#appender;
    this.#used = 0;
    this.#put(key);
    const keyEnd = this.#used;
    switch (value.type) {
      case "string":
        this.#put(value.value);
        appender.attributeString(0, keyEnd, keyEnd, this.#used);
        return;
      case "bool":
        appender.attributeBool(0, keyEnd, value.value);
        return;
      case "int":
        appender.attributeInt(0, keyEnd, lowWord(value.value), highWord(value.value));
        return;
      case "double":
        doubleValue[0] = value.value;
        appender.attributeDouble(0, keyEnd, doubleWords[0]!, doubleWords[1]!);
        return;
      case "bytes":
      case "array":
      case "keyValueList":
      case "empty":
        appender.attributeOther(0, keyEnd, formatAttributeText(value));
    }
  }

  /** Makes a text the only content of the scratch; returns its start, and it ends at `#used`. */
  #text(text: string): number {
    this.#used = 0;
    this.#put(text);
    return 0;
  }

  /** Makes an id the only content of the scratch; returns its start. */
  #id(hex: string, length: number): number {
    assert(hex.length === length * 2, "an id has all its digits");
    const scratch = this.#scratch;
    for (let at = 0; at < length; at++) {
      scratch[at] = hexDigit(hex.charCodeAt(at * 2)) * 16 + hexDigit(hex.charCodeAt(at * 2 + 1));
    }
    return 0;
  }

  #put(text: string): void {
    const most = text.length * UTF8_BYTES_PER_UNIT_MAX;
    if (this.#used + most > this.#scratch.length) this.#grow(this.#used + most);
    if (text.length <= SHORT_TEXT_CHARS && this.#putAscii(text)) return;
    const free = this.#used === 0 ? this.#scratch : this.#scratch.subarray(this.#used);
    this.#used += encoder.encodeInto(text, free).written;
  }

  /** A short text of ASCII only; false when it is not one. A call of the encoder costs more than the loop. */
  #putAscii(text: string): boolean {
    const scratch = this.#scratch;
    let at = this.#used;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      scratch[at++] = code;
    }
    this.#used = at;
    return true;
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(bytes * 2);
    larger.set(this.#scratch.subarray(0, this.#used));
    this.#scratch = larger;
    this.#appender.useSource(larger);
  }
}

function lowWord(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

function highWord(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}
