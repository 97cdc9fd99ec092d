import { onCluster, qualified, type Layout } from "./layout.ts";

/**
 * Lets a search see without reading that nearly no span has a value in a map whose key has a column. Parts that are
 * older get it when they are merged.
 */
export function addPromotedInMapIndex(layout: Layout): readonly string[] {
  return [
    `ALTER TABLE ${qualified(layout, "spans")}${onCluster(layout)}\n` +
      "  ADD INDEX IF NOT EXISTS promoted_in_map_range promoted_in_map TYPE minmax GRANULARITY 1",
  ];
}
