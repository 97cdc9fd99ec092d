import { assert, AssertionError, CodedError, toHex } from "@spanhouse/base";
import type { Attribute, AttributeValue } from "./attribute.ts";
import { parseAttributeText } from "./attribute-text.ts";
import { ByteTextCache } from "./byte-text-cache.ts";
import type { Resource, Scope, Span, SpanEvent, SpanLink } from "./span.ts";
import type { SpanAppender } from "./span-appender.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type OpenAttributes = Attribute[];

/** A span whose lists can still grow. */
type OpenSpan = Omit<Writable<Span>, "events" | "links"> & {
  events: SpanEvent[];
  links: SpanLink[];
};

/**
 * Attributes, events and links of one span, or attributes of one resource or scope; structured values count
 * by their length. They cost far more memory as objects than on the wire, so who records what strangers send
 * sets a bound.
 */
export const RECORDED_ITEMS_MAX = 100_000;

/** Characters of a structured value that count as one item. */
const CHARS_PER_ITEM = 8;

/** One for all recorders: it holds no state but what it has read before. */
const texts = new ByteTextCache();

/** The halves of a double and the double, in the same memory. */
const doubleWords = new Uint32Array(2);
const doubleValue = new Float64Array(doubleWords.buffer);

/**
 * A SpanAppender that makes spans as objects: for steps that look at whole spans (processors, tail sampling)
 * and for tests of decoders. Spans of one resource or scope share its object. It holds decoders to the order
 * of calls that SpanAppender promises. Of the words that become columns of 32 bits only the bits count, as
 * in the store: decoders may hand over signed ones.
 *
 * Beyond RECORDED_ITEMS_MAX it can `refuse`, which throws CodedError INGEST_TOO_LARGE as the SpanBlock does when
 * it is out of space, or `leaveOut` the rest, for who only looks at spans.
 */
export class SpanRecorder implements SpanAppender {
  /** The spans closed so far, when nobody takes them one by one. */
  readonly spans: Span[] = [];
  readonly #take: (span: Span) => void;
  readonly #tooMany: "keep" | "refuse" | "leaveOut";
  #source: Uint8Array = new Uint8Array(0);
  #resource: Writable<Resource> = emptyResource();
  #scope: Writable<Scope> = emptyScope();
  #span: OpenSpan | undefined;
  #event: Writable<SpanEvent> | undefined;
  #link: Writable<SpanLink> | undefined;
  #open: "nothing" | "resource" | "scope" | "span" | "event" | "link" = "nothing";
  #attributes: OpenAttributes = [];
  #spanAttributes: OpenAttributes = [];
  #items = 0;

  /** `take` gets each span when it is closed; without it they are collected in `spans`. */
  constructor(take?: (span: Span) => void, tooMany: "keep" | "refuse" | "leaveOut" = "keep") {
    this.#take = take ?? ((span) => this.spans.push(span));
    this.#tooMany = tooMany;
  }

  useSource(bytes: Uint8Array): void {
    this.#source = bytes;
  }

  openResource(): void {
    this.#enter("nothing", "resource");
    this.#items = 0;
    this.#attributes = [];
    this.#resource = { ...emptyResource(), attributes: this.#attributes };
  }
  resourceSchemaUrl(start: number, end: number): void {
    this.#resource.schemaUrl = this.#text(start, end);
  }
  resourceDropped(count: number): void {
    this.#resource.droppedAttributesCount = count;
  }
  closeResource(): void {
    this.#enter("resource", "nothing");
  }

  openScope(): void {
    this.#enter("nothing", "scope");
    this.#items = 0;
    this.#attributes = [];
    this.#scope = { ...emptyScope(), attributes: this.#attributes };
  }
  scopeName(start: number, end: number): void {
    this.#scope.name = this.#text(start, end);
  }
  scopeVersion(start: number, end: number): void {
    this.#scope.version = this.#text(start, end);
  }
  scopeSchemaUrl(start: number, end: number): void {
    this.#scope.schemaUrl = this.#text(start, end);
  }
  scopeDropped(count: number): void {
    this.#scope.droppedAttributesCount = count;
  }
  closeScope(): void {
    this.#enter("scope", "nothing");
  }

  openSpan(): void {
    this.#enter("nothing", "span");
    this.#items = 0;
    this.#spanAttributes = this.#attributes = [];
    this.#span = {
      traceId: "",
      spanId: "",
      parentSpanId: "",
      traceState: "",
      flags: 0,
      name: "",
      kind: 0,
      startUnixNano: 0n,
      endUnixNano: 0n,
      attributes: this.#attributes,
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      statusCode: 0,
      statusMessage: "",
      resource: this.#resource,
      scope: this.#scope,
    };
  }
  traceId(start: number): void {
    this.#current().traceId = this.#hex(start, 16);
  }
  spanId(start: number): void {
    this.#current().spanId = this.#hex(start, 8);
  }
  parentSpanId(start: number): void {
    this.#current().parentSpanId = this.#hex(start, 8);
  }
  traceState(start: number, end: number): void {
    this.#current().traceState = this.#text(start, end);
  }
  name(start: number, end: number): void {
    this.#current().name = this.#text(start, end);
  }
  kind(kind: number): void {
    this.#current().kind = kind;
  }
  startUnixNano(low: number, high: number): void {
    this.#current().startUnixNano = uint64(low, high);
  }
  endUnixNano(low: number, high: number): void {
    this.#current().endUnixNano = uint64(low, high);
  }
  flags(flags: number): void {
    this.#current().flags = flags >>> 0;
  }
  statusCode(code: number): void {
    this.#current().statusCode = code;
  }
  statusMessage(start: number, end: number): void {
    this.#current().statusMessage = this.#text(start, end);
  }
  droppedAttributes(count: number): void {
    this.#current().droppedAttributesCount = count >>> 0;
  }
  droppedEvents(count: number): void {
    this.#current().droppedEventsCount = count >>> 0;
  }
  droppedLinks(count: number): void {
    this.#current().droppedLinksCount = count >>> 0;
  }
  closeSpan(): void {
    const span = this.#current();
    assert(span.traceId !== "" && span.spanId !== "", "a closed span has its ids");
    this.#enter("span", "nothing");
    this.#take(span);
  }
  discardSpan(): void {
    this.#enter("span", "nothing");
  }

  openEvent(): void {
    this.#enter("span", "event");
    this.#count(1);
    this.#attributes = [];
    this.#event = {
      timeUnixNano: 0n,
      name: "",
      attributes: this.#attributes,
      droppedAttributesCount: 0,
    };
  }
  eventTime(low: number, high: number): void {
    this.#event!.timeUnixNano = uint64(low, high);
  }
  eventName(start: number, end: number): void {
    this.#event!.name = this.#text(start, end);
  }
  eventDropped(count: number): void {
    this.#event!.droppedAttributesCount = count >>> 0;
  }
  closeEvent(): void {
    this.#enter("event", "span");
    this.#attributes = this.#spanAttributes;
    if (!this.#leavesOut) this.#current().events.push(this.#event!);
  }

  openLink(): void {
    this.#enter("span", "link");
    this.#count(1);
    this.#attributes = [];
    this.#link = {
      traceId: "",
      spanId: "",
      traceState: "",
      flags: 0,
      attributes: this.#attributes,
      droppedAttributesCount: 0,
    };
  }
  linkTraceId(start: number): void {
    this.#link!.traceId = this.#hex(start, 16);
  }
  linkSpanId(start: number): void {
    this.#link!.spanId = this.#hex(start, 8);
  }
  linkTraceState(start: number, end: number): void {
    this.#link!.traceState = this.#text(start, end);
  }
  linkFlags(flags: number): void {
    this.#link!.flags = flags >>> 0;
  }
  linkDropped(count: number): void {
    this.#link!.droppedAttributesCount = count >>> 0;
  }
  closeLink(): void {
    this.#enter("link", "span");
    this.#attributes = this.#spanAttributes;
    if (!this.#leavesOut) this.#current().links.push(this.#link!);
  }

  attributeString(keyStart: number, keyEnd: number, start: number, end: number): void {
    this.#add(keyStart, keyEnd, { type: "string", value: this.#text(start, end) });
  }
  attributeBool(keyStart: number, keyEnd: number, value: boolean): void {
    this.#add(keyStart, keyEnd, { type: "bool", value });
  }
  attributeInt(keyStart: number, keyEnd: number, low: number, high: number): void {
    this.#add(keyStart, keyEnd, { type: "int", value: BigInt.asIntN(64, uint64(low, high)) });
  }
  attributeDouble(keyStart: number, keyEnd: number, low: number, high: number): void {
    doubleWords[0] = low;
    doubleWords[1] = high;
    this.#add(keyStart, keyEnd, { type: "double", value: doubleValue[0]! });
  }
  attributeOther(keyStart: number, keyEnd: number, text: string): void {
    this.#count(text.length / CHARS_PER_ITEM);
    if (this.#leavesOut) return;
    const parsed = parseAttributeText(text);
    assert(parsed.ok, "it is the text form of a value");
    this.#add(keyStart, keyEnd, parsed.value);
  }

  #enter(from: typeof this.open, to: typeof this.open): void {
    if (this.#open !== from) throw new AssertionError(`${from} is open, not ${this.#open}`);
    this.#open = to;
  }

  /** What is open now; decoders must leave "nothing" behind. */
  get open(): "nothing" | "resource" | "scope" | "span" | "event" | "link" {
    return this.#open;
  }

  #add(keyStart: number, keyEnd: number, value: AttributeValue): void {
    assert(this.#open !== "nothing", "attributes belong to something open");
    this.#count(1);
    if (this.#leavesOut) return;
    this.#attributes.push({ key: this.#text(keyStart, keyEnd), value });
  }

  /** What comes now is beyond the bound. */
  get #leavesOut(): boolean {
    return this.#items > RECORDED_ITEMS_MAX && this.#tooMany === "leaveOut";
  }

  #count(items: number): void {
    this.#items += items;
    if (this.#tooMany !== "refuse" || this.#items <= RECORDED_ITEMS_MAX) return;
    const problem = `a span or resource has more than ${RECORDED_ITEMS_MAX} attributes, events and links`;
    throw new CodedError("INGEST_TOO_LARGE", problem);
  }

  #current(): OpenSpan {
    assert(this.#span !== undefined, "a span is open");
    return this.#span;
  }

  #text(start: number, end: number): string {
    assert(start <= end && end <= this.#source.length, "the range lies in the source");
    return texts.read(this.#source, start, end);
  }

  #hex(start: number, length: number): string {
    assert(start + length <= this.#source.length, "the id lies in the source");
    return toHex(this.#source, start, start + length);
  }
}

function uint64(low: number, high: number): bigint {
  assert(isWord(low) && isWord(high), "halves of integers have 32 bits");
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function isWord(value: number): boolean {
  return value >>> 0 === value || (value | 0) === value;
}

function emptyResource(): Resource {
  return { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
}

function emptyScope(): Scope {
  return { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
}
