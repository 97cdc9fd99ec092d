import { fromHex } from "@spanhouse/base";
import { formatAttributeText } from "../attribute-text.ts";
import type { Attribute } from "../attribute.ts";
import type { Span, SpanEvent, SpanLink } from "../span.ts";
import type { SpanAppender } from "../span-appender.ts";

type Range = readonly [start: number, end: number];

/**
 * Appends spans as a decoder would, for tests of appenders: the opposite of SpanRecorder. Resource and
 * scope are opened again for each span.
 */
export function appendSpans(spans: readonly Span[], appender: SpanAppender): void {
  for (const span of spans) new SpanPlayer(appender).play(span);
}

/** Puts every text and id of one span into a buffer of its own and makes that the source. */
class SpanPlayer {
  readonly #appender: SpanAppender;
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  /** Calls that wait until all ranges are known. */
  readonly #calls: (() => void)[] = [];

  constructor(appender: SpanAppender) {
    this.#appender = appender;
  }

  play(span: Span): void {
    const appender = this.#appender;
    const { resource, scope } = span;
    this.#call(() => appender.openResource());
    this.#attributes(resource.attributes);
    this.#text(resource.schemaUrl, (range) => appender.resourceSchemaUrl(...range));
    this.#call(() => appender.resourceDropped(resource.droppedAttributesCount));
    this.#call(() => appender.closeResource());
    this.#call(() => appender.openScope());
    this.#text(scope.name, (range) => appender.scopeName(...range));
    this.#text(scope.version, (range) => appender.scopeVersion(...range));
    this.#text(scope.schemaUrl, (range) => appender.scopeSchemaUrl(...range));
    this.#attributes(scope.attributes);
    this.#call(() => appender.scopeDropped(scope.droppedAttributesCount));
    this.#call(() => appender.closeScope());
    this.#span(span);
    this.#run();
  }

  #span(span: Span): void {
    const appender = this.#appender;
    this.#call(() => appender.openSpan());
    this.#id(span.traceId, (at) => appender.traceId(at));
    this.#id(span.spanId, (at) => appender.spanId(at));
    if (span.parentSpanId !== "") this.#id(span.parentSpanId, (at) => appender.parentSpanId(at));
    this.#text(span.traceState, (range) => appender.traceState(...range));
    this.#text(span.name, (range) => appender.name(...range));
    this.#text(span.statusMessage, (range) => appender.statusMessage(...range));
    this.#call(() => {
      appender.kind(span.kind);
      appender.startUnixNano(...words(span.startUnixNano));
      appender.endUnixNano(...words(span.endUnixNano));
      appender.flags(span.flags);
      appender.statusCode(span.statusCode);
      appender.droppedAttributes(span.droppedAttributesCount);
      appender.droppedEvents(span.droppedEventsCount);
      appender.droppedLinks(span.droppedLinksCount);
    });
    this.#attributes(span.attributes);
    for (const event of span.events) this.#event(event);
    for (const link of span.links) this.#link(link);
    this.#call(() => appender.closeSpan());
  }

  #event(event: SpanEvent): void {
    const appender = this.#appender;
    this.#call(() => {
      appender.openEvent();
      appender.eventTime(...words(event.timeUnixNano));
      appender.eventDropped(event.droppedAttributesCount);
    });
    this.#text(event.name, (range) => appender.eventName(...range));
    this.#attributes(event.attributes);
    this.#call(() => appender.closeEvent());
  }

  #link(link: SpanLink): void {
    const appender = this.#appender;
    this.#call(() => {
      appender.openLink();
      appender.linkFlags(link.flags);
      appender.linkDropped(link.droppedAttributesCount);
    });
    this.#id(link.traceId, (at) => appender.linkTraceId(at));
    this.#id(link.spanId, (at) => appender.linkSpanId(at));
    this.#text(link.traceState, (range) => appender.linkTraceState(...range));
    this.#attributes(link.attributes);
    this.#call(() => appender.closeLink());
  }

  #attributes(attributes: readonly Attribute[]): void {
    for (const attribute of attributes) this.#attribute(attribute);
  }

  #attribute({ key, value }: Attribute): void {
    const appender = this.#appender;
    const at = this.#put(new TextEncoder().encode(key));
    switch (value.type) {
      case "string":
        this.#text(value.value, (range) => appender.attributeString(...at, ...range));
        return;
      case "bool":
        this.#call(() => appender.attributeBool(...at, value.value));
        return;
      case "int":
        this.#call(() => appender.attributeInt(...at, ...words(value.value)));
        return;
      case "double": {
        const [low, high] = new Int32Array(Float64Array.of(value.value).buffer);
        this.#call(() => appender.attributeDouble(...at, low!, high!));
        return;
      }
      case "bytes":
      case "array":
      case "keyValueList":
      case "empty":
        this.#call(() => appender.attributeOther(...at, formatAttributeText(value)));
    }
  }

  #text(text: string, set: (range: Range) => void): void {
    const range = this.#put(new TextEncoder().encode(text));
    this.#call(() => set(range));
  }

  #id(hex: string, set: (at: number) => void): void {
    const [at] = this.#put(fromHex(hex) ?? new Uint8Array());
    this.#call(() => set(at));
  }

  #put(bytes: Uint8Array): Range {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return [this.#length - bytes.length, this.#length];
  }

  #call(call: () => void): void {
    this.#calls.push(call);
  }

  #run(): void {
    const source = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      source.set(part, at);
      at += part.length;
    }
    this.#appender.useSource(source);
    for (const call of this.#calls) call();
  }
}

/** The halves of a 64-bit integer, low first. */
function words(value: bigint): [number, number] {
  return [
    Number(BigInt.asUintN(32, value)),
    Number(BigInt.asUintN(32, BigInt.asIntN(64, value) >> 32n)),
  ];
}
