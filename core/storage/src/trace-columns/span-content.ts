import { identifier } from "../connection/sql-literal.ts";
import { SPAN_COLUMNS } from "../schema/span-columns.ts";

/**
 * SQL for a hash of all that a span is: equal for a span that was delivered twice, also when its attributes
 * came in another order. Sixteen bytes, so that no client can make two different spans look like one.
 */
export function spanContentExpression(): string {
  return `sipHash128(${contentColumns().join(", ")})`;
}

/** Not of the span itself: where and when it was stored, and definitions, which its ids stand for. */
const NOT_CONTENT: ReadonlySet<string> = new Set([
  "tenant",
  "received_on",
  "time_bucket",
  "trace_id",
  "resource_definition",
  "scope_definition",
]);

function contentColumns(): readonly string[] {
  return SPAN_COLUMNS.filter(({ name }) => !NOT_CONTENT.has(name)).map(({ name, type }) => {
    if (type.startsWith("Map(")) return `mapSort(${identifier(name)})`;
    if (type.startsWith("Array(Map(")) return `arrayMap(map -> mapSort(map), ${identifier(name)})`;
    return identifier(name);
  });
}
