import type { Attribute } from "./attribute.ts";

/**
 * A span as people and questions see it: objects, text ids, exact 64-bit values. The way in never makes
 * these (see SpanAppender); the way back makes one per span of a trace.
 */
export interface Span {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** 16 digits, or "" for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  /** OTLP `Span.flags`: bits 0-7 W3C flags, 0x100 has-is-remote, 0x200 is-remote. */
  readonly flags: number;
  readonly name: string;
  /** OTLP `SpanKind`: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  /** OTLP `StatusCode`: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly resource: Resource;
  readonly scope: Scope;
}

export interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
}

/** What produced a span. Spans of one resource share the object when they are read together. */
export interface Resource {
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

/** The instrumentation that made a span. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

export const SPAN_KINDS = [
  "unspecified",
  "internal",
  "server",
  "client",
  "producer",
  "consumer",
] as const;
export type SpanKindName = (typeof SPAN_KINDS)[number];

/** By OTLP's codes. */
export const SPAN_STATUSES = ["unset", "ok", "error"] as const;
export const STATUS_CODE_ERROR = 2;

/** `service.name` of a resource, or "" when it has none. */
export function serviceNameOf(resource: Resource): string {
  for (const { key, value } of resource.attributes) {
    if (key === "service.name" && value.type === "string") return value.value;
  }
  return "";
}
