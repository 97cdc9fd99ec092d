import {
  parseAttributeText,
  type Attribute,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from "@spanhouse/model";
import { identifier } from "../connection/sql-literal.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";
import { ALL_USED_COLUMNS, type UsedColumns } from "../schema/used-columns.ts";
import type { RowReader } from "./row-binary.ts";

/**
 * Rows of `spans` back to spans, exactly as they were sent. `spanRowColumns` and `readSpanRow` are two
 * halves of one thing: the order of the first is the order in which the second reads. Rare columns are
 * read only where a trace uses them.
 */
/** Those of them that the schema knows as rare are read only where they are used. */
const COLUMNS = [
  "trace_id",
  "span_id",
  "parent_span_id",
  "start_unix_nano",
  "duration_nano",
  "name",
  "kind",
  "status_code",
  "status_message",
  "flags",
  "trace_state",
  "dropped_attributes_count",
  "dropped_events_count",
  "dropped_links_count",
  "service_name",
  "resource_id",
  "scope_id",
  "attributes_string",
  "attributes_int",
  ...PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => key),
];

const EVENTS = [
  "events.time_unix_nano",
  "events.name",
  "events.dropped_attributes_count",
  "events.attributes_string",
  "events.attributes_other",
];

const LINKS = [
  "links.trace_id",
  "links.span_id",
  "links.trace_state",
  "links.flags",
  "links.dropped_attributes_count",
  "links.attributes_string",
  "links.attributes_other",
];

/** The columns of a row, ready for SQL. */
export function spanRowColumns(used: ReadonlySet<UsedColumns>): readonly string[] {
  return [
    ...COLUMNS.filter((name) => used.has(name) || !ALL_USED_COLUMNS.has(name)),
    ...(used.has("attributesDouble") ? ["attributes_double"] : []),
    ...(used.has("attributesBool") ? ["attributes_bool"] : []),
    ...(used.has("attributesOther") ? ["attributes_other"] : []),
    ...(used.has("events") ? EVENTS : []),
    ...(used.has("links") ? LINKS : []),
  ].map(identifier);
}

/** A span whose resource and scope are still ids. */
export interface SpanRow {
  readonly span: Omit<Span, "resource" | "scope">;
  readonly serviceName: string;
  readonly resourceId: string;
  readonly scopeId: string;
}

const NO_PARENT = "0".repeat(16);

/** The next row, which has the columns that `spanRowColumns` names for the same rare ones. */
export function readSpanRow(row: RowReader, used: ReadonlySet<UsedColumns>): SpanRow {
  const traceId = row.hex(16);
  const spanId = row.hex(8);
  const parent = row.hex(8);
  const startUnixNano = row.uint64();
  const endUnixNano = BigInt.asUintN(64, startUnixNano + row.int64());
  const fixed = {
    traceId,
    spanId,
    parentSpanId: parent === NO_PARENT ? "" : parent,
    startUnixNano,
    endUnixNano,
    name: row.text(),
    kind: row.uint8(),
    statusCode: row.uint8(),
    statusMessage: used.has("status_message") ? row.text() : "",
    flags: used.has("flags") ? row.uint32() : 0,
    traceState: used.has("trace_state") ? row.text() : "",
    droppedAttributesCount: used.has("dropped_attributes_count") ? row.uint32() : 0,
    droppedEventsCount: used.has("dropped_events_count") ? row.uint32() : 0,
    droppedLinksCount: used.has("dropped_links_count") ? row.uint32() : 0,
  };
  const serviceName = row.text();
  const resourceId = row.hex(16);
  const scopeId = row.hex(16);
  const attributes = readAttributes(row, used);
  const events = used.has("events") ? readEvents(row) : [];
  const links = used.has("links") ? readLinks(row) : [];
  return { span: { ...fixed, attributes, events, links }, serviceName, resourceId, scopeId };
}

/** In the order of their keys, which is the same every time; the order they were sent in is not kept. */
function readAttributes(row: RowReader, used: ReadonlySet<UsedColumns>): readonly Attribute[] {
  const attributes: Attribute[] = [];
  readMap(row, attributes, () => ({ type: "string", value: row.text() }));
  if (used.has("attributes_int")) {
    readMap(row, attributes, () => ({ type: "int", value: row.int64() }));
  }
  for (const { key, type } of PROMOTED_SPAN_ATTRIBUTES) {
    if (!used.has(key)) continue;
    if (type === "uint16") {
      const value = row.uint16();
      if (value !== 0) attributes.push({ key, value: { type: "int", value: BigInt(value) } });
    } else {
      const value = row.text();
      if (value !== "") attributes.push({ key, value: { type: "string", value } });
    }
  }
  if (used.has("attributesDouble")) {
    readMap(row, attributes, () => ({ type: "double", value: row.float64() }));
  }
  if (used.has("attributesBool")) {
    readMap(row, attributes, () => ({ type: "bool", value: row.bool() }));
  }
  if (used.has("attributesOther")) readMap(row, attributes, () => attributeOf(row.text()));
  return sortedByKey(attributes);
}

function readMap(row: RowReader, into: Attribute[], value: () => Attribute["value"]): void {
  for (let left = row.length(); left > 0; left--) {
    const key = row.text();
    into.push({ key, value: value() });
  }
}

/** A text that does not parse was not written by us; it is shown as it is rather than losing the trace. */
export function attributeOf(text: string): Attribute["value"] {
  const parsed = parseAttributeText(text);
  return parsed.ok ? parsed.value : { type: "string", value: text };
}

function sortedByKey(attributes: Attribute[]): readonly Attribute[] {
  return attributes.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function readEvents(row: RowReader): readonly SpanEvent[] {
  const times = row.array(() => row.uint64());
  const names = row.array(() => row.text());
  const dropped = row.array(() => row.uint32());
  const attributes = readNestedAttributes(row);
  return times.map((timeUnixNano, index) => ({
    timeUnixNano,
    name: names[index]!,
    attributes: attributes[index]!,
    droppedAttributesCount: dropped[index]!,
  }));
}

function readLinks(row: RowReader): readonly SpanLink[] {
  const traceIds = row.array(() => row.hex(16));
  const spanIds = row.array(() => row.hex(8));
  const states = row.array(() => row.text());
  const flags = row.array(() => row.uint32());
  const dropped = row.array(() => row.uint32());
  const attributes = readNestedAttributes(row);
  return traceIds.map((traceId, index) => ({
    traceId,
    spanId: spanIds[index]!,
    traceState: states[index]!,
    flags: flags[index]!,
    attributes: attributes[index]!,
    droppedAttributesCount: dropped[index]!,
  }));
}

/** The two columns of attributes that events and links have: texts, and everything else as text. */
function readNestedAttributes(row: RowReader): readonly (readonly Attribute[])[] {
  const lists = row.array(() => {
    const attributes: Attribute[] = [];
    readMap(row, attributes, () => ({ type: "string", value: row.text() }));
    return attributes;
  });
  const count = row.length();
  for (let index = 0; index < count; index++) {
    readMap(row, lists[index]!, () => attributeOf(row.text()));
  }
  return lists.map(sortedByKey);
}

/** The span with its resource and scope in place. */
export function completeSpan({ span }: SpanRow, resource: Resource, scope: Scope): Span {
  return { ...span, resource, scope };
}
