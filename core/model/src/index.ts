export { appendSpans, SpanPlayer } from "./append-spans.ts";
export type { Attribute, AttributeValue } from "./attribute.ts";
export {
  ATTRIBUTE_DEPTH_MAX,
  formatAttributeText,
  parseAttributeText,
  toBase64,
} from "./attribute-text.ts";
export {
  OWN_EVENT_MARKS_MAX,
  OWN_SPAN_FLAGS,
  type OwnAttribute,
  type OwnAttributeValue,
  type OwnErrorBody,
  type OwnEvent,
  type OwnEventColumns,
  type OwnLink,
  type OwnOperations,
  type OwnOrphan,
  type OwnResource,
  type OwnScope,
  type OwnSearchResult,
  type OwnServices,
  type OwnSpan,
  type OwnSpanColumns,
  type OwnTrace,
  type OwnTraceService,
  type OwnTraceSummary,
} from "./own-api.ts";
export {
  serviceNameOf,
  SPAN_KINDS,
  STATUS_CODE_ERROR,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanKindName,
  type SpanLink,
} from "./span.ts";
export type { SpanAppender } from "./span-appender.ts";
export { SpanRecorder } from "./span-recorder.ts";
