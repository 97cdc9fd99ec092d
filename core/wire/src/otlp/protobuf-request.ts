import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { RefusalCounts } from "../refusals.ts";
import { AttributeDecoder } from "./protobuf-attribute.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import { SpanDecoder } from "./protobuf-span.ts";
import { REQUEST, RESOURCE, RESOURCE_SPANS, SCOPE, SCOPE_SPANS } from "./protobuf-tags.ts";
import { wrongWireType } from "./protobuf-value.ts";

const UINT32_MAX = 0xffffffff;

/**
 * Walks a request down to its spans:
 *
 *   ExportTraceServiceRequest { ResourceSpans { Resource, ScopeSpans { Scope, Span… }…, schema_url }… }
 *
 * A resource may come after its spans on the wire, and a scope too, so each group is walked twice: once
 * for what describes it and once, skipping that, for what is in it. The first walk jumps from length to
 * length and costs next to nothing.
 */
export class RequestDecoder {
  readonly #reader: ProtobufReader;
  readonly #appender: SpanAppender;
  readonly #attributes: AttributeDecoder;
  readonly #spans: SpanDecoder;
  readonly #refusals = new RefusalCounts();
  #spanCount = 0;
  /** Of the open resource or scope: attributes the sender dropped, and those refused here. */
  #droppedBySender = 0;
  #droppedHere = 0;

  constructor(bytes: Uint8Array, appender: SpanAppender) {
    this.#reader = new ProtobufReader(bytes);
    this.#appender = appender;
    this.#attributes = new AttributeDecoder(this.#reader, appender);
    this.#spans = new SpanDecoder(this.#reader, appender, this.#attributes);
  }

  decode(): DecodeOutcome {
    const reader = this.#reader;
    this.#appender.useSource(reader.bytes);
    const end = reader.bytes.length;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === REQUEST.resourceSpans) {
        const stop = reader.lengthEnd(end);
        this.#resourceSpans(reader.at, stop);
        reader.at = stop;
      } else if (tag >>> 3 === 1) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    return this.#refusals.outcome(this.#spanCount);
  }

  #resourceSpans(start: number, end: number): void {
    const reader = this.#reader;
    this.#openResource(start, end);
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE_SPANS.scopeSpans) {
        const stop = reader.lengthEnd(end);
        this.#scopeSpans(reader.at, stop);
        reader.at = stop;
      } else reader.skip(tag, end);
    }
  }

  /** The resource and its schema URL, wherever they are among the fields of ResourceSpans. */
  #openResource(start: number, end: number): void {
    const reader = this.#reader;
    const appender = this.#appender;
    appender.openResource();
    this.#beginDropped();
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE_SPANS.resource) {
        const stop = reader.lengthEnd(end);
        this.#resource(stop);
        reader.at = stop;
      } else if (tag === RESOURCE_SPANS.schemaUrl) {
        const stop = reader.lengthEnd(end);
        appender.resourceSchemaUrl(reader.at, stop);
        reader.at = stop;
      } else if (tag >>> 3 <= 3 && tag !== RESOURCE_SPANS.scopeSpans) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    const dropped = this.#droppedTotal();
    if (dropped > 0) appender.resourceDropped(dropped);
    appender.closeResource();
  }

  #resource(end: number): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE.attributes) {
        const stop = reader.lengthEnd(end);
        this.#definitionAttribute(stop);
        reader.at = stop;
      } else if (tag === RESOURCE.dropped) {
        reader.varint(end);
        this.#droppedBySender = reader.low >>> 0;
      } else if (tag >>> 3 <= 2) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
  }

  #scopeSpans(start: number, end: number): void {
    const reader = this.#reader;
    this.#openScope(start, end);
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === SCOPE_SPANS.spans) {
        const stop = reader.lengthEnd(end);
        const refusal = this.#spans.decode(reader.at, stop);
        if (refusal === undefined) this.#spanCount++;
        else this.#refusals.add(refusal);
        reader.at = stop;
      } else reader.skip(tag, end);
    }
  }

  /** The scope and its schema URL, wherever they are among the fields of ScopeSpans. */
  #openScope(start: number, end: number): void {
    const reader = this.#reader;
    const appender = this.#appender;
    appender.openScope();
    this.#beginDropped();
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === SCOPE_SPANS.scope) {
        const stop = reader.lengthEnd(end);
        this.#scope(stop);
        reader.at = stop;
      } else if (tag === SCOPE_SPANS.schemaUrl) {
        const stop = reader.lengthEnd(end);
        appender.scopeSchemaUrl(reader.at, stop);
        reader.at = stop;
      } else if (tag >>> 3 <= 3 && tag !== SCOPE_SPANS.spans) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    const dropped = this.#droppedTotal();
    if (dropped > 0) appender.scopeDropped(dropped);
    appender.closeScope();
  }

  #scope(end: number): void {
    const reader = this.#reader;
    const appender = this.#appender;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === SCOPE.dropped) {
        reader.varint(end);
        this.#droppedBySender = reader.low >>> 0;
        continue;
      }
      if (tag !== SCOPE.name && tag !== SCOPE.version && tag !== SCOPE.attributes) {
        if (tag >>> 3 <= 4) throw wrongWireType(tag);
        reader.skip(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      if (tag === SCOPE.name) appender.scopeName(reader.at, stop);
      else if (tag === SCOPE.version) appender.scopeVersion(reader.at, stop);
      else this.#definitionAttribute(stop);
      reader.at = stop;
    }
  }

  /** An attribute of a resource or scope that is refused is left out and counted as dropped. */
  #definitionAttribute(end: number): void {
    if (this.#attributes.decode(this.#reader.at, end) !== undefined) this.#droppedHere++;
  }

  #beginDropped(): void {
    this.#droppedBySender = 0;
    this.#droppedHere = 0;
  }

  #droppedTotal(): number {
    return Math.min(this.#droppedBySender + this.#droppedHere, UINT32_MAX);
  }
}
