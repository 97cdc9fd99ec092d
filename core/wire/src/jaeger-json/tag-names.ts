import { SPAN_KINDS } from "@spanhouse/model";

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

/** What a tag of a search asks of a span. */
export type TagCondition =
  | { readonly field: "kind"; readonly equals: number }
  | { readonly field: "statusCode"; readonly equals: number }
  | { readonly field: "statusCode"; readonly not: number }
  | { readonly field: "attribute"; readonly key: string; readonly text: string };

/**
 * Reads a tag of a search. Tags that stand for a field ask for the field when their value is one of the
 * field's, in any case (`error=true`, `span.kind=server`, `otel.status_code=ERROR`); any other value is
 * compared with an attribute of that name, which the span may have.
 */
export function toTagCondition(key: string, text: string): TagCondition {
  const lower = text.toLowerCase();
  if (key === JAEGER_TAGS.error) {
    if (lower === "true") return { field: "statusCode", equals: STATUS_ERROR };
    if (lower === "false") return { field: "statusCode", not: STATUS_ERROR };
  }
  if (key === JAEGER_TAGS.kind) {
    const kind = SPAN_KINDS.findIndex((name) => name === lower);
    if (kind >= 0) return { field: "kind", equals: kind };
  }
  if (key === JAEGER_TAGS.statusCode) {
    const code = STATUS_TEXTS.findIndex((name) => name === text.toUpperCase());
    if (code >= 0) return { field: "statusCode", equals: code };
  }
  return { field: "attribute", key, text };
}
