import type { SpanAppender } from "@spanhouse/model";
import { missingAttributes, type ResourceEnrichment } from "./resource-enrichment.ts";

/** Longer keys and values are not compared: those that are looked for are shorter. */
const TEXT_BYTES_MAX = 256;

/**
 * Hands every call on, and before a resource is closed adds what it lacks: for formats whose bytes are not
 * those of the spool, see ResourceEditor for the others.
 */
export class EnrichingAppender implements SpanAppender {
  readonly #to: SpanAppender;
  readonly #enrichment: ResourceEnrichment;
  readonly #present = new Map<string, string>();
  #source: Uint8Array = new Uint8Array(0);
  #isResourceOpen = false;

  constructor(to: SpanAppender, enrichment: ResourceEnrichment) {
    this.#to = to;
    this.#enrichment = enrichment;
  }

  useSource(bytes: Uint8Array): void {
    this.#source = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#to.useSource(bytes);
  }

  openResource(): void {
    this.#isResourceOpen = true;
    this.#present.clear();
    this.#to.openResource();
  }

  closeResource(): void {
    this.#isResourceOpen = false;
    const missing = missingAttributes(this.#enrichment, this.#present);
    for (const { encoded, keyStart, keyEnd, valueStart } of missing) {
      this.#to.useSource(encoded);
      this.#to.attributeString(keyStart, keyEnd, valueStart, encoded.length);
    }
    if (missing.length > 0) this.#to.useSource(this.#source);
    this.#to.closeResource();
  }

  attributeString(keyStart: number, keyEnd: number, start: number, end: number): void {
    if (this.#isResourceOpen) this.#note(keyStart, keyEnd, this.#textOf(start, end));
    this.#to.attributeString(keyStart, keyEnd, start, end);
  }

  attributeBool(keyStart: number, keyEnd: number, value: boolean): void {
    if (this.#isResourceOpen) this.#note(keyStart, keyEnd, "");
    this.#to.attributeBool(keyStart, keyEnd, value);
  }

  attributeInt(keyStart: number, keyEnd: number, low: number, high: number): void {
    if (this.#isResourceOpen) this.#note(keyStart, keyEnd, "");
    this.#to.attributeInt(keyStart, keyEnd, low, high);
  }

  attributeDouble(keyStart: number, keyEnd: number, low: number, high: number): void {
    if (this.#isResourceOpen) this.#note(keyStart, keyEnd, "");
    this.#to.attributeDouble(keyStart, keyEnd, low, high);
  }

  attributeOther(keyStart: number, keyEnd: number, text: string): void {
    if (this.#isResourceOpen) this.#note(keyStart, keyEnd, "");
    this.#to.attributeOther(keyStart, keyEnd, text);
  }

  #note(keyStart: number, keyEnd: number, value: string): void {
    const key = this.#textOf(keyStart, keyEnd);
    if (this.#enrichment.keys.has(key)) this.#present.set(key, value);
  }

  #textOf(start: number, end: number): string {
    if (end - start > TEXT_BYTES_MAX) return "";
    let text = "";
    for (let at = start; at < end; at++) text += String.fromCharCode(this.#source[at]!);
    return text;
  }

  // What has nothing to do with resources.

  resourceSchemaUrl(start: number, end: number): void {
    this.#to.resourceSchemaUrl(start, end);
  }

  resourceDropped(count: number): void {
    this.#to.resourceDropped(count);
  }

  openScope(): void {
    this.#to.openScope();
  }

  scopeName(start: number, end: number): void {
    this.#to.scopeName(start, end);
  }

  scopeVersion(start: number, end: number): void {
    this.#to.scopeVersion(start, end);
  }

  scopeSchemaUrl(start: number, end: number): void {
    this.#to.scopeSchemaUrl(start, end);
  }

  scopeDropped(count: number): void {
    this.#to.scopeDropped(count);
  }

  closeScope(): void {
    this.#to.closeScope();
  }

  openSpan(): void {
    this.#to.openSpan();
  }

  traceId(start: number): void {
    this.#to.traceId(start);
  }

  spanId(start: number): void {
    this.#to.spanId(start);
  }

  parentSpanId(start: number): void {
    this.#to.parentSpanId(start);
  }

  traceState(start: number, end: number): void {
    this.#to.traceState(start, end);
  }

  name(start: number, end: number): void {
    this.#to.name(start, end);
  }

  kind(kind: number): void {
    this.#to.kind(kind);
  }

  startUnixNano(low: number, high: number): void {
    this.#to.startUnixNano(low, high);
  }

  endUnixNano(low: number, high: number): void {
    this.#to.endUnixNano(low, high);
  }

  flags(flags: number): void {
    this.#to.flags(flags);
  }

  statusCode(code: number): void {
    this.#to.statusCode(code);
  }

  statusMessage(start: number, end: number): void {
    this.#to.statusMessage(start, end);
  }

  droppedAttributes(count: number): void {
    this.#to.droppedAttributes(count);
  }

  droppedEvents(count: number): void {
    this.#to.droppedEvents(count);
  }

  droppedLinks(count: number): void {
    this.#to.droppedLinks(count);
  }

  closeSpan(): void {
    this.#to.closeSpan();
  }

  discardSpan(): void {
    this.#to.discardSpan();
  }

  openEvent(): void {
    this.#to.openEvent();
  }

  eventTime(low: number, high: number): void {
    this.#to.eventTime(low, high);
  }

  eventName(start: number, end: number): void {
    this.#to.eventName(start, end);
  }

  eventDropped(count: number): void {
    this.#to.eventDropped(count);
  }

  closeEvent(): void {
    this.#to.closeEvent();
  }

  openLink(): void {
    this.#to.openLink();
  }

  linkTraceId(start: number): void {
    this.#to.linkTraceId(start);
  }

  linkSpanId(start: number): void {
    this.#to.linkSpanId(start);
  }

  linkTraceState(start: number, end: number): void {
    this.#to.linkTraceState(start, end);
  }

  linkFlags(flags: number): void {
    this.#to.linkFlags(flags);
  }

  linkDropped(count: number): void {
    this.#to.linkDropped(count);
  }

  closeLink(): void {
    this.#to.closeLink();
  }
}
