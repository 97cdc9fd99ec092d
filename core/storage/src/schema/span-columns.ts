import { PROMOTED_SPAN_ATTRIBUTES, type PromotedAttribute } from "./promoted-attributes.ts";

/**
 * The columns of the `spans` table, in order: the one list that the migrations make SQL from and the
 * SpanBlock makes Native bytes from. Types must be equal on both sides, or ClickHouse converts each
 * insert and is 10 to 20 times slower.
 */
export interface SpanColumn {
  readonly name: string;
  /** ClickHouse type, spelled as `system.columns` prints it. */
  readonly type: string;
  /** Compression for the table where it is not ZSTD(1); see docs/adr/0010. */
  readonly codec?: string;
}

const TEXT = "LowCardinality(String)";
/** Keys are a dictionary in every map. */
const MAP_OF_STRINGS = "Map(LowCardinality(String), String)";

const PROMOTED_TYPES: Readonly<Record<PromotedAttribute["type"], string>> = {
  text: TEXT,
  string: "String",
  uint16: "UInt16",
};

export const SPAN_COLUMNS: readonly SpanColumn[] = [
  // "" until tenants exist; in the key from the first version on, because a key cannot be changed.
  { name: "tenant", type: TEXT },
  // The day (UTC) the block was sealed on. Partitions and retention go by it and not by the span's own
  // time, so that no clock can scatter one insert over many partitions. See docs/adr/0004.
  { name: "received_on", type: "Date" },
  // floor(start / 300 s), clamped to 32 bits.
  { name: "time_bucket", type: "UInt32", codec: "Delta(4), ZSTD(1)" },
  { name: "trace_id", type: "FixedString(16)" },
  { name: "start_unix_nano", type: "UInt64", codec: "Delta(8), T64('bit'), ZSTD(1)" },
  // end - start, wrapping at 64 bits, so that the end is exact; negative when the end is before the start.
  { name: "duration_nano", type: "Int64", codec: "T64('bit'), ZSTD(1)" },
  // Random: nothing to compress.
  { name: "span_id", type: "FixedString(8)", codec: "NONE" },
  // Eight zero bytes for a root.
  { name: "parent_span_id", type: "FixedString(8)" },
  { name: "name", type: TEXT },
  { name: "kind", type: "UInt8" },
  { name: "status_code", type: "UInt8" },
  { name: "status_message", type: "String" },
  { name: "flags", type: "UInt32" },
  { name: "trace_state", type: "String" },
  { name: "dropped_attributes_count", type: "UInt32" },
  { name: "dropped_events_count", type: "UInt32" },
  { name: "dropped_links_count", type: "UInt32" },
  // `service.name` of the resource.
  { name: "service_name", type: TEXT },
  // 128-bit content hashes, the keys of `resources` and `scopes`.
  { name: "resource_id", type: "LowCardinality(FixedString(16))" },
  { name: "scope_id", type: "LowCardinality(FixedString(16))" },
  // The whole resource or scope as text, in the first row of each block that has it, else "". Views fill
  // `resources` and `scopes` from these, in the same insert as the spans. Format: block/definition-text.ts
  { name: "resource_definition", type: "String" },
  { name: "scope_definition", type: "String" },
  { name: "attributes_string", type: MAP_OF_STRINGS, codec: "ZSTD(3)" },
  { name: "attributes_int", type: "Map(LowCardinality(String), Int64)" },
  { name: "attributes_double", type: "Map(LowCardinality(String), Float64)" },
  { name: "attributes_bool", type: "Map(LowCardinality(String), Bool)" },
  // Arrays, key-value lists, bytes and empty values as attribute text (core/model).
  { name: "attributes_other", type: MAP_OF_STRINGS },
  ...PROMOTED_SPAN_ATTRIBUTES.map(({ key, type }) => ({ name: key, type: PROMOTED_TYPES[type] })),
  { name: "promoted_in_map", type: "UInt64" },
  { name: "events.time_unix_nano", type: "Array(UInt64)" },
  { name: "events.name", type: `Array(${TEXT})` },
  { name: "events.dropped_attributes_count", type: "Array(UInt32)" },
  // Of events and links: texts in `_string`, every other type as attribute text in `_other`.
  { name: "events.attributes_string", type: `Array(${MAP_OF_STRINGS})` },
  { name: "events.attributes_other", type: `Array(${MAP_OF_STRINGS})` },
  { name: "links.trace_id", type: "Array(FixedString(16))" },
  { name: "links.span_id", type: "Array(FixedString(8))" },
  { name: "links.trace_state", type: "Array(String)" },
  { name: "links.flags", type: "Array(UInt32)" },
  { name: "links.dropped_attributes_count", type: "Array(UInt32)" },
  { name: "links.attributes_string", type: `Array(${MAP_OF_STRINGS})` },
  { name: "links.attributes_other", type: `Array(${MAP_OF_STRINGS})` },
];

/**
 * A column that exists in spool files only, always the first: 16 bytes in the first row of each request
 * (the hash of its body), "" elsewhere. It lets a restart recognise a request that was stored but whose
 * acknowledgement was lost. Inserts leave it out.
 */
export const REQUEST_KEY_COLUMN: SpanColumn = { name: "request_key", type: "String" };
