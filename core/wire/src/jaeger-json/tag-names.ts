import {
  anyOf,
  attributeTextIs,
  fieldIs,
  SPAN_KINDS,
  type SpanField,
  type SpanPredicate,
} from "@spanhouse/model";

/** Tags that stand for fields of an OTLP span: written into answers, and understood in searches. */
export const JAEGER_TAGS = {
  scopeName: "otel.scope.name",
  scopeVersion: "otel.scope.version",
  kind: "span.kind",
  statusCode: "otel.status_code",
  error: "error",
  statusDescription: "otel.status_description",
  traceState: "w3c.tracestate",
} as const;

/** By OTLP status code. */
export const STATUS_TEXTS = ["UNSET", "OK", "ERROR"] as const;

const STATUS_ERROR = STATUS_TEXTS.indexOf("ERROR");

/**
 * What a tag of a search asks of a span. Tags that stand for a field ask for the field when their value is
 * one of the field's, in any case (`error=true`, `span.kind=server`, `otel.status_code=ERROR`); any other
 * value is compared with an attribute of that name, which the span may have; a tag that stands for a text
 * asks for both. `error=false` is any status but an error.
 */
export function toTagPredicate(key: string, text: string): SpanPredicate {
  const lower = text.toLowerCase();
  if (key === JAEGER_TAGS.error) {
    if (lower === "true") return fieldIs("status", "=", STATUS_ERROR);
    if (lower === "false") return fieldIs("status", "!=", STATUS_ERROR);
  }
  if (key === JAEGER_TAGS.kind) {
    const kind = SPAN_KINDS.findIndex((name) => name === lower);
    if (kind >= 0) return fieldIs("kind", "=", kind);
  }
  if (key === JAEGER_TAGS.statusCode) {
    const code = STATUS_TEXTS.findIndex((name) => name === text.toUpperCase());
    if (code >= 0) return fieldIs("status", "=", code);
  }
  const field = TEXT_FIELDS.get(key);
  const attribute = attributeTextIs(key, text);
  return field === undefined ? attribute : anyOf([fieldIs(field, "=", text), attribute]);
}

const TEXT_FIELDS: ReadonlyMap<string, SpanField> = new Map([
  [JAEGER_TAGS.scopeName, "scopeName"],
  [JAEGER_TAGS.scopeVersion, "scopeVersion"],
  [JAEGER_TAGS.statusDescription, "statusMessage"],
  [JAEGER_TAGS.traceState, "traceState"],
]);
