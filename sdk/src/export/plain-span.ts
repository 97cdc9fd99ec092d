import type { SpanContext, TraceState } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/**
 * A span as data that can go to another thread, and back to what exporters read. Methods do not travel: the context of
 * the span becomes a field, and a trace state its text.
 */
export function spanAsPlain(span: ReadableSpan): object {
  const { resource, links, parentSpanContext } = span;
  return {
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: span.attributes,
    events: span.events,
    duration: span.duration,
    ended: span.ended,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    context: contextAsPlain(span.spanContext()),
    parentSpanContext: parentSpanContext && contextAsPlain(parentSpanContext),
    links: links.map((link) => ({ ...link, context: contextAsPlain(link.context) })),
    resource: { attributes: resource.attributes, schemaUrl: resource.schemaUrl },
  };
}

type PlainContext = Omit<SpanContext, "traceState"> & { readonly traceState?: string | undefined };

/** What `spanAsPlain` gave, as an exporter wants it. */
export function spanFromPlain(plain: object): ReadableSpan {
  const { context, parentSpanContext, links, ...span } = plain as {
    context: PlainContext;
    parentSpanContext?: PlainContext;
    links: readonly { readonly context: PlainContext }[];
  };
  return {
    ...span,
    spanContext: () => contextFromPlain(context),
    parentSpanContext: parentSpanContext && contextFromPlain(parentSpanContext),
    links: links.map((link) => ({ ...link, context: contextFromPlain(link.context) })),
  } as unknown as ReadableSpan;
}

function contextAsPlain({ traceState, ...context }: SpanContext): PlainContext {
  return { ...context, traceState: traceState?.serialize() };
}

function contextFromPlain({ traceState, ...context }: PlainContext): SpanContext {
  if (traceState === undefined) return context;
  return { ...context, traceState: { serialize: () => traceState } as TraceState };
}
