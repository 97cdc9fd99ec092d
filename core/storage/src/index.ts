export {
  PROMOTED_RESOURCE_ATTRIBUTES,
  PROMOTED_SPAN_ATTRIBUTES,
} from "./schema/promoted-attributes.ts";
export { REQUEST_KEY_COLUMN, SPAN_COLUMNS } from "./schema/span-columns.ts";
export type {
  Batch,
  BatchPart,
  InsertOutcome,
  OperationName,
  ReadOptions,
  SpanWriter,
  Store,
  TimeRange,
  TraceHit,
  TraceReader,
  TraceSearch,
  TraceSummary,
} from "./store.ts";
