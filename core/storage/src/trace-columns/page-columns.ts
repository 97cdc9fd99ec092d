import type { TraceColumns } from "@spanhouse/model";
import { EVENT_TIMES_PER_SPAN_MAX } from "../limits.ts";
import { ColumnBuffer, DictionaryBuffer } from "./column-buffer.ts";
import { NativeReader } from "./native-reader.ts";
import { spanContentExpression } from "./span-content.ts";

/** Which columns of a trace are read besides those that are always. */
export interface PageColumnsWanted {
  readonly eventCounts: boolean;
  readonly eventTimes: boolean;
  readonly linkCounts: boolean;
  readonly links: boolean;
  readonly content: boolean;
}

/**
 * The columns of `spans` that a page of a trace needs: what SQL selects, and how its answer in Native is
 * collected, are two halves of one thing, in one order.
 */
export function pageColumns(wanted: PageColumnsWanted): readonly string[] {
  const times = "arraySort(`events.time_unix_nano`)";
  return [
    "span_id",
    "parent_span_id",
    "start_unix_nano",
    "duration_nano",
    "name",
    "service_name",
    "resource_id",
    "kind",
    "status_code",
    ...(wanted.eventCounts ? ["toUInt32(length(`events.time_unix_nano`))"] : []),
    ...(wanted.eventTimes ? [`arraySlice(${times}, 1, ${EVENT_TIMES_PER_SPAN_MAX})`] : []),
    ...(wanted.linkCounts ? ["toUInt32(length(`links.span_id`))"] : []),
    ...(wanted.links ? ["`links.trace_id`", "`links.span_id`"] : []),
    ...(wanted.content ? [spanContentExpression()] : []),
  ];
}

/** Collects the answers of one or more queries for `pageColumns` of the same columns. */
export class PageColumnsBuffer {
  readonly #wanted: PageColumnsWanted;
  #count = 0;
  readonly #spanId: ColumnBuffer;
  readonly #parentSpanId: ColumnBuffer;
  readonly #start: ColumnBuffer;
  readonly #duration: ColumnBuffer;
  readonly #name: DictionaryBuffer;
  readonly #service: DictionaryBuffer;
  readonly #resource: DictionaryBuffer;
  readonly #kind: ColumnBuffer;
  readonly #statusCode: ColumnBuffer;
  readonly #eventCount: ColumnBuffer;
  readonly #linkCount: ColumnBuffer;
  readonly #eventTimes = new ArrayBuffers(0);
  readonly #linkTraceIds = new ArrayBuffers(0);
  readonly #linkSpanIds = new ArrayBuffers(0);
  readonly #content: ColumnBuffer;

  constructor(wanted: PageColumnsWanted, rowsExpected: number) {
    this.#wanted = wanted;
    this.#spanId = new ColumnBuffer(rowsExpected * 8);
    this.#parentSpanId = new ColumnBuffer(rowsExpected * 8);
    this.#start = new ColumnBuffer(rowsExpected * 8);
    this.#duration = new ColumnBuffer(rowsExpected * 8);
    this.#name = new DictionaryBuffer(rowsExpected);
    this.#service = new DictionaryBuffer(rowsExpected);
    this.#resource = new DictionaryBuffer(rowsExpected);
    this.#kind = new ColumnBuffer(rowsExpected);
    this.#statusCode = new ColumnBuffer(rowsExpected);
    this.#eventCount = new ColumnBuffer(wanted.eventCounts ? rowsExpected * 4 : 0);
    this.#linkCount = new ColumnBuffer(wanted.linkCounts ? rowsExpected * 4 : 0);
    this.#content = new ColumnBuffer(wanted.content ? rowsExpected * 16 : 0);
  }

  get count(): number {
    return this.#count;
  }

  /** Appends all blocks of an answer. */
  append(native: Uint8Array): void {
    const reader = new NativeReader(native);
    while (!reader.isAtEnd()) {
      let columns = reader.varint();
      const rows = reader.varint();
      const next = (): NativeReader => {
        reader.text();
        reader.text();
        columns--;
        return reader;
      };
      this.#appendBlock(next, rows);
      // Only a block of no rows leaves columns behind.
      while (columns > 0) next();
      this.#count += rows;
    }
  }

  /** `next` steps over the name and type of the next column. */
  #appendBlock(next: () => NativeReader, rows: number): void {
    if (rows === 0) return;
    this.#spanId.append(next().take(rows * 8));
    this.#parentSpanId.append(next().take(rows * 8));
    this.#start.append(next().take(rows * 8));
    this.#duration.append(next().take(rows * 8));
    for (const column of [this.#name, this.#service]) {
      const reader = next();
      const { keys, positions } = reader.lowCardinality(rows, () => reader.text());
      column.append(keys, positions);
    }
    const ids = next();
    const { keys, positions } = ids.lowCardinality(rows, () => ids.take(16).toString("hex"));
    this.#resource.append(keys, positions);
    this.#kind.append(next().take(rows));
    this.#statusCode.append(next().take(rows));
    const { eventCounts, eventTimes, linkCounts, links, content } = this.#wanted;
    if (eventCounts) this.#eventCount.append(next().take(rows * 4));
    if (eventTimes) this.#eventTimes.append(next(), rows, 8);
    if (linkCounts) this.#linkCount.append(next().take(rows * 4));
    if (links) {
      this.#linkTraceIds.append(next(), rows, 16);
      this.#linkSpanIds.append(next(), rows, 8);
    }
    if (content) this.#content.append(next().take(rows * 16));
  }

  finish(): TraceColumns {
    const count = this.#count;
    const { eventCounts, linkCounts, content } = this.#wanted;
    return {
      count,
      spanId: this.#spanId.words(),
      parentSpanId: this.#parentSpanId.words(),
      startUnixNano: this.#start.words(),
      durationNano: this.#duration.words(),
      name: this.#name.numbers(),
      service: this.#service.numbers(),
      resource: this.#resource.numbers(),
      kind: this.#kind.bytes(),
      statusCode: this.#statusCode.bytes(),
      eventCount: eventCounts ? this.#eventCount.words() : new Uint32Array(count),
      linkCount: linkCounts ? this.#linkCount.words() : new Uint32Array(count),
      names: this.#name.texts(),
      services: this.#service.texts(),
      resourceIds: this.#resource.texts(),
      events: { from: this.#eventTimes.from(count), timeUnixNano: this.#eventTimes.items.words() },
      links: {
        from: this.#linkTraceIds.from(count),
        traceId: this.#linkTraceIds.items.bytes(),
        spanId: this.#linkSpanIds.items.bytes(),
      },
      content: content ? this.#content.words() : undefined,
    };
  }
}

/** A column of arrays: where each begins, and the items of all. */
class ArrayBuffers {
  readonly items: ColumnBuffer;
  readonly #from: ColumnBuffer;
  #itemCount = 0;

  constructor(itemBytesExpected: number) {
    this.items = new ColumnBuffer(itemBytesExpected);
    this.#from = new ColumnBuffer(0);
    this.#from.append(new Uint8Array(4));
  }

  append(reader: NativeReader, rows: number, itemBytes: number): void {
    const ends = reader.arrayEnds(rows);
    const added = ends[rows - 1]!;
    for (let row = 0; row < rows; row++) ends[row]! += this.#itemCount;
    this.#from.append(new Uint8Array(ends.buffer));
    this.items.append(reader.take(added * itemBytes));
    this.#itemCount += added;
  }

  /** Of a column that was not read, all arrays are empty. */
  from(count: number): Uint32Array {
    return this.#from.byteLength === 4 ? new Uint32Array(count + 1) : this.#from.words();
  }
}
