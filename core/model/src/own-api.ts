/**
 * The bodies of the UI's own API (`/api/own/…`), shared by the side that writes them (query) and the side
 * that reads them (ui). `docs/api/own.md` explains them with examples. Types and the bits of `flags` only.
 *
 * Absolute times and 64-bit integers are decimal strings, exact to the nanosecond. Offsets and durations
 * are microseconds as numbers with up to three decimals (`Us`), exact up to 104 days.
 */

/** `GET /api/own/services` */
export interface OwnServices {
  /** Sorted. */
  readonly services: readonly string[];
}

/** `GET /api/own/operations?service=…` */
export interface OwnOperations {
  /** Sorted by name, then kind. */
  readonly operations: readonly { readonly name: string; readonly kind: number }[];
}

/** `GET /api/own/search` */
export interface OwnSearchResult {
  /** Newest start first, then by trace id. */
  readonly traces: readonly OwnTraceSummary[];
  /** The limit in effect. */
  readonly limit: number;
  /** True when the limit cut the list, so that older traces may match as well. */
  readonly limited: boolean;
  /** Sentences for people; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface OwnTraceSummary {
  readonly traceId: string;
  /** Service and operation of the earliest root span; "" while no root has arrived. */
  readonly rootService: string;
  readonly rootOperation: string;
  readonly startUnixNano: string;
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Sorted by name. */
  readonly services: readonly { readonly name: string; readonly spanCount: number }[];
}

/** `GET /api/own/traces/{traceId}` */
export interface OwnTrace {
  readonly traceId: string;
  /** Start of the earliest span: what `startUs` of the spans counts from. */
  readonly startUnixNano: string;
  /** From the earliest start to the latest end. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Largest value of `spans.depth`. */
  readonly depthMax: number;
  /** In order of first appearance in the rows; `spans.service` points into it. */
  readonly services: readonly OwnTraceService[];
  /** Distinct span names; `spans.operation` points into it. */
  readonly operations: readonly string[];
  readonly spans: OwnSpanColumns;
  /**
   * When the events of the spans happened, for marks on the time axis: one place per event, by row, then
   * by time. At most OWN_EVENT_MARKS_MAX: the events of later rows are left out (`eventCount` counts them).
   */
  readonly events: OwnEventColumns;
  /** Rows that stand at the top although they name a parent, with the reason. */
  readonly orphans: readonly OwnOrphan[];
  /** Rows whose span id an earlier span of the trace has too; see `occurrence` of the span request. */
  readonly repeats: readonly { readonly row: number; readonly occurrence: number }[];
  /** True when the trace has more spans than are answered. */
  readonly truncated: boolean;
  /** Sentences for people; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface OwnTraceService {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/**
 * One array per property, one place per span, all of length `spanCount`. Rows are in depth-first
 * pre-order: a parent comes right before its first child, siblings go by start. The subtree of row `r` is
 * rows `r` to `subtreeEnd[r]` (exclusive), so a collapsed row continues at `subtreeEnd[r]`.
 */
export interface OwnSpanColumns {
  readonly spanId: readonly string[];
  /** Index into `services`. */
  readonly service: readonly number[];
  /** Index into `operations`. */
  readonly operation: readonly number[];
  /** OTLP `SpanKind`: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: readonly number[];
  /** OTLP `StatusCode`: 0 unset, 1 ok, 2 error. */
  readonly status: readonly number[];
  /** Microseconds since the start of the trace. */
  readonly startUs: readonly number[];
  /** Microseconds; 0 when the span ended before it started (see `flags`). */
  readonly durationUs: readonly number[];
  /** 0 for a row at the top. */
  readonly depth: readonly number[];
  /** -1 for a row at the top. */
  readonly parentRow: readonly number[];
  /** First row after the subtree. */
  readonly subtreeEnd: readonly number[];
  readonly eventCount: readonly number[];
  readonly linkCount: readonly number[];
  /** Bits of OWN_SPAN_FLAGS. */
  readonly flags: readonly number[];
}

/** One place per event in each array. */
export interface OwnEventColumns {
  readonly row: readonly number[];
  /** Microseconds since the start of the trace; may lie outside of its span. */
  readonly startUs: readonly number[];
}

/** Most places of OwnEventColumns. */
export const OWN_EVENT_MARKS_MAX = 50_000;

/** Bits of `spans.flags`. */
export const OWN_SPAN_FLAGS = {
  /** Names a parent that is not in the trace, or cannot be one; see `orphans`. */
  orphan: 1,
  /** Arrived more than once with the same content; shown once. */
  duplicate: 2,
  /** Another span of the trace has the same id but other content. */
  sharedId: 4,
  /** Its end is before its start. */
  endsBeforeStart: 8,
} as const;

export interface OwnOrphan {
  readonly row: number;
  readonly parentSpanId: string;
  /** `missing`: no such span in the trace; `self`: is its own parent; `cycle`: is its own ancestor. */
  readonly reason: "missing" | "self" | "cycle";
}

/** `GET /api/own/traces/{traceId}/spans/{spanId}` */
export interface OwnSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** "" for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  /** OTLP `Span.flags`. */
  readonly flags: number;
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  readonly status: { readonly code: number; readonly message: string };
  readonly startUnixNano: string;
  readonly endUnixNano: string;
  readonly attributes: readonly OwnAttribute[];
  readonly droppedAttributesCount: number;
  readonly events: readonly OwnEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly OwnLink[];
  readonly droppedLinksCount: number;
  readonly resource: OwnResource;
  readonly scope: OwnScope;
}

export interface OwnEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly OwnAttribute[];
  readonly droppedAttributesCount: number;
}

export interface OwnLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: readonly OwnAttribute[];
  readonly droppedAttributesCount: number;
}

export interface OwnResource {
  readonly attributes: readonly OwnAttribute[];
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

export interface OwnScope extends OwnResource {
  readonly name: string;
  readonly version: string;
}

export interface OwnAttribute {
  readonly key: string;
  readonly value: OwnAttributeValue;
}

/** An attribute value with its exact type. */
export type OwnAttributeValue =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  /** 64-bit integer, decimal. */
  | { readonly type: "int"; readonly value: string }
  /** A number, or what JSON has no number for. */
  | { readonly type: "double"; readonly value: number | "NaN" | "Infinity" | "-Infinity" | "-0" }
  /** Base64 with padding. */
  | { readonly type: "bytes"; readonly value: string }
  | { readonly type: "array"; readonly value: readonly OwnAttributeValue[] }
  | { readonly type: "keyValueList"; readonly value: readonly OwnAttribute[] }
  | { readonly type: "empty" };

/** The body of every answer with a status of 400 or more. */
export interface OwnErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}
