/**
 * The one way in for spans, whatever wire format they came in: a decoder walks its bytes and calls these
 * methods; the implementation (the SpanBlock of core/storage) writes columns. No object per span exists.
 *
 * Texts and ids are **byte ranges** `[start, end)` of the buffer given to `useSource`, read during the
 * call and never kept. 64-bit integers are two 32-bit halves (low, high), never bigint; only their bits
 * count, so they may be signed, which is what engines keep in a register.
 * A decoder whose text is not UTF-8 bytes already (JSON escapes, numbers as text) writes it to a scratch
 * buffer of its own first and makes that the source.
 *
 * Order of calls, indentation = nesting; within a level the setters come in any order, each at most once
 * (a repeated one wins, as in protobuf):
 *
 *   useSource                        any time, also in the middle of anything
 *   openResource
 *     attribute*                     attributes of the resource
 *     resourceSchemaUrl, resourceDropped
 *   closeResource
 *   openScope
 *     attribute*, scopeName, scopeVersion, scopeSchemaUrl, scopeDropped
 *   closeScope
 *   openSpan
 *     setters of the span, attribute*
 *     openEvent   eventTime, eventName, eventDropped, attribute*              closeEvent
 *     openLink    linkTraceId, linkSpanId, linkTraceState, linkFlags, linkDropped, attribute*  closeLink
 *   closeSpan | discardSpan
 *
 * A span belongs to the resource and scope closed last. `discardSpan` leaves no trace of the open span.
 * What was not set is zero or empty. The appender sanitises text (invalid UTF-8 becomes U+FFFD); decoders
 * check structure (id lengths, nesting) and discard what they refuse.
 */
export interface SpanAppender {
  useSource(bytes: Uint8Array): void;

  openResource(): void;
  resourceSchemaUrl(start: number, end: number): void;
  resourceDropped(count: number): void;
  closeResource(): void;

  openScope(): void;
  scopeName(start: number, end: number): void;
  scopeVersion(start: number, end: number): void;
  scopeSchemaUrl(start: number, end: number): void;
  scopeDropped(count: number): void;
  closeScope(): void;

  openSpan(): void;
  /** 16 bytes at `start`. */
  traceId(start: number): void;
  /** 8 bytes at `start`. */
  spanId(start: number): void;
  /** 8 bytes at `start`; not called for a root. */
  parentSpanId(start: number): void;
  traceState(start: number, end: number): void;
  name(start: number, end: number): void;
  kind(kind: number): void;
  startUnixNano(low: number, high: number): void;
  endUnixNano(low: number, high: number): void;
  flags(flags: number): void;
  statusCode(code: number): void;
  statusMessage(start: number, end: number): void;
  droppedAttributes(count: number): void;
  droppedEvents(count: number): void;
  droppedLinks(count: number): void;
  closeSpan(): void;
  discardSpan(): void;

  openEvent(): void;
  eventTime(low: number, high: number): void;
  eventName(start: number, end: number): void;
  eventDropped(count: number): void;
  closeEvent(): void;

  openLink(): void;
  /** 16 bytes at `start`. */
  linkTraceId(start: number): void;
  /** 8 bytes at `start`. */
  linkSpanId(start: number): void;
  linkTraceState(start: number, end: number): void;
  linkFlags(flags: number): void;
  linkDropped(count: number): void;
  closeLink(): void;

  // Attributes go to the innermost thing that is open: link, event, span, scope or resource.
  attributeString(keyStart: number, keyEnd: number, start: number, end: number): void;
  attributeBool(keyStart: number, keyEnd: number, value: boolean): void;
  /** A 64-bit two's complement integer. */
  attributeInt(keyStart: number, keyEnd: number, low: number, high: number): void;
  /** The bits of an IEEE 754 double, so that every NaN stays what it was. */
  attributeDouble(keyStart: number, keyEnd: number, low: number, high: number): void;
  /** Arrays, key-value lists, bytes and empty values, in the text form of `attribute-text.ts`. */
  attributeOther(keyStart: number, keyEnd: number, text: string): void;
}
