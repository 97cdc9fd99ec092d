import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { RefusalCounts } from "../refusals.ts";
import { JsonAttributeDecoder } from "./json-attribute.ts";
import { JsonCursor, JsonTypeError } from "../json/json-cursor.ts";
import { JsonKeys } from "../json/json-keys.ts";
import { JsonNumberReader } from "../json/json-number.ts";
import { JsonSpanDecoder } from "./json-span.ts";
import { checkJson } from "../json/json-syntax.ts";
import { JsonRefusal, JsonValueReader } from "./json-value.ts";

const REQUEST_KEYS = new JsonKeys(["resourceSpans"]);
const RESOURCE_SPANS_KEYS = new JsonKeys(["resource", "scopeSpans", "schemaUrl"]);
const RESOURCE_KEYS = new JsonKeys(["attributes", "droppedAttributesCount"]);
const SCOPE_SPANS_KEYS = new JsonKeys(["scope", "spans", "schemaUrl"]);
const SCOPE_KEYS = new JsonKeys(["name", "version", "attributes", "droppedAttributesCount"]);
const UINT32_MAX = 0xffffffff;

/** Ends the walk over a request that is malformed as a whole; caught where it began. */
class TooManyRefused extends Error {
  override readonly name = "TooManyRefused";
}

/**
 * Walks a request down to its spans:
 *
 *   {"resourceSpans": [{"resource": {…}, "scopeSpans": [{"scope": {…}, "spans": [{…}], "schemaUrl": ""}]}]}
 *
 * Keys come in any order, so each object above the spans is first looked over for where its values are,
 * jumping over long arrays; then what describes the spans is read, then the spans.
 *
 * What is wrong within a span costs that span; what is wrong around spans costs the request.
 */
export class JsonRequestDecoder {
  readonly #cursor = new JsonCursor();
  readonly #numbers = new JsonNumberReader(this.#cursor);
  readonly #attributes: JsonAttributeDecoder;
  readonly #spans: JsonSpanDecoder;
  #appender: SpanAppender;
  #refusals = new RefusalCounts();
  #spanCount = 0;

  constructor(appender: SpanAppender) {
    const value = new JsonValueReader(this.#cursor, this.#numbers);
    this.#appender = appender;
    this.#attributes = new JsonAttributeDecoder(this.#cursor, value, appender);
    this.#spans = new JsonSpanDecoder(this.#cursor, this.#numbers, this.#attributes, appender);
  }

  /** Decodes one request; the decoder can be used again afterwards, also for another appender. */
  decode(bytes: Uint8Array, appender: SpanAppender): DecodeOutcome {
    const syntax = checkJson(bytes);
    if ("problem" in syntax) return malformed(syntax.problem, syntax.at);
    this.#begin(appender);
    this.#cursor.open(bytes, syntax);
    appender.useSource(bytes);
    try {
      this.#request();
      return this.#refusals.outcome(this.#spanCount);
    } catch (error) {
      if (error instanceof TooManyRefused) return this.#refusals.outcome(this.#spanCount);
      if (error instanceof JsonTypeError) return malformed(error.message, this.#cursor.at);
      throw error;
    } finally {
      this.#cursor.close();
    }
  }

  #begin(appender: SpanAppender): void {
    this.#appender = appender;
    this.#attributes.use(appender);
    this.#spans.use(appender);
    this.#refusals = new RefusalCounts();
    this.#spanCount = 0;
  }

  #request(): void {
    const cursor = this.#cursor;
    const [resourceSpans] = cursor.positions(REQUEST_KEYS, "the request");
    this.#each(resourceSpans, "resourceSpans", () => this.#resourceSpans());
  }

  #resourceSpans(): void {
    const cursor = this.#cursor;
    const appender = this.#appender;
    const [resource, scopeSpans, schemaUrl] = cursor.positions(
      RESOURCE_SPANS_KEYS,
      "an item of resourceSpans",
    );
    const end = cursor.at;
    appender.openResource();
    if (this.#seek(resource)) {
      const [attributes, dropped] = cursor.positions(RESOURCE_KEYS, "resource");
      const count = this.#definition(attributes, dropped);
      if (count > 0) appender.resourceDropped(count);
    }
    this.#text(schemaUrl, "schemaUrl", (from, to) => appender.resourceSchemaUrl(from, to));
    appender.closeResource();
    this.#each(scopeSpans, "scopeSpans", () => this.#scopeSpans());
    cursor.at = end;
  }

  #scopeSpans(): void {
    const cursor = this.#cursor;
    const [scope, spans, schemaUrl] = cursor.positions(SCOPE_SPANS_KEYS, "an item of scopeSpans");
    const end = cursor.at;
    this.#scope(scope, schemaUrl);
    this.#each(spans, "spans", () => this.#span());
    cursor.at = end;
  }

  #scope(scope: number | undefined, schemaUrl: number | undefined): void {
    const cursor = this.#cursor;
    const appender = this.#appender;
    appender.openScope();
    if (this.#seek(scope)) {
      const [name, version, attributes, dropped] = cursor.positions(SCOPE_KEYS, "scope");
      this.#text(name, "name", (from, to) => appender.scopeName(from, to));
      this.#text(version, "version", (from, to) => appender.scopeVersion(from, to));
      const count = this.#definition(attributes, dropped);
      if (count > 0) appender.scopeDropped(count);
    }
    this.#text(schemaUrl, "schemaUrl", (from, to) => appender.scopeSchemaUrl(from, to));
    appender.closeScope();
  }

  #span(): void {
    const refusal = this.#spans.decode();
    if (refusal === undefined) this.#spanCount++;
    else this.#refusals.add(refusal);
    if (this.#refusals.isTooMany) throw new TooManyRefused();
  }

  /** Attributes of a resource or scope; returns how many are missing, refused ones included. */
  #definition(attributes: number | undefined, dropped: number | undefined): number {
    let refused = 0;
    this.#each(attributes, "attributes", () => {
      if (!this.#definitionAttribute()) refused++;
    });
    const droppedBySender = this.#seek(dropped)
      ? this.#numbers.uint32("droppedAttributesCount")
      : 0;
    return Math.min(droppedBySender + refused, UINT32_MAX);
  }

  #definitionAttribute(): boolean {
    const cursor = this.#cursor;
    cursor.peek();
    const start = cursor.at;
    try {
      this.#attributes.decode();
      return true;
    } catch (error) {
      if (!(error instanceof JsonRefusal)) throw error;
      cursor.at = start;
      cursor.skipValue();
      return false;
    }
  }

  /** Every item of the array at a position, if there is one. */
  #each(position: number | undefined, what: string, read: () => void): void {
    if (!this.#seek(position) || !this.#cursor.enterArray(what)) return;
    do read();
    while (this.#cursor.more());
  }

  /** Hands over the text at a position, if there is one. */
  #text(
    position: number | undefined,
    what: string,
    set: (start: number, end: number) => void,
  ): void {
    if (!this.#seek(position)) return;
    const cursor = this.#cursor;
    cursor.readString(what);
    if (!cursor.escaped) {
      set(cursor.start, cursor.end);
      return;
    }
    const end = cursor.unescape(cursor.start, cursor.end, 0);
    this.#appender.useSource(cursor.scratch);
    set(0, end);
    this.#appender.useSource(cursor.bytes);
  }

  #seek(position: number | undefined): boolean {
    if (position === undefined || position < 0) return false;
    this.#cursor.at = position;
    return true;
  }
}

function malformed(problem: string, at: number): DecodeOutcome {
  return { status: "malformed", reason: `${problem}, at byte ${at}` };
}
