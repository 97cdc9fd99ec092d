import { formatAttributeText, serviceNameOf, type Attribute, type Span } from "@spanhouse/model";
import { PROMOTED_SPAN_ATTRIBUTES } from "../schema/promoted-attributes.ts";

/**
 * For tests only: what a row of `spans` must hold for a span, written from the comments of the schema and
 * not from the code of the block, so that the two can be held against each other.
 */

type Entries = readonly (readonly [string, string])[];

/** 64-bit values as text, ids in hexadecimal, maps as lists of pairs in order. */
export type ExpectedRow = Readonly<Record<string, unknown>>;

/** The columns of EXPECTED_SELECT for one span. Definitions are left to tests of their own. */
export function expectedRow(span: Span): ExpectedRow {
  const { promoted, bits, rest } = routeAttributes(span.attributes);
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId === "" ? "0".repeat(16) : span.parentSpanId,
    time_bucket: Number(span.startUnixNano / 300_000_000_000n),
    start_unix_nano: span.startUnixNano.toString(),
    duration_nano: BigInt.asIntN(64, span.endUnixNano - span.startUnixNano).toString(),
    name: span.name,
    kind: span.kind,
    status_code: span.statusCode,
    status_message: span.statusMessage,
    flags: span.flags,
    trace_state: span.traceState,
    dropped_attributes_count: span.droppedAttributesCount,
    dropped_events_count: span.droppedEventsCount,
    dropped_links_count: span.droppedLinksCount,
    service_name: serviceNameOf(span.resource),
    attributes_string: entriesOf(rest, "string"),
    attributes_int: entriesOf(rest, "int"),
    attributes_double: entriesOf(rest, "double"),
    attributes_bool: entriesOf(rest, "bool"),
    attributes_other: otherEntries(rest, ["string", "int", "double", "bool"]),
    promoted_in_map: bits.toString(),
    ...promoted,
    "events.time_unix_nano": span.events.map(({ timeUnixNano }) => timeUnixNano.toString()),
    "events.name": span.events.map(({ name }) => name),
    "events.dropped_attributes_count": span.events.map((event) => event.droppedAttributesCount),
    "events.attributes_string": span.events.map((event) => entriesOf(event.attributes, "string")),
    "events.attributes_other": span.events.map((event) =>
      otherEntries(event.attributes, ["string"]),
    ),
    "links.trace_id": span.links.map(({ traceId }) => traceId),
    "links.span_id": span.links.map(({ spanId }) => spanId),
    "links.trace_state": span.links.map(({ traceState }) => traceState),
    "links.flags": span.links.map(({ flags }) => flags),
    "links.dropped_attributes_count": span.links.map((link) => link.droppedAttributesCount),
    "links.attributes_string": span.links.map((link) => entriesOf(link.attributes, "string")),
    "links.attributes_other": span.links.map((link) => otherEntries(link.attributes, ["string"])),
  };
}

const pairs = (map: string, value = "String") => `CAST(${map}, 'Array(Tuple(String, ${value}))')`;
const innerPairs = (maps: string) => `arrayMap(m -> ${pairs("m")}, ${maps})`;

/** Select expressions that give the columns of ExpectedRow as JSON can carry them. */
export const EXPECTED_SELECT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.keys(expectedRow(emptySpan())).map((name) => [name, `\`${name}\``] as const),
  ),
  trace_id: "lower(hex(trace_id))",
  span_id: "lower(hex(span_id))",
  parent_span_id: "lower(hex(parent_span_id))",
  attributes_string: pairs("attributes_string"),
  attributes_int: pairs("mapApply((k, v) -> (k, toString(v)), attributes_int)"),
  attributes_double: pairs(
    "mapApply((k, v) -> (k, toString(reinterpretAsUInt64(v))), attributes_double)",
  ),
  attributes_bool: pairs("mapApply((k, v) -> (k, toString(v)), attributes_bool)"),
  attributes_other: pairs("attributes_other"),
  "events.attributes_string": innerPairs("`events.attributes_string`"),
  "events.attributes_other": innerPairs("`events.attributes_other`"),
  "links.trace_id": "arrayMap(id -> lower(hex(id)), `links.trace_id`)",
  "links.span_id": "arrayMap(id -> lower(hex(id)), `links.span_id`)",
  "links.attributes_string": innerPairs("`links.attributes_string`"),
  "links.attributes_other": innerPairs("`links.attributes_other`"),
};

interface Routed {
  readonly promoted: Record<string, unknown>;
  readonly bits: bigint;
  readonly rest: readonly Attribute[];
}

function routeAttributes(attributes: readonly Attribute[]): Routed {
  const promoted: Record<string, unknown> = {};
  for (const { key, type } of PROMOTED_SPAN_ATTRIBUTES) promoted[key] = type === "uint16" ? 0 : "";
  let bits = 0n;
  const rest: Attribute[] = [];
  for (const attribute of attributes) {
    const { key, value } = attribute;
    const bit = PROMOTED_SPAN_ATTRIBUTES.findIndex((candidate) => candidate.key === key);
    const column = PROMOTED_SPAN_ATTRIBUTES[bit];
    const isText = column?.type !== "uint16" && value.type === "string" && value.value !== "";
    const isNumber =
      column?.type === "uint16" && value.type === "int" && value.value > 0n && value.value < 65536n;
    if (column !== undefined && (isText || isNumber) && !promoted[key]) {
      promoted[key] = value.type === "int" ? Number(value.value) : value.value;
      continue;
    }
    if (column !== undefined) bits |= 1n << BigInt(bit);
    rest.push(attribute);
  }
  return { promoted, bits, rest };
}

function entriesOf(
  attributes: readonly Attribute[],
  type: "string" | "int" | "double" | "bool",
): Entries {
  return attributes.flatMap(({ key, value }) =>
    value.type !== type
      ? []
      : [[key, value.type === "double" ? bitsOf(value.value) : String(value.value)] as const],
  );
}

/** Attributes of all types but these, as text. */
function otherEntries(attributes: readonly Attribute[], without: readonly string[]): Entries {
  return attributes.flatMap(({ key, value }) =>
    without.includes(value.type) ? [] : [[key, formatAttributeText(value)] as const],
  );
}

function bitsOf(value: number): string {
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!.toString();
}

function emptySpan(): Span {
  const resource = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
  return {
    ...{ traceId: "", spanId: "", parentSpanId: "", traceState: "", flags: 0, name: "", kind: 0 },
    ...{ startUnixNano: 0n, endUnixNano: 0n, attributes: [], droppedAttributesCount: 0 },
    ...{ events: [], droppedEventsCount: 0, links: [], droppedLinksCount: 0 },
    ...{ statusCode: 0, statusMessage: "" },
    resource,
    scope: { ...resource, name: "", version: "" },
  };
}
