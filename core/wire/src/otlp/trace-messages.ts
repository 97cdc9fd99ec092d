import {
  bool,
  bytes,
  double,
  enumeration,
  fixed32,
  fixed64,
  hex,
  int64,
  many,
  message,
  oneOf,
  sub,
  text,
  uint32,
  type DraftOf,
  type Message,
  type ProtoEnum,
} from "../message/message.ts";
import type { ProtoFile } from "../message/proto-file.ts";

/** OTLP's traces as answers have them. What comes in is read by decoders that make no objects. */

/** At most one member; none is an empty value. */
export interface AnyValue {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly intValue?: bigint | undefined;
  readonly doubleValue?: number | undefined;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] | undefined } | undefined;
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] | undefined } | undefined;
  readonly bytesValue?: Uint8Array | undefined;
}

export interface KeyValue {
  readonly key?: string | undefined;
  readonly value?: AnyValue | undefined;
}

const COMMON = "opentelemetry.proto.common.v1";
const RESOURCE = "opentelemetry.proto.resource.v1";
const TRACE = "opentelemetry.proto.trace.v1";

type Value = Message<AnyValue, AnyValue>;

const ARRAY_VALUE = message(`${COMMON}.ArrayValue`, {
  values: many(sub(1, (): Value => ANY_VALUE)),
});
const KEY_VALUE_LIST = message(`${COMMON}.KeyValueList`, {
  values: many(sub(1, (): Message<KeyValue, KeyValue> => KEY_VALUE)),
});
const ANY_VALUE: Value = message(`${COMMON}.AnyValue`, {
  stringValue: oneOf("value", text(1)),
  boolValue: oneOf("value", bool(2)),
  intValue: oneOf("value", int64(3)),
  doubleValue: oneOf("value", double(4)),
  arrayValue: oneOf(
    "value",
    sub(5, () => ARRAY_VALUE),
  ),
  kvlistValue: oneOf(
    "value",
    sub(6, () => KEY_VALUE_LIST),
  ),
  bytesValue: oneOf("value", bytes(7)),
});
const KEY_VALUE: Message<KeyValue, KeyValue> = message(`${COMMON}.KeyValue`, {
  key: text(1),
  value: sub(2, () => ANY_VALUE),
});
const attributes = (number: number) => many(sub(number, () => KEY_VALUE));

const SCOPE_MESSAGE = message(`${COMMON}.InstrumentationScope`, {
  name: text(1),
  version: text(2),
  attributes: attributes(3),
  droppedAttributesCount: uint32(4),
});

const RESOURCE_MESSAGE = message(`${RESOURCE}.Resource`, {
  attributes: attributes(1),
  droppedAttributesCount: uint32(2),
});

const SPAN_KIND: ProtoEnum = {
  name: `${TRACE}.Span.SpanKind`,
  values: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
    (kind) => `SPAN_KIND_${kind}`,
  ),
};
const STATUS_CODE: ProtoEnum = {
  name: `${TRACE}.Status.StatusCode`,
  values: ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"],
};

const EVENT = message(`${TRACE}.Span.Event`, {
  timeUnixNano: fixed64(1),
  name: text(2),
  attributes: attributes(3),
  droppedAttributesCount: uint32(4),
});
const LINK = message(`${TRACE}.Span.Link`, {
  traceId: hex(1),
  spanId: hex(2),
  traceState: text(3),
  attributes: attributes(4),
  droppedAttributesCount: uint32(5),
  flags: fixed32(6),
});
const STATUS = message(`${TRACE}.Status`, { message: text(2), code: enumeration(3, STATUS_CODE) });

export const OTLP_SPAN = message(`${TRACE}.Span`, {
  traceId: hex(1),
  spanId: hex(2),
  traceState: text(3),
  parentSpanId: hex(4),
  name: text(5),
  kind: enumeration(6, SPAN_KIND),
  startTimeUnixNano: fixed64(7),
  endTimeUnixNano: fixed64(8),
  attributes: attributes(9),
  droppedAttributesCount: uint32(10),
  events: many(sub(11, () => EVENT)),
  droppedEventsCount: uint32(12),
  links: many(sub(13, () => LINK)),
  droppedLinksCount: uint32(14),
  status: sub(15, () => STATUS),
  flags: fixed32(16),
});

export const SCOPE_SPANS = message(`${TRACE}.ScopeSpans`, {
  scope: sub(1, () => SCOPE_MESSAGE),
  spans: many(sub(2, () => OTLP_SPAN)),
  schemaUrl: text(3),
});
export const RESOURCE_SPANS = message(`${TRACE}.ResourceSpans`, {
  resource: sub(1, () => RESOURCE_MESSAGE),
  scopeSpans: many(sub(2, () => SCOPE_SPANS)),
  schemaUrl: text(3),
});
export const TRACES_DATA = message(`${TRACE}.TracesData`, {
  resourceSpans: many(sub(1, () => RESOURCE_SPANS)),
});

export type OtlpSpanDraft = DraftOf<typeof OTLP_SPAN>;
export type ScopeSpansDraft = DraftOf<typeof SCOPE_SPANS>;
export type ResourceSpansDraft = DraftOf<typeof RESOURCE_SPANS>;

const COMMON_FILE: ProtoFile = {
  name: "opentelemetry/proto/common/v1/common.proto",
  package: COMMON,
  imports: [],
  messages: [ANY_VALUE, ARRAY_VALUE, KEY_VALUE_LIST, KEY_VALUE, SCOPE_MESSAGE],
  enums: [],
  services: [],
};
const RESOURCE_FILE: ProtoFile = {
  name: "opentelemetry/proto/resource/v1/resource.proto",
  package: RESOURCE,
  imports: [COMMON_FILE],
  messages: [RESOURCE_MESSAGE],
  enums: [],
  services: [],
};
export const TRACE_FILE: ProtoFile = {
  name: "opentelemetry/proto/trace/v1/trace.proto",
  package: TRACE,
  imports: [COMMON_FILE, RESOURCE_FILE],
  messages: [TRACES_DATA, RESOURCE_SPANS, SCOPE_SPANS, OTLP_SPAN, EVENT, LINK, STATUS],
  enums: [SPAN_KIND, STATUS_CODE],
  services: [],
};
