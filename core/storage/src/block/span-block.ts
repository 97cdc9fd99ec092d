import { assert } from "@spanhouse/base";
import { formatAttributeText, type AttributeValue, type SpanAppender } from "@spanhouse/model";
import type { TextMap } from "./attribute-map.ts";
import { BlockColumns, type BlockColumnsMark } from "./block-columns.ts";
import { ByteSource } from "./byte-source.ts";
import { writeBlock } from "./block-layout.ts";
import { PIECE, type DefinitionContent } from "./definition-content.ts";
import type { Definition } from "./definitions.ts";
import type { EventColumnsMark } from "./event-columns.ts";
import { BLOCK_KEPT_BYTES_MAX, BLOCK_RESERVED_BYTES_MAX } from "./limits.ts";
import type { LinkColumnsMark } from "./link-columns.ts";
import { SpanAttributes } from "./span-attributes.ts";
import { TraceFilter } from "../pending/trace-filter.ts";
import { timeBucketOf } from "./time-bucket.ts";

/** What attributes go to. */
const LEVEL = { none: 0, resource: 1, scope: 2, span: 3, event: 4, link: 5 } as const;

export interface SpanBlockOptions {
  /** Of every row; "" by default. */
  readonly tenant?: string;
  /** BLOCK_RESERVED_BYTES_MAX by default. */
  readonly reservedBytesMax?: number;
}

/** The state of a block before a request; only good for the block it came from, until its reset. */
export interface BlockMark {
  readonly columns: BlockColumnsMark;
}

/**
 * Spans as the columns of one block in ClickHouse's Native format (SPAN_COLUMNS, after the request key).
 * Decoders append through SpanAppender; nothing here makes an object per span.
 *
 * Any append may throw CodedError INGEST_TOO_LARGE (see limits.ts): the caller goes back to its mark and
 * refuses the request.
 */
export class SpanBlock implements SpanAppender {
  /** Rows closed so far. */
  rows = 0;
  readonly #tenant: string;
  readonly #reservedBytesMax: number;
  #columns: BlockColumns;
  #attributes: SpanAttributes;
  #source = new ByteSource(new Uint8Array());
  #level: number = LEVEL.none;
  #resource: Definition | undefined;
  #scope: Definition | undefined;
  #requestKey: Uint8Array | undefined;

  // The open span: what is needed to close it or to take it back.
  #endLow = 0;
  #endHigh = 0;
  #stringsEnd = 0;
  #othersEnd = 0;
  #eventsMark: EventColumnsMark | undefined;
  #linksMark: LinkColumnsMark | undefined;

  constructor(options: SpanBlockOptions = {}) {
    this.#tenant = options.tenant ?? "";
    this.#reservedBytesMax = options.reservedBytesMax ?? BLOCK_RESERVED_BYTES_MAX;
    this.#columns = new BlockColumns(this.#reservedBytesMax);
    this.#attributes = new SpanAttributes(this.#columns);
  }

  /** About what `finish` will return, in bytes. */
  get byteLength(): number {
    return this.#columns.byteLength(this.rows);
  }

  /** The state before a request. Forgets a request key that no row took. */
  mark(): BlockMark {
    this.#requestKey = undefined;
    return { columns: this.#columns.mark(this.rows) };
  }

  /** Undoes everything since the mark, also in the middle of a span. */
  rollback({ columns }: BlockMark): void {
    this.#columns.rollback(columns, this.rows);
    this.rows = columns.rows;
    this.#leaveRequest();
  }

  /** Bytes that go with the next row that is closed. */
  requestKey(key: Uint8Array): void {
    this.#requestKey = key;
  }

  /**
   * The block as pieces for `writev`; none when it has no rows. They are the block's own memory: they stay
   * as they are until `reset`, and nothing but `reset` may follow.
   */
  finish(receivedOnDay: number): Uint8Array[] {
    assert(this.#level === LEVEL.none, "a block is finished between requests");
    if (this.rows === 0) return [];
    return writeBlock(this.#columns, this.rows, { tenant: this.#tenant, receivedOnDay });
  }

  /** Which traces its spans are of. Before `finish`. */
  traceFilter(): TraceFilter {
    return TraceFilter.of(this.#columns.traceIds.data, this.rows);
  }

  /** Empty again. Buffers are kept unless they are larger than BLOCK_KEPT_BYTES_MAX or half the bound. */
  reset(): void {
    const keptBytesMax = Math.min(BLOCK_KEPT_BYTES_MAX, this.#reservedBytesMax / 2);
    if (this.#columns.reservation.bytes > keptBytesMax) {
      this.#columns = new BlockColumns(this.#reservedBytesMax);
      this.#attributes = new SpanAttributes(this.#columns);
    } else if (this.#columns.reset(this.rows)) {
      this.#attributes.forget();
    }
    this.rows = 0;
    this.#leaveRequest();
  }

  useSource(bytes: Uint8Array): void {
    this.#source = new ByteSource(bytes);
  }

  openResource(): void {
    this.#columns.resources.content.clear();
    this.#level = LEVEL.resource;
  }

  resourceSchemaUrl(start: number, end: number): void {
    this.#columns.resources.content.addRanges(PIECE.schemaUrl, this.#source, 0, 0, start, end);
  }

  resourceDropped(count: number): void {
    this.#columns.resources.content.addWords(PIECE.dropped, this.#source, 0, 0, count, 0);
  }

  closeResource(): void {
    this.#resource = this.#columns.resources.close();
    this.#level = LEVEL.none;
  }

  openScope(): void {
    this.#columns.scopes.content.clear();
    this.#level = LEVEL.scope;
  }

  scopeName(start: number, end: number): void {
    this.#columns.scopes.content.addRanges(PIECE.name, this.#source, 0, 0, start, end);
  }

  scopeVersion(start: number, end: number): void {
    this.#columns.scopes.content.addRanges(PIECE.version, this.#source, 0, 0, start, end);
  }

  scopeSchemaUrl(start: number, end: number): void {
    this.#columns.scopes.content.addRanges(PIECE.schemaUrl, this.#source, 0, 0, start, end);
  }

  scopeDropped(count: number): void {
    this.#columns.scopes.content.addWords(PIECE.dropped, this.#source, 0, 0, count, 0);
  }

  closeScope(): void {
    this.#scope = this.#columns.scopes.close();
    this.#level = LEVEL.none;
  }

  openSpan(): void {
    if (this.rows === this.#columns.capacity) this.#columns.reserve(this.rows + 1);
    this.#level = LEVEL.span;
    this.#endLow = 0;
    this.#endHigh = 0;
    this.#stringsEnd = this.#columns.strings.values.end;
    this.#othersEnd = this.#columns.others.values.end;
    this.#eventsMark = undefined;
    this.#linksMark = undefined;
    this.#attributes.open(this.rows);
  }

  traceId(start: number): void {
    copyWords(this.#source, start, this.#columns.traceIds.data, this.rows * 4, 4);
  }

  spanId(start: number): void {
    copyWords(this.#source, start, this.#columns.spanIds.data, this.rows * 2, 2);
  }

  parentSpanId(start: number): void {
    copyWords(this.#source, start, this.#columns.parentSpanIds.data, this.rows * 2, 2);
  }

  traceState(start: number, end: number): void {
    this.#columns.traceStates.set(this.rows, this.#source, start, end);
  }

  name(start: number, end: number): void {
    const number = this.#columns.texts.numberOf(this.#source, start, end);
    this.#columns.names.data[this.rows] = number;
    this.#attributes.useName(number);
  }

  kind(kind: number): void {
    this.#columns.kinds.data[this.rows] = toByte(kind);
  }

  startUnixNano(low: number, high: number): void {
    this.#columns.starts.data[this.rows * 2] = low;
    this.#columns.starts.data[this.rows * 2 + 1] = high;
  }

  endUnixNano(low: number, high: number): void {
    this.#endLow = low | 0;
    this.#endHigh = high | 0;
  }

  flags(flags: number): void {
    this.#columns.flags.data[this.rows] = flags;
  }

  statusCode(code: number): void {
    this.#columns.statusCodes.data[this.rows] = toByte(code);
  }

  statusMessage(start: number, end: number): void {
    this.#columns.statusMessages.set(this.rows, this.#source, start, end);
  }

  droppedAttributes(count: number): void {
    this.#columns.droppedAttributes.data[this.rows] = count;
  }

  droppedEvents(count: number): void {
    this.#columns.droppedEvents.data[this.rows] = count;
  }

  droppedLinks(count: number): void {
    this.#columns.droppedLinks.data[this.rows] = count;
  }

  closeSpan(): void {
    const row = this.rows;
    const columns = this.#columns;
    const resource = this.#resource;
    const scope = this.#scope;
    assert(resource !== undefined && scope !== undefined, "a span has a resource and a scope");
    columns.resourceOrdinals.data[row] = resource.ordinal;
    columns.scopeOrdinals.data[row] = scope.ordinal;
    this.#closeTimes(row);
    columns.closeRow(row);
    if (resource.firstRow < 0) {
      columns.resourceDefinitions.setRaw(row, resource.text);
      resource.firstRow = row;
    }
    if (scope.firstRow < 0) {
      columns.scopeDefinitions.setRaw(row, scope.text);
      scope.firstRow = row;
    }
    if (this.#requestKey !== undefined) {
      columns.requestKeys.setRaw(row, this.#requestKey);
      this.#requestKey = undefined;
    }
    this.rows = row + 1;
    this.#level = LEVEL.none;
  }

  discardSpan(): void {
    const row = this.rows;
    const columns = this.#columns;
    columns.clearRow(row);
    columns.strings.rollback({
      count: columns.strings.countBefore(row),
      textEnd: this.#stringsEnd,
    });
    columns.others.rollback({ count: columns.others.countBefore(row), textEnd: this.#othersEnd });
    columns.ints.count = columns.ints.countBefore(row);
    columns.doubles.count = columns.doubles.countBefore(row);
    columns.bools.count = columns.bools.countBefore(row);
    if (this.#eventsMark !== undefined) columns.events.rollback(this.#eventsMark);
    if (this.#linksMark !== undefined) columns.links.rollback(this.#linksMark);
    this.#level = LEVEL.none;
  }

  openEvent(): void {
    this.#eventsMark ??= this.#columns.events.mark();
    this.#columns.events.open();
    this.#level = LEVEL.event;
  }

  eventTime(low: number, high: number): void {
    const { times, count } = this.#columns.events;
    times.data[count * 2] = low;
    times.data[count * 2 + 1] = high;
  }

  eventName(start: number, end: number): void {
    const { names, count } = this.#columns.events;
    names.data[count] = this.#columns.texts.numberOf(this.#source, start, end);
  }

  eventDropped(count: number): void {
    this.#columns.events.dropped.data[this.#columns.events.count] = count;
  }

  closeEvent(): void {
    this.#columns.events.close();
    this.#level = LEVEL.span;
  }

  openLink(): void {
    this.#linksMark ??= this.#columns.links.mark();
    this.#columns.links.open();
    this.#level = LEVEL.link;
  }

  linkTraceId(start: number): void {
    const { traceIds, count } = this.#columns.links;
    copyWords(this.#source, start, traceIds.data, count * 4, 4);
  }

  linkSpanId(start: number): void {
    const { spanIds, count } = this.#columns.links;
    copyWords(this.#source, start, spanIds.data, count * 2, 2);
  }

  linkTraceState(start: number, end: number): void {
    this.#columns.links.states.set(this.#columns.links.count, this.#source, start, end);
  }

  linkFlags(flags: number): void {
    this.#columns.links.flags.data[this.#columns.links.count] = flags;
  }

  linkDropped(count: number): void {
    this.#columns.links.dropped.data[this.#columns.links.count] = count;
  }

  closeLink(): void {
    this.#columns.links.close();
    this.#level = LEVEL.span;
  }

  attributeString(keyStart: number, keyEnd: number, start: number, end: number): void {
    if (this.#level === LEVEL.span) {
      this.#attributes.addText(this.#source, keyStart, keyEnd, start, end);
      return;
    }
    const content = this.#openContent();
    if (content !== undefined) {
      content.addRanges(PIECE.string, this.#source, keyStart, keyEnd, start, end);
      return;
    }
    const { texts } = this.#openInner();
    texts.add(this.#keyNumber(keyStart, keyEnd), this.#source, start, end);
  }

  attributeBool(keyStart: number, keyEnd: number, value: boolean): void {
    if (this.#level === LEVEL.span) {
      this.#attributes.addBool(this.#source, keyStart, keyEnd, value);
      return;
    }
    const content = this.#openContent();
    if (content === undefined) this.#addOther(keyStart, keyEnd, { type: "bool", value });
    else content.addWords(PIECE.bool, this.#source, keyStart, keyEnd, value ? 1 : 0, 0);
  }

  attributeInt(keyStart: number, keyEnd: number, low: number, high: number): void {
    if (this.#level === LEVEL.span) {
      this.#attributes.addInt(this.#source, keyStart, keyEnd, low, high);
      return;
    }
    const content = this.#openContent();
    if (content !== undefined) {
      content.addWords(PIECE.int, this.#source, keyStart, keyEnd, low, high);
      return;
    }
    this.#addOther(keyStart, keyEnd, { type: "int", value: toInt64(low, high) });
  }

  attributeDouble(keyStart: number, keyEnd: number, low: number, high: number): void {
    if (this.#level === LEVEL.span) {
      this.#attributes.addDouble(this.#source, keyStart, keyEnd, low, high);
      return;
    }
    const content = this.#openContent();
    if (content !== undefined) {
      content.addWords(PIECE.double, this.#source, keyStart, keyEnd, low, high);
      return;
    }
    this.#addOther(keyStart, keyEnd, { type: "double", value: toDouble(low, high) });
  }

  attributeOther(keyStart: number, keyEnd: number, text: string): void {
    if (this.#level === LEVEL.span) {
      this.#attributes.addOther(this.#source, keyStart, keyEnd, text);
      return;
    }
    const content = this.#openContent();
    if (content !== undefined) {
      content.addString(PIECE.other, this.#source, keyStart, keyEnd, text);
      return;
    }
    this.#openInner().others.addString(this.#keyNumber(keyStart, keyEnd), text);
  }

  /** The content of the resource or scope that is open. */
  #openContent(): DefinitionContent | undefined {
    if (this.#level === LEVEL.resource) return this.#columns.resources.content;
    if (this.#level === LEVEL.scope) return this.#columns.scopes.content;
    return undefined;
  }

  /** The event or link that is open. */
  #openInner(): { readonly texts: TextMap; readonly others: TextMap } {
    assert(this.#level >= LEVEL.event, "attributes belong to something that is open");
    return this.#level === LEVEL.event ? this.#columns.events : this.#columns.links;
  }

  #addOther(keyStart: number, keyEnd: number, value: AttributeValue): void {
    const key = this.#keyNumber(keyStart, keyEnd);
    this.#openInner().others.addString(key, formatAttributeText(value));
  }

  #keyNumber(start: number, end: number): number {
    return this.#attributes.keyNumber(this.#source, start, end);
  }

  /** The time bucket and the duration, once both times are known. */
  #closeTimes(row: number): void {
    const { starts, durations, timeBuckets } = this.#columns;
    const low = starts.data[row * 2]!;
    const high = starts.data[row * 2 + 1]!;
    timeBuckets.data[row] = timeBucketOf(low, high);
    const borrow = this.#endLow >>> 0 < low >>> 0 ? 1 : 0;
    durations.data[row * 2] = this.#endLow - low;
    durations.data[row * 2 + 1] = this.#endHigh - high - borrow;
  }

  #leaveRequest(): void {
    this.#level = LEVEL.none;
    this.#resource = undefined;
    this.#scope = undefined;
    this.#requestKey = undefined;
  }
}

/** Unknown kinds and codes become 0, "unspecified". */
function toByte(value: number): number {
  return value >= 0 && value <= 255 ? value : 0;
}

/** Copies an id: `words` times four bytes that may be anywhere. */
function copyWords(
  { view }: ByteSource,
  start: number,
  target: Int32Array,
  at: number,
  words: number,
): void {
  for (let i = 0; i < words; i++) target[at + i] = view.getInt32(start + i * 4, true);
}

function toInt64(low: number, high: number): bigint {
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
}

function toDouble(low: number, high: number): number {
  return new Float64Array(Uint32Array.of(low, high).buffer)[0]!;
}
