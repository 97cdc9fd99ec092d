import { onCluster, qualified, type Layout } from "./layout.ts";

/**
 * Lets a search for a text in `attributes_string` skip granules that do not have it: an attribute without a column
 * is otherwise found by reading the maps of all rows. Of values only, whatever their keys, because the engine uses
 * it for `has(mapValues(…), …)`. Parts that are older get it when they are merged.
 */
export function addAttributeIndex(layout: Layout): readonly string[] {
  return [
    `ALTER TABLE ${qualified(layout, "spans")}${onCluster(layout)}\n` +
      "  ADD INDEX IF NOT EXISTS attribute_values mapValues(attributes_string) TYPE bloom_filter(0.01) GRANULARITY 1",
  ];
}
