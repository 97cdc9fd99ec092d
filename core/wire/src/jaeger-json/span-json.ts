import { SPAN_KINDS, type Span, type SpanLink } from "@spanhouse/model";
import { REF_TYPE_KEY } from "../jaeger-mapping/origin.ts";
import { isFromJaeger, jaegerTagsOf, jaegerWarningsOf } from "./from-jaeger.ts";
import { attributeTags, textTag, type JaegerKeyValue } from "./key-value.ts";
import { JAEGER_TAGS, STATUS_TEXTS } from "./tag-names.ts";
import { toJaegerTraceId } from "./trace-id.ts";

/** A span of Jaeger's UI model, members in the order in which Jaeger writes them. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly flags?: number;
  readonly operationName: string;
  readonly references: readonly JaegerReference[];
  /** Microseconds since 1970. */
  readonly startTime: number;
  /** Microseconds. */
  readonly duration: number;
  readonly tags: readonly JaegerKeyValue[];
  readonly logs: readonly {
    readonly timestamp: number;
    readonly fields: readonly JaegerKeyValue[];
  }[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

interface JaegerReference {
  readonly refType: "CHILD_OF" | "FOLLOWS_FROM";
  readonly traceID: string;
  readonly spanID: string;
}

export interface SpanJsonOptions {
  readonly processId: string;
  readonly warnings: readonly string[];
  /** Tags and fields by key, as Jaeger shows them unless asked for `raw`. */
  readonly sortTags: boolean;
}

/** W3C trace flags are the low byte of OTLP's. */
const W3C_FLAGS = 0xff;

/** One span as Jaeger's UI model has it. */
export function toJaegerSpan(span: Span, options: SpanJsonOptions): JaegerSpan {
  const fromJaeger = isFromJaeger(span.scope);
  const flags = fromJaeger ? span.flags : span.flags & W3C_FLAGS;
  const durationNano = span.endUnixNano - span.startUnixNano;
  const tags = fromJaeger ? jaegerTagsOf(span, options.sortTags) : tagsOf(span, options.sortTags);
  const warnings = fromJaeger ? [...jaegerWarningsOf(span), ...options.warnings] : options.warnings;
  return {
    traceID: toJaegerTraceId(span.traceId),
    spanID: span.spanId,
    ...(flags === 0 ? {} : { flags }),
    operationName: span.name,
    references: referencesOf(span),
    startTime: toMicroseconds(span.startUnixNano),
    duration: durationNano < 0n ? 0 : toMicroseconds(durationNano),
    tags,
    logs: span.events.map((event) => ({
      timestamp: toMicroseconds(event.timeUnixNano),
      fields: [
        ...(event.name === "" ? [] : [textTag("event", event.name)]),
        ...attributeTags(event.attributes, options.sortTags),
      ],
    })),
    processID: options.processId,
    warnings: warnings.length === 0 ? null : warnings,
  };
}

function toMicroseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}

/** Scope, attributes, then what OTLP has fields for, in Jaeger's order. */
function tagsOf(span: Span, sortTags: boolean): readonly JaegerKeyValue[] {
  const tags: JaegerKeyValue[] = [];
  const { scope, statusMessage, traceState } = span;
  if (scope.name !== "") tags.push(textTag(JAEGER_TAGS.scopeName, scope.name));
  if (scope.version !== "") tags.push(textTag(JAEGER_TAGS.scopeVersion, scope.version));
  tags.push(...attributeTags(span.attributes, sortTags));
  const kind = span.kind === 0 ? undefined : SPAN_KINDS[span.kind];
  if (kind !== undefined) tags.push(textTag(JAEGER_TAGS.kind, kind));
  const status = span.statusCode === 0 ? undefined : STATUS_TEXTS[span.statusCode];
  if (status !== undefined) tags.push(textTag(JAEGER_TAGS.statusCode, status));
  if (status === "ERROR") tags.push({ key: JAEGER_TAGS.error, type: "bool", value: true });
  if (statusMessage !== "") tags.push(textTag(JAEGER_TAGS.statusDescription, statusMessage));
  if (traceState !== "") tags.push(textTag(JAEGER_TAGS.traceState, traceState));
  return tags;
}

/** The parent first, then links; a link to the parent that says its type only gives the parent's type. */
function referencesOf(span: Span): readonly JaegerReference[] {
  const references: JaegerReference[] = [];
  const typed = span.links.find(
    (link) =>
      link.spanId === span.parentSpanId &&
      link.traceId === span.traceId &&
      refTypeText(link) !== undefined,
  );
  if (span.parentSpanId !== "") {
    references.push({
      refType: typed === undefined ? "CHILD_OF" : refTypeOf(typed),
      traceID: toJaegerTraceId(span.traceId),
      spanID: span.parentSpanId,
    });
  }
  for (const link of span.links) {
    if (link === typed) continue;
    references.push({
      refType: refTypeOf(link),
      traceID: toJaegerTraceId(link.traceId),
      spanID: link.spanId,
    });
  }
  return references;
}

function refTypeOf(link: SpanLink): JaegerReference["refType"] {
  return refTypeText(link) === "child_of" ? "CHILD_OF" : "FOLLOWS_FROM";
}

function refTypeText(link: SpanLink): string | undefined {
  const value = link.attributes.find((attribute) => attribute.key === REF_TYPE_KEY)?.value;
  return value?.type === "string" ? value.value : undefined;
}
