export { isLinkTemplate, LINK_PLACE, type LinkTemplate } from "./link-template.ts";
export { appendSpans, SpanPlayer } from "./append-spans.ts";
export type { Attribute, AttributeValue } from "./attribute.ts";
export {
  ATTRIBUTE_DEPTH_MAX,
  formatAttributeText,
  parseAttributeText,
  fromBase64,
  toBase64,
} from "./attribute-text.ts";
export type { AttributeOfSpans } from "./attribute-of-spans.ts";
export { formatAttributeValue } from "./attribute-line.ts";
export { checkSpanPredicate } from "./check-span-predicate.ts";
export { compareCodePoints } from "./compare-code-points.ts";
export { columnsOfSpans } from "./columns-of-spans.ts";
export { evaluateSpanPredicate } from "./evaluate-span-predicate.ts";
export {
  ATTRIBUTE_LINE_CHARS_MAX,
  PREDICATE_DEPTH_MAX,
  PREDICATE_NODES_MAX,
  PREDICATE_PATTERN_CHARS_MAX,
  PREDICATE_PATTERNS_MAX,
  PREDICATE_TEXT_CHARS_MAX,
  SPANSET_CONDITIONS_MAX,
} from "./limits.ts";
export type {
  OwnCallNumbers,
  OwnGraph,
  OwnGraphEdge,
  OwnGraphNode,
  OwnGraphNodeType,
} from "./graph-api.ts";
export {
  LATENCY_BIN_OF_TWO_MS,
  LATENCY_BIN_OF_ZERO,
  LATENCY_BINS,
  LATENCY_BINS_PER_OCTAVE,
  LATENCY_ERROR_MAX,
  latencyBinEdgeNano,
  latencyBinMiddleNano,
  latencyBinOf,
} from "./latency-bins.ts";
export { ByteTextCache } from "./byte-text-cache.ts";
export {
  CALL_LATENCY_BIN_OF_100_MS,
  CALL_LATENCY_BIN_OF_ZERO,
  CALL_LATENCY_BINS_PER_OCTAVE,
  callLatencyBinEdgeNano,
  callLatencyBinOf,
  callLatencyQuantiles,
} from "./call-latency-bins.ts";
export {
  OWN_EVENT_MARKS_MAX,
  OWN_SPAN_FLAGS,
  type OwnAttribute,
  type OwnAttributeKeys,
  type OwnAttributes,
  type OwnAttributeValue,
  type OwnErrorBody,
  type OwnEvent,
  type OwnLink,
  type OwnLinks,
  type OwnOperations,
  type OwnResource,
  type OwnScope,
  type OwnFreshness,
  type OwnSearchEnd,
  type OwnSearchLine,
  type OwnSearchResult,
  type OwnServices,
  type OwnSpan,
  type OwnSpanAttributes,
  type OwnSpanStatistics,
  type OwnTraceLink,
  type OwnTraceLinks,
  type OwnTraceStatistics,
  type OwnTraceSummary,
} from "./own-api.ts";
export type {
  OwnCriticalLine,
  OwnCriticalOperation,
  OwnCriticalPath,
  OwnCriticalShare,
  OwnCriticalTime,
} from "./own-critical.ts";
export type {
  OwnAttributeComparison,
  OwnComparedAttribute,
  OwnComparedValue,
  OwnHeatmap,
  OwnHeatmapCell,
} from "./own-explore.ts";
export type {
  OwnTypicalFigure,
  OwnTypicalPath,
  OwnTypicalTrace,
  OwnTypicalTraceFacts,
} from "./own-typical.ts";
export type {
  OwnCompletedType,
  OwnKeyCompletions,
  OwnNameCompletions,
  OwnRed,
  OwnRedDistribution,
  OwnRedExemplar,
  OwnRedNumbers,
  OwnRedSeries,
  OwnRedTotal,
  OwnRedTotals,
  OwnValueCompletions,
} from "./own-red.ts";
export {
  adjustedCount,
  isSampled,
  KEEP_ALL_THRESHOLD,
  maxThreshold,
  parseSamplingRandomness,
  parseSamplingThreshold,
  probabilityThreshold,
  SAMPLING_DIGITS_MAX,
  SAMPLING_PRECISION_DEFAULT,
  SAMPLING_PROBABILITY_MIN,
  thresholdProbability,
  traceIdRandomness,
  type SamplingRandomness,
  type SamplingThreshold,
} from "./sampling-threshold.ts";
export {
  adjustedCountOf,
  explicitRandomnessOf,
  randomnessOf,
  thresholdOf,
  TRACE_STATE_ENTRIES_MAX,
  TRACE_STATE_OT_CHARS_MAX,
  withExplicitRandomness,
  withThreshold,
} from "./sampling-trace-state.ts";
export {
  serviceNameOf,
  SPAN_KINDS,
  SPAN_STATUSES,
  STATUS_CODE_ERROR,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanKindName,
  type SpanLink,
} from "./span.ts";
export type { SpanAppender } from "./span-appender.ts";
export { SpanIdTable } from "./span-id-table.ts";
export {
  compareSpanIds,
  spanIdsHash,
  spanIdText,
  swapBytes,
  writeSpanIdWords,
} from "./span-id-words.ts";
export { NO_PATH, SpanPaths, type PathRows, type PathStep } from "./span-paths.ts";
export {
  allOf,
  anyOf,
  attributeTextIs,
  EVERY_SPAN,
  fieldIs,
  NO_SPAN,
  not,
  SPAN_FIELDS,
  type AttributeLevel,
  type ComparisonOperator,
  type ElementLevel,
  type PredicateConstant,
  type SpanCondition,
  type SpanField,
  type SpanOperand,
  type SpanPredicate,
} from "./span-predicate.ts";
export { conditionEvaluator, spansetEvaluator } from "./spansets/evaluate-spansets.ts";
export {
  EVERY,
  NONE,
  type NumberComparison,
  type SpanMask,
  type SpanMeasure,
  type SpanRelation,
  type SpansetCondition,
  type SpansetNumber,
  type SpansetPipeline,
  type SpansetQuery,
  type Spansets,
  type SpansetTrace,
  type TraceCondition,
} from "./spansets/spanset-query.ts";
export { SpanRecorder } from "./span-recorder.ts";
export { textPattern, type TextPattern } from "./text-pattern.ts";
export { textReadings, type TextReadings } from "./text-readings.ts";
export type { EventTimeColumns, LinkColumns, TraceColumns } from "./trace-columns.ts";
export {
  ATTRIBUTE_VALUE_TYPES,
  decodeAttributeColumn,
  encodeAttributeColumn,
  type TraceAttributeColumn,
} from "./trace-container/attribute-column.ts";
export { decodeTracePage } from "./trace-container/decode-trace-page.ts";
export { encodeTracePage } from "./trace-container/encode-trace-page.ts";
export { TRACE_CONTAINER_TYPE } from "./trace-container/layout.ts";
export { readTracePageHead, TRACE_PAGE_HEAD_BYTES } from "./trace-container/trace-page-head.ts";
export {
  TRACE_ORPHAN_REASONS,
  type TraceOrphanReason,
  type TracePage,
  type TracePageColumns,
  type TracePageCriticalPath,
  type TracePageEvents,
  type TracePageOrphans,
  type TracePageRepeats,
  type UnsignedColumn,
} from "./trace-container/trace-page.ts";
