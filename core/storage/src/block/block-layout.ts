import { assert } from "@spanhouse/base";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import { REQUEST_KEY_COLUMN, SPAN_COLUMNS } from "../schema/span-columns.ts";
import type { BlockColumns, Words } from "./block-columns.ts";
import type { TextMap } from "./attribute-map.ts";
import { idKeys, textKeys } from "./dictionary-keys.ts";
import {
  LOW_CARDINALITY_PREFIX,
  LowCardinalityWriter,
  type DictionaryKeys,
} from "./low-cardinality.ts";
import { columnHeader, NativeWriter } from "./native-writer.ts";

/** What a column's writer has at hand. */
interface Context {
  readonly columns: BlockColumns;
  readonly rows: number;
  readonly writer: NativeWriter;
  readonly low: LowCardinalityWriter;
  readonly texts: DictionaryKeys;
  readonly tenant: string;
  readonly receivedOnDay: number;
}

type ColumnWriter = (context: Context) => void;

const COLUMNS = [REQUEST_KEY_COLUMN, ...SPAN_COLUMNS];
const HEADERS = COLUMNS.map(({ name, type }) => columnHeader(name, type));
const WRITERS = columnWriters();

/** One writer for all blocks: it keeps nothing between two calls but its buffers. */
const low = new LowCardinalityWriter();

/** The block in Native format. Changes the columns: only a reset may follow. */
export function writeBlock(
  columns: BlockColumns,
  rows: number,
  { tenant, receivedOnDay }: { readonly tenant: string; readonly receivedOnDay: number },
): Uint8Array[] {
  const writer = new NativeWriter();
  const texts = textKeys(columns.texts);
  const context: Context = { columns, rows, writer, low, texts, tenant, receivedOnDay };
  writer.varints(COLUMNS.length, rows);
  for (const [i, { name }] of COLUMNS.entries()) {
    writer.raw(HEADERS[i]!);
    const write = WRITERS.get(name);
    assert(write !== undefined, `no way to write the column ${name}`);
    write(context);
  }
  return writer.chunks;
}

function columnWriters(): ReadonlyMap<string, ColumnWriter> {
  const writers: Readonly<Record<string, ColumnWriter>> = {
    [REQUEST_KEY_COLUMN.name]: ({ columns, rows, writer }) =>
      writer.raw(columns.requestKeys.finish(rows)),
    tenant: writeTenant,
    received_on: ({ rows, writer, receivedOnDay }) =>
      writer.raw(new Uint8Array(new Uint16Array(rows).fill(receivedOnDay).buffer)),
    time_bucket: fixed((columns) => columns.timeBuckets),
    trace_id: fixed((columns) => columns.traceIds),
    start_unix_nano: fixed((columns) => columns.starts),
    duration_nano: fixed((columns) => columns.durations),
    span_id: fixed((columns) => columns.spanIds),
    parent_span_id: fixed((columns) => columns.parentSpanIds),
    name: dictionary((columns) => columns.names),
    kind: fixed((columns) => columns.kinds),
    status_code: fixed((columns) => columns.statusCodes),
    status_message: text((columns) => columns.statusMessages),
    flags: fixed((columns) => columns.flags),
    trace_state: text((columns) => columns.traceStates),
    dropped_attributes_count: fixed((columns) => columns.droppedAttributes),
    dropped_events_count: fixed((columns) => columns.droppedEvents),
    dropped_links_count: fixed((columns) => columns.droppedLinks),
    service_name: writeServiceNames,
    resource_id: (context) =>
      writeIds(context, context.columns.resourceOrdinals, context.columns.resources),
    scope_id: (context) => writeIds(context, context.columns.scopeOrdinals, context.columns.scopes),
    resource_definition: text((columns) => columns.resourceDefinitions),
    scope_definition: text((columns) => columns.scopeDefinitions),
    attributes_string: map((columns) => columns.strings),
    attributes_int: map((columns) => columns.ints),
    attributes_double: map((columns) => columns.doubles),
    attributes_bool: map((columns) => columns.bools),
    attributes_other: map((columns) => columns.others),
    promoted_in_map: fixed((columns) => columns.promotedInMap),
    ...Object.fromEntries(
      PROMOTED_SPAN_ATTRIBUTES.map(({ key, type }, bit) => [key, promoted(type, bit)]),
    ),
    "events.time_unix_nano": event(({ columns, writer }) =>
      writer.raw(columns.events.times.view(columns.events.count)),
    ),
    "events.name": ({ columns, rows, writer, low, texts }) => {
      const { events } = columns;
      writer.raw(LOW_CARDINALITY_PREFIX);
      writer.raw(events.offsets.view(rows));
      low.write(writer, events.names.data, events.count, texts);
    },
    "events.dropped_attributes_count": event(({ columns, writer }) =>
      writer.raw(columns.events.dropped.view(columns.events.count)),
    ),
    "events.attributes_string": innerMap(({ events }) => [events, events.texts]),
    "events.attributes_other": innerMap(({ events }) => [events, events.others]),
    "links.trace_id": link(({ columns, writer }) =>
      writer.raw(columns.links.traceIds.view(columns.links.count)),
    ),
    "links.span_id": link(({ columns, writer }) =>
      writer.raw(columns.links.spanIds.view(columns.links.count)),
    ),
    "links.trace_state": link(({ columns, writer }) =>
      writer.raw(columns.links.states.finish(columns.links.count)),
    ),
    "links.flags": link(({ columns, writer }) =>
      writer.raw(columns.links.flags.view(columns.links.count)),
    ),
    "links.dropped_attributes_count": link(({ columns, writer }) =>
      writer.raw(columns.links.dropped.view(columns.links.count)),
    ),
    "links.attributes_string": innerMap(({ links }) => [links, links.texts]),
    "links.attributes_other": innerMap(({ links }) => [links, links.others]),
  };
  return new Map(Object.entries(writers));
}

function fixed(
  column: (columns: BlockColumns) => { view(rows: number): Uint8Array },
): ColumnWriter {
  return ({ columns, rows, writer }) => writer.raw(column(columns).view(rows));
}

function text(
  column: (columns: BlockColumns) => { finish(rows: number): Uint8Array },
): ColumnWriter {
  return ({ columns, rows, writer }) => writer.raw(column(columns).finish(rows));
}

function dictionary(column: (columns: BlockColumns) => Words): ColumnWriter {
  return ({ columns, rows, writer, low, texts }) => {
    writer.raw(LOW_CARDINALITY_PREFIX);
    low.write(writer, column(columns).data, rows, texts);
  };
}

function map(
  column: (columns: BlockColumns) => {
    write(
      writer: NativeWriter,
      rows: number,
      keys: DictionaryKeys,
      low: LowCardinalityWriter,
    ): void;
  },
): ColumnWriter {
  return ({ columns, rows, writer, low, texts }) => {
    writer.raw(LOW_CARDINALITY_PREFIX);
    column(columns).write(writer, rows, texts, low);
  };
}

function promoted(type: "text" | "string" | "uint16", bit: number): ColumnWriter {
  switch (type) {
    case "text":
      return dictionary((columns) => columns.promotedTexts[bit]!);
    case "string":
      return text((columns) => columns.promotedStrings[bit]!);
    case "uint16":
      return fixed((columns) => columns.promotedNumbers[bit]!);
  }
}

function event(data: ColumnWriter): ColumnWriter {
  return (context) => {
    context.writer.raw(context.columns.events.offsets.view(context.rows));
    data(context);
  };
}

function link(data: ColumnWriter): ColumnWriter {
  return (context) => {
    context.writer.raw(context.columns.links.offsets.view(context.rows));
    data(context);
  };
}

/** Array(Map(LowCardinality(String), String)) of events or links. */
function innerMap(
  column: (
    columns: BlockColumns,
  ) => readonly [{ readonly count: number; readonly offsets: Words }, TextMap],
): ColumnWriter {
  return ({ columns, rows, writer, low, texts }) => {
    const [outer, inner] = column(columns);
    writer.raw(LOW_CARDINALITY_PREFIX);
    writer.raw(outer.offsets.view(rows));
    inner.write(writer, outer.count, texts, low);
  };
}

function writeTenant({ writer, rows, low, columns, texts, tenant }: Context): void {
  const number = columns.texts.numberOfString(tenant);
  writer.raw(LOW_CARDINALITY_PREFIX);
  low.write(writer, new Int32Array(rows).fill(number), rows, texts);
}

/** Every row's `service.name` follows from its resource, so it is looked up here and not per span. */
function writeServiceNames({ writer, rows, low, columns, texts }: Context): void {
  const numbers = Int32Array.from(columns.resources.inBlock, ({ serviceName }) =>
    columns.texts.numberOfBytes(serviceName),
  );
  const ordinals = columns.resourceOrdinals.data;
  const services = new Int32Array(rows);
  for (let row = 0; row < rows; row++) services[row] = numbers[ordinals[row]!]!;
  writer.raw(LOW_CARDINALITY_PREFIX);
  low.write(writer, services, rows, texts);
}

function writeIds(
  { writer, rows, low }: Context,
  ordinals: Words,
  definitions: { readonly inBlock: readonly { readonly id: Uint8Array }[] },
): void {
  writer.raw(LOW_CARDINALITY_PREFIX);
  low.write(writer, ordinals.data, rows, idKeys(definitions.inBlock));
}
