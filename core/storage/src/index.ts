export type { TraceArchive } from "./archive/trace-archive.ts";
export { SpanBlock, type BlockMark } from "./block/span-block.ts";
export { timeBucketOf } from "./block/time-bucket.ts";
export type {
  AttributeLevel,
  CompletedKey,
  CompletedName,
  CompletedType,
  CompletedValue,
  CompletionAnswer,
  CompletionQuestion,
  CompletionReader,
  KeyQuestion,
  OperationQuestion,
  ValueQuestion,
} from "./completion/completion-reader.ts";
export { storageConfigSchema, type StorageConfig } from "./config.ts";
export type { Lane, LaneState } from "./connection/lane.ts";
export type {
  RecentExemplar,
  SpanMetricsReader,
  SpanReference,
  Target,
} from "./span-metrics/span-metrics-reader.ts";
export { POOL_THREADS } from "./limits.ts";
export type {
  AttributeComparison,
  AttributeQuestion,
  ComparedAttribute,
  ComparedValue,
  ExploreReader,
  Heatmap,
  HeatmapCell,
  HeatmapQuestion,
  MatchingSpans,
} from "./explore/explore-reader.ts";
export type { GraphJob, GraphRun, GraphRunOptions } from "./graph/graph-job.ts";
export type {
  CallNumbers,
  ConnectionType,
  Dependency,
  EdgeCounter,
  EdgeCounters,
  EdgeCountersQuestion,
  Graph,
  GraphEdge,
  GraphLevel,
  GraphNode,
  GraphNodeType,
  GraphQuestion,
  GraphReader,
  LatencySketch,
  UnpairedCalls,
} from "./graph/graph-reader.ts";
export { traceFilterOfHead, traceHeadBytes } from "./pending/block-trace-ids.ts";
export type { PendingFile, PendingSpans, PendingState } from "./pending/pending-spans.ts";
export { TraceFilter, traceIdWords } from "./pending/trace-filter.ts";
export { openStore, type OpenStoreOptions, type StoreEvent } from "./open-store.ts";
export type {
  RedAnswer,
  RedCounter,
  RedCounters,
  RedCountersQuestion,
  RedDistribution,
  RedDistributionQuestion,
  RedExemplar,
  RedFilter,
  RedGrouping,
  RedNumbers,
  RedQuestion,
  RedReader,
  RedSeries,
  RedTotal,
  RedTotals,
  RedTotalsQuestion,
} from "./red/red-reader.ts";
export { PROMOTED_SPAN_ATTRIBUTES } from "./schema/promoted-attributes.ts";
export { REQUEST_KEY_COLUMN, SPAN_COLUMNS } from "./schema/span-columns.ts";
export type {
  Batch,
  BatchPart,
  InsertOutcome,
  OperationName,
  ReadOptions,
  RootSpanCount,
  SpanWriter,
  Store,
  StoreLoad,
  TimeRange,
  TraceHit,
  TraceOrder,
  TraceReader,
  TraceSearch,
  TraceSearchEnd,
  TraceSearchResult,
  TraceSearchStep,
  TraceSummary,
} from "./store.ts";
