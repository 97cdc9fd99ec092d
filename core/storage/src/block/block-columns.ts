import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import { boolMap, TextMap, wordMap } from "./attribute-map.ts";
import { Definitions } from "./definitions.ts";
import { EventColumns } from "./event-columns.ts";
import { FixedColumn } from "./fixed-column.ts";
import { BLOCK_ROWS_FIRST } from "./limits.ts";
import { LinkColumns } from "./link-columns.ts";
import { Reservation } from "./reservation.ts";
import { TextColumn } from "./text-column.ts";
import { TextDictionary } from "./text-dictionary.ts";

export type Bytes = FixedColumn<Uint8Array<ArrayBuffer>>;
export type Halves = FixedColumn<Uint16Array<ArrayBuffer>>;
/** 32-bit values, one per row, or 64-bit values as two words per row. */
export type Words = FixedColumn<Int32Array<ArrayBuffer>>;

/** The columns a promoted attribute may have, by its position in PROMOTED_SPAN_ATTRIBUTES. */
type PromotedColumns<C> = readonly (C | undefined)[];

/** All state of a block: its columns, what they share, and how to go back. Says nothing of spans' rules. */
export class BlockColumns {
  readonly reservation = new Reservation();
  /** Attribute keys that are promoted have the numbers 1 to PROMOTED_SPAN_ATTRIBUTES.length. */
  readonly texts = new TextDictionary(
    PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => key),
    this.reservation,
  );
  readonly resources = new Definitions("resource", this.reservation);
  readonly scopes = new Definitions("scope", this.reservation);

  readonly #rowColumns: (Bytes | Halves | Words)[] = [];
  readonly #textColumns: TextColumn[] = [];

  readonly requestKeys = this.#text();
  readonly timeBuckets = this.#words(1);
  readonly traceIds = this.#words(4);
  readonly starts = this.#words(2);
  readonly durations = this.#words(2);
  readonly spanIds = this.#words(2);
  readonly parentSpanIds = this.#words(2);
  readonly names = this.#words(1);
  readonly kinds = this.#bytes(1);
  readonly statusCodes = this.#bytes(1);
  readonly statusMessages = this.#text();
  readonly flags = this.#words(1);
  readonly traceStates = this.#text();
  readonly droppedAttributes = this.#words(1);
  readonly droppedEvents = this.#words(1);
  readonly droppedLinks = this.#words(1);
  /** Ordinals in `resources` and `scopes`. */
  readonly resourceOrdinals = this.#words(1);
  readonly scopeOrdinals = this.#words(1);
  readonly resourceDefinitions = this.#text();
  readonly scopeDefinitions = this.#text();
  readonly promotedInMap = this.#words(2);
  readonly promotedTexts = this.#promoted("text", () => this.#words(1));
  readonly promotedStrings = this.#promoted("string", () => this.#text());
  readonly promotedNumbers = this.#promoted("uint16", () =>
    this.#rowColumn(new FixedColumn(new Uint16Array(BLOCK_ROWS_FIRST), 1, this.reservation)),
  );
  readonly strings = new TextMap(this.reservation, BLOCK_ROWS_FIRST);
  readonly ints = wordMap(this.reservation, BLOCK_ROWS_FIRST);
  readonly doubles = wordMap(this.reservation, BLOCK_ROWS_FIRST);
  readonly bools = boolMap(this.reservation, BLOCK_ROWS_FIRST);
  readonly others = new TextMap(this.reservation, BLOCK_ROWS_FIRST);
  readonly events = new EventColumns(this.reservation, BLOCK_ROWS_FIRST);
  readonly links = new LinkColumns(this.reservation, BLOCK_ROWS_FIRST);

  readonly #offsets: readonly Words[] = [
    this.strings.offsets,
    this.ints.offsets,
    this.doubles.offsets,
    this.bools.offsets,
    this.others.offsets,
    this.events.offsets,
    this.links.offsets,
  ];

  /** Rows there is room for. */
  capacity = BLOCK_ROWS_FIRST;

  constructor(reservedBytesMax: number) {
    this.reservation.bytesMax = reservedBytesMax;
  }

  /** Makes room for `rows` rows, and then some. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    const capacity = Math.max(rows, this.capacity * 2);
    for (const column of this.#rowColumns) column.reserve(capacity);
    for (const column of this.#offsets) column.reserve(capacity);
    this.capacity = capacity;
  }

  /** Ends the row `row` of every column that counts entries. */
  closeRow(row: number): void {
    const at = row * 2;
    this.strings.offsets.data[at] = this.strings.count;
    this.ints.offsets.data[at] = this.ints.count;
    this.doubles.offsets.data[at] = this.doubles.count;
    this.bools.offsets.data[at] = this.bools.count;
    this.others.offsets.data[at] = this.others.count;
    this.events.offsets.data[at] = this.events.count;
    this.links.offsets.data[at] = this.links.count;
  }

  /** Takes back what was written to the open row `row`; the maps, events and links are the caller's. */
  clearRow(row: number): void {
    for (const column of this.#rowColumns) column.clear(row, row + 1);
    for (const column of this.#textColumns) column.clear(row);
  }

  mark(rows: number) {
    return {
      rows,
      texts: this.#textColumns.map((column) => column.mark()),
      strings: this.strings.mark(),
      others: this.others.mark(),
      ints: this.ints.count,
      doubles: this.doubles.count,
      bools: this.bools.count,
      events: this.events.mark(),
      links: this.links.mark(),
      resources: this.resources.inBlock.length,
      scopes: this.scopes.inBlock.length,
    };
  }

  /** Goes back to a mark; `rows` is the number of closed rows now. */
  rollback(mark: BlockColumnsMark, rows: number): void {
    for (const column of this.#rowColumns) column.clear(mark.rows, rows + 1);
    for (const [i, column] of this.#textColumns.entries()) column.rollback(mark.texts[i]!);
    this.strings.rollback(mark.strings);
    this.others.rollback(mark.others);
    this.ints.count = mark.ints;
    this.doubles.count = mark.doubles;
    this.bools.count = mark.bools;
    this.events.rollback(mark.events);
    this.links.rollback(mark.links);
    this.resources.rollback(mark.resources, mark.rows);
    this.scopes.rollback(mark.scopes, mark.rows);
  }

  /** Empty again, buffers and learned texts kept. Says whether the numbers of texts are void now. */
  reset(rows: number): boolean {
    for (const column of this.#rowColumns) column.clear(0, rows + 1);
    for (const column of this.#textColumns) column.reset();
    this.strings.reset();
    this.others.reset();
    this.ints.count = 0;
    this.doubles.count = 0;
    this.bools.count = 0;
    this.events.reset();
    this.links.reset();
    this.resources.reset();
    this.scopes.reset();
    return this.texts.trim();
  }

  /** About what the block will take when written; a sum of a few dozen numbers. */
  byteLength(rows: number): number {
    let bytes = rows * this.#bytesPerRow;
    for (const column of this.#textColumns) bytes += column.texts.end;
    for (const map of [this.strings, this.ints, this.doubles, this.bools, this.others]) {
      bytes += map.byteLength;
    }
    return bytes + this.events.byteLength + this.links.byteLength;
  }

  /** Fixed widths, offsets (five maps, five event columns, seven of links) and one byte per position. */
  readonly #bytesPerRow =
    2 + 4 + 16 + 16 + 16 + 2 + 16 + 8 + 8 * 17 + 20 + 2 * this.promotedNumbers.length;

  #words(perRow: number): Words {
    return this.#rowColumn(
      new FixedColumn(new Int32Array(BLOCK_ROWS_FIRST * perRow), perRow, this.reservation),
    );
  }

  #bytes(perRow: number): Bytes {
    return this.#rowColumn(
      new FixedColumn(new Uint8Array(BLOCK_ROWS_FIRST * perRow), perRow, this.reservation),
    );
  }

  #rowColumn<C extends Bytes | Halves | Words>(column: C): C {
    this.#rowColumns.push(column);
    return column;
  }

  #text(): TextColumn {
    const column = new TextColumn(this.reservation);
    this.#textColumns.push(column);
    return column;
  }

  #promoted<C>(type: string, make: () => C): PromotedColumns<C> {
    return PROMOTED_SPAN_ATTRIBUTES.map((attribute) =>
      attribute.type === type ? make() : undefined,
    );
  }
}

export type BlockColumnsMark = ReturnType<BlockColumns["mark"]>;
