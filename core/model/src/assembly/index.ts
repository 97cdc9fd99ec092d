/**
 * From the spans of a trace to its tree and to the page that shows it: pure, over columns, so that the query service
 * and a browser that opened a file say the same of the same spans.
 */
export {
  assembleColumns,
  type AssembledColumns,
  type AssembleOptions,
  type ServiceShare,
} from "./assemble-columns.ts";
export {
  assembleTrace,
  hostsOf,
  spansByOccurrence,
  type AssembledTrace,
} from "./assemble-trace.ts";
export {
  attributeOfResources,
  attributeOfRows,
  attributeOfStored,
  toAttributeColumn,
  type AttributeOfRows,
} from "./attribute-column.ts";
export type { ClockCorrection, ClockSkewOptions } from "./clock-skew.ts";
export { criticalPath, rootRowOf, type CriticalPath } from "./critical-path.ts";
export { hostKeyOf } from "./host-key.ts";
export { linksOf, type FoundLinks } from "./links-of.ts";
export { selfTimes } from "./self-time.ts";
export { spanContents } from "./span-contents.ts";
export { toOwnSpan, toOwnSpanAttributes } from "./to-own-span.ts";
export { toTracePage } from "./to-trace-page.ts";
export { traceWarnings, truncationWarning, unreadWarning } from "./trace-warnings.ts";
export { groupSpans, quantile, type SpanGroup } from "./trace-statistics.ts";
