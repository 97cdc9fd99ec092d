import { formatAttributeText, type Attribute, type Resource, type Span } from "@spanhouse/model";

/**
 * Spans without repetitions, in the order everything else counts on: by start, span id, kind (client
 * before server, as a call goes), then content. The same spans in any order give the same result.
 *
 * A span that was delivered twice (a client retried without need) has equal id, kind and content and is
 * kept once. Spans that share an id but differ are all kept.
 */
export interface DistinctSpans {
  readonly spans: readonly Span[];
  /** By index: how many copies were left out. Absent means none. */
  readonly copies: ReadonlyMap<number, number>;
  /** Span id to the indices that have it, for ids that more than one span has. */
  readonly sharedIds: ReadonlyMap<string, readonly number[]>;
}

/** See DistinctSpans. */
export function dropDuplicates(spans: readonly Span[]): DistinctSpans {
  const repeated = idsSeenTwice(spans);
  if (repeated.size === 0) {
    return { spans: sorted(spans, undefined), copies: new Map(), sharedIds: new Map() };
  }
  const contents = contentsOf(spans, repeated);
  const ordered = sorted(spans, contents);
  const kept: Span[] = [];
  const copies = new Map<number, number>();
  const sharedIds = new Map<string, number[]>();
  const indexByContent = new Map<string, number>();
  for (const span of ordered) {
    const content = contents.get(span);
    const earlier = content === undefined ? undefined : indexByContent.get(content);
    if (earlier !== undefined) {
      copies.set(earlier, (copies.get(earlier) ?? 0) + 1);
      continue;
    }
    if (content !== undefined) {
      indexByContent.set(content, kept.length);
      const sharing = sharedIds.get(span.spanId);
      if (sharing === undefined) sharedIds.set(span.spanId, [kept.length]);
      else sharing.push(kept.length);
    }
    kept.push(span);
  }
  for (const [id, indices] of sharedIds) if (indices.length === 1) sharedIds.delete(id);
  return { spans: kept, copies, sharedIds };
}

function idsSeenTwice(spans: readonly Span[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { spanId } of spans) {
    if (seen.has(spanId)) twice.add(spanId);
    else seen.add(spanId);
  }
  return twice;
}

/**
 * A text per span with a repeated id that is equal exactly when the spans are. Texts instead of pairwise
 * comparison: a hundred thousand spans with one id must not take the square of it.
 */
function contentsOf(
  spans: readonly Span[],
  repeatedIds: ReadonlySet<string>,
): ReadonlyMap<Span, string> {
  const resources = new Map<Resource, string>();
  const contents = new Map<Span, string>();
  for (const span of spans) {
    if (!repeatedIds.has(span.spanId)) continue;
    const { resource, scope } = span;
    contents.set(
      span,
      JSON.stringify([
        ...[span.spanId, span.kind, span.parentSpanId, span.name, span.traceState, span.flags],
        ...[String(span.startUnixNano), String(span.endUnixNano)],
        ...[span.statusCode, span.statusMessage, attributesText(span.attributes)],
        ...[span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
        span.events.map((event) => [
          ...[String(event.timeUnixNano), event.name, event.droppedAttributesCount],
          attributesText(event.attributes),
        ]),
        span.links.map((link) => [
          ...[link.traceId, link.spanId, link.traceState, link.flags, link.droppedAttributesCount],
          attributesText(link.attributes),
        ]),
        resourceText(resource, resources),
        ...[scope.name, scope.version, resourceText(scope, resources)],
      ]),
    );
  }
  return contents;
}

function resourceText(resource: Resource, known: Map<Resource, string>): string {
  let text = known.get(resource);
  if (text === undefined) {
    const attributes = attributesText(resource.attributes);
    text = `${resource.droppedAttributesCount} ${resource.schemaUrl} ${attributes}`;
    known.set(resource, text);
  }
  return text;
}

function attributesText(attributes: readonly Attribute[]): string {
  return attributes.length === 0
    ? ""
    : formatAttributeText({ type: "keyValueList", value: attributes });
}

function sorted(
  spans: readonly Span[],
  contents: ReadonlyMap<Span, string> | undefined,
): readonly Span[] {
  return [...spans].sort((a, b) => {
    if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
    if (a.spanId !== b.spanId) return a.spanId < b.spanId ? -1 : 1;
    if (a.kind !== b.kind) return b.kind - a.kind;
    const left = contents?.get(a) ?? "";
    const right = contents?.get(b) ?? "";
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
