/**
 * The bodies of the UI's own API (`/api/own/…`), shared by the side that writes them (query) and the side
 * that reads them (ui). `docs/api/own.md` explains them with examples. Types and the bits of `flags` only.
 *
 * Absolute times and 64-bit integers are decimal strings, exact to the nanosecond. Offsets and durations
 * are microseconds as numbers with up to three decimals (`Us`), exact up to 104 days.
 */

import type { LinkTemplate } from "./link-template.ts";

/** `GET /api/own/services` */
export interface OwnServices {
  /** Sorted. */
  readonly services: readonly string[];
}

/** `GET /api/own/links` */
export interface OwnLinks {
  /** In the order of the configuration. */
  readonly links: readonly LinkTemplate[];
}

/** `GET /api/own/operations?service=…` */
export interface OwnOperations {
  /** Sorted by name, then kind. */
  readonly operations: readonly { readonly name: string; readonly kind: number }[];
}

/** `GET /api/own/search` */
export interface OwnSearchResult extends OwnSearchEnd {
  /** In the order that was asked for. */
  readonly traces: readonly OwnTraceSummary[];
}

/** What an answer says besides its traces. */
export interface OwnSearchEnd {
  /** The limit in effect. */
  readonly limit: number;
  /** True when the limit cut the list: more traces match. */
  readonly limited: boolean;
  /** For `cursor`, to go on where this answer ends; absent when there is no more. */
  readonly nextCursor?: string;
  /** The search met a limit of time, memory or rows and has not seen everything: why, and what is missing. */
  readonly partial?: string;
  /** Sentences for people, `partial` among them; empty when all is well. */
  readonly warnings: readonly string[];
  /** As of the moment before the search began. Null when the process that answers does not know. */
  readonly freshness: OwnFreshness | null;
}

/** Spans that are acknowledged and not in what a search looks at yet. They are in their traces already. */
export interface OwnFreshness {
  readonly pendingSpans: number;
  /** When the oldest of them was acknowledged, milliseconds since 1970; absent when there are none. */
  readonly oldestPendingUnixMs?: number;
}

/**
 * A line of `GET /api/own/search/stream`: traces as they are found, in order, then one `end`; an `error` instead when
 * the search failed underway.
 */
export type OwnSearchLine =
  { readonly trace: OwnTraceSummary } | { readonly end: OwnSearchEnd } | OwnErrorBody;

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

/** Most event marks of a page of a trace; the events of later rows are left out. */
export const OWN_EVENT_MARKS_MAX = 50_000;

/** Bits of `flags` in the columns of a page of a trace. */
export const OWN_SPAN_FLAGS = {
  /** Names a parent that is not in the trace, or cannot be one; `orphans` says why. */
  orphan: 1,
  /** Arrived more than once with the same content; shown once. */
  duplicate: 2,
  /** Another span of the trace has the same id but other content. */
  sharedId: 4,
  /** Its end is before its start. */
  endsBeforeStart: 8,
  /** Its times were corrected, because its host's clock is wrong. */
  clockCorrected: 16,
} as const;

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

/** `GET /api/own/traces/{traceId}/attributes?rows=…` */
export interface OwnAttributes {
  /** By row, or in the order of the ids that were asked for; spans that share an id by occurrence. */
  readonly spans: readonly OwnSpanAttributes[];
}

export interface OwnSpanAttributes {
  readonly spanId: string;
  readonly statusMessage: string;
  readonly attributes: readonly OwnAttribute[];
  readonly droppedAttributesCount: number;
}

/** `GET /api/own/traces/{traceId}/statistics` */
export interface OwnTraceStatistics {
  readonly traceId: string;
  readonly spanCount: number;
  /** Each of the three by total time, the most first. */
  readonly services: readonly (OwnSpanStatistics & { readonly service: string })[];
  readonly operations: readonly (OwnSpanStatistics & {
    readonly service: string;
    readonly operation: string;
  })[];
  /** True when there are more operations than are answered. */
  readonly operationsLimited: boolean;
  readonly kinds: readonly (OwnSpanStatistics & { readonly kind: number })[];
}

/** Microseconds. Quantiles are exact: the duration of some span of the group. */
export interface OwnSpanStatistics {
  readonly spanCount: number;
  readonly errorCount: number;
  readonly totalUs: number;
  /** Without the time in which children ran. */
  readonly selfUs: number;
  readonly p50Us: number;
  readonly p95Us: number;
  readonly maxUs: number;
}

/** `GET /api/own/traces/{traceId}/links` */
export interface OwnTraceLinks {
  readonly traceId: string;
  /** Of the whole trace; `links` may have fewer. */
  readonly linkCount: number;
  /** By row. */
  readonly links: readonly OwnTraceLink[];
}

export interface OwnTraceLink {
  readonly row: number;
  readonly spanId: string;
  readonly linkedTraceId: string;
  readonly linkedSpanId: string;
  /** Null when no span of the trace is stored. */
  readonly linkedTrace: {
    readonly rootService: string;
    readonly rootOperation: string;
    readonly startUnixNano: string;
    readonly spanCount: number;
  } | null;
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

/** `GET /api/own/traces/{traceId}/attributes/keys` */
export interface OwnAttributeKeys {
  /** Sorted by key, then level. */
  readonly keys: readonly { readonly key: string; readonly level: "span" | "resource" }[];
  /** There are more. */
  readonly limited: boolean;
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
