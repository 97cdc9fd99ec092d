import { createTable } from "./tables.ts";
import type { Layout } from "./layout.ts";

/**
 * Keys and values to offer; see docs/adr/0047. A row lives in a slot, which is a hash: whoever sends a billion
 * values, or keys, only ever fills the slots. Of two that share one, the one received on a later day stays, then
 * the one that was more frequent in its insert.
 */
export const KEY_SLOTS = 1_024;
export const VALUE_SLOTS = 2_048;

const COLUMNS = [
  "`tenant` LowCardinality(String)",
  // Codes of completion/attribute-codes.ts.
  "`level` UInt8",
  "`type` UInt8",
  "`key` String",
];

/** The last day it was received on, and in how many of the looked-at spans of an insert it was then. */
const RANK = [
  "`received_on` Date",
  "`span_count` UInt64",
  "`version` UInt64 MATERIALIZED toUInt64(received_on) * 4294967296 + least(span_count, 4294967295)",
];

export function createCompletionValues(layout: Layout): string {
  return createTable(layout, {
    name: "completion_values",
    columns: [
      ...COLUMNS,
      // "" for a key whose values are not offered.
      "`value` String",
      ...RANK,
      `\`key_slot\` UInt16 MATERIALIZED cityHash64(key) % ${KEY_SLOTS}`,
      `\`value_slot\` UInt16 MATERIALIZED cityHash64(type, value) % ${VALUE_SLOTS}`,
    ],
    engine: { name: "ReplacingMergeTree", arguments: "version" },
    orderBy: "(tenant, level, key_slot, value_slot)",
  });
}

export function createCompletionKeys(layout: Layout): string {
  return createTable(layout, {
    name: "completion_keys",
    columns: [...COLUMNS, ...RANK, "`slot` UInt16 MATERIALIZED cityHash64(type, key) % 65536"],
    engine: { name: "ReplacingMergeTree", arguments: "version" },
    orderBy: "(tenant, level, slot)",
  });
}
