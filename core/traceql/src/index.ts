export { asksForSpans } from "./asked-of-spans.ts";
export { chainOf, isServiceName } from "./field-shapes.ts";
export { formatField, formatReference, formatStatic, formatTraceql } from "./format-traceql.ts";
export { INTRINSICS, type IntrinsicName } from "./intrinsics.ts";
export { parseTraceql } from "./parse-traceql.ts";
export { describeTraceqlError, type Place, type TraceqlError } from "./traceql-error.ts";
export type { FieldExpression, FieldReference, Static, TraceqlQuery } from "./tree.ts";
export { traceqlPredicate } from "./traceql-predicate.ts";
export { traceqlSearch, type TraceqlSearch } from "./traceql-search.ts";
