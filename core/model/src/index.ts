export type { Attribute, AttributeValue } from "./attribute.ts";
export {
  ATTRIBUTE_DEPTH_MAX,
  formatAttributeText,
  parseAttributeText,
  toBase64,
} from "./attribute-text.ts";
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
