import type { SpanAppender } from "@spanhouse/model";
import { ZIPKIN_ATTRIBUTES } from "./attribute-names.ts";
import { ZipkinContext } from "./v2-context.ts";
import { positionOf, TAG_WORDS, TEXT, type ZipkinV2Span } from "./v2-span.ts";
import { consumeTag, isSameValue, tagValue, type TagValue } from "./v2-tag-value.ts";
import { isResourceKey, TAG } from "./v2-tags.ts";

const SERVICE_NAME = new TextEncoder().encode(ZIPKIN_ATTRIBUTES.serviceName);

/**
 * Opens the resource and the scope of a span unless they are those of the span before.
 *
 *   resource   the service of the local endpoint (else of the tag `service.name`); when OpenTelemetry sent
 *              the span, also the tags that are resource attributes by the semantic conventions
 *   scope      the tags `otel.scope.*`, or their old names `otel.library.*`
 */
export class ZipkinContexts {
  readonly #appender: SpanAppender;
  /** Keys and values in turn. */
  #resource = new ZipkinContext();
  #nextResource = new ZipkinContext();
  /** Name and version. */
  #scope = new ZipkinContext();
  #nextScope = new ZipkinContext();
  #isFirst = true;

  constructor(appender: SpanAppender) {
    this.#appender = appender;
  }

  /** True when the appender was given another source. Tags that became part of them are consumed. */
  open(span: ZipkinV2Span): boolean {
    this.#readResource(span);
    this.#readScope(span);
    const isNewResource = this.#isFirst || !this.#nextResource.equals(this.#resource);
    const isNewScope = this.#isFirst || !this.#nextScope.equals(this.#scope);
    this.#isFirst = false;
    if (isNewResource) {
      [this.#resource, this.#nextResource] = [this.#nextResource, this.#resource];
      this.#openResource();
    }
    if (isNewScope) {
      [this.#scope, this.#nextScope] = [this.#nextScope, this.#scope];
      this.#openScope();
    }
    return isNewResource || isNewScope;
  }

  #readResource(span: ZipkinV2Span): void {
    const next = this.#nextResource;
    next.clear();
    const isOtel = isSentByOtel(span);
    const service = serviceOf(span);
    if (service.end > service.start) {
      next.add(SERVICE_NAME, 0, SERVICE_NAME.length);
      next.add(service.bytes, service.start, service.end);
    }
    if (!isOtel) return;
    const { tags, tagCount } = span;
    for (let at = 0; at < tagCount * TAG_WORDS; at += TAG_WORDS) {
      const meaning = tags[at + 4];
      const keyStart = positionOf(tags[at]!);
      const keyEnd = positionOf(tags[at + 1]!);
      const bytes = span.sourceOf(tags[at]!);
      const isOfResource = meaning === TAG.sdkName || meaning === TAG.plain;
      if (!isOfResource || !isResourceKey(bytes, keyStart, keyEnd)) continue;
      next.add(bytes, keyStart, keyEnd);
      next.add(bytes, positionOf(tags[at + 2]!), positionOf(tags[at + 3]!));
      tags[at + 4] = TAG.consumed;
    }
  }

  #readScope(span: ZipkinV2Span): void {
    const next = this.#nextScope;
    next.clear();
    addScopeText(next, span, TAG.scopeName, TAG.libraryName);
    addScopeText(next, span, TAG.scopeVersion, TAG.libraryVersion);
  }

  #openResource(): void {
    const appender = this.#appender;
    const { bytes, ends } = this.#resource;
    appender.useSource(bytes);
    appender.openResource();
    let start = 0;
    for (let text = 0; text < ends.length; text += 2) {
      const keyEnd = ends[text]!;
      const end = ends[text + 1]!;
      appender.attributeString(start, keyEnd, keyEnd, end);
      start = end;
    }
    appender.closeResource();
  }

  #openScope(): void {
    const appender = this.#appender;
    const { bytes, ends } = this.#scope;
    const [nameEnd, versionEnd] = ends;
    appender.useSource(bytes);
    appender.openScope();
    appender.scopeName(0, nameEnd!);
    appender.scopeVersion(nameEnd!, versionEnd!);
    appender.closeScope();
  }
}

/** Only OpenTelemetry writes these: they are attributes of its resources, and the scope of its spans. */
function isSentByOtel({ special }: ZipkinV2Span): boolean {
  return (
    special[TAG.sdkName]! +
      special[TAG.serviceName]! +
      special[TAG.scopeName]! +
      special[TAG.libraryName]! >
    0
  );
}

/** The tag `service.name` counts where no endpoint names the service, and repeats it mostly. */
function serviceOf(span: ZipkinV2Span): TagValue {
  const start = span.texts[TEXT.service * 2]!;
  const said: TagValue = {
    bytes: span.sourceOf(start),
    start: positionOf(start),
    end: positionOf(span.texts[TEXT.service * 2 + 1]!),
  };
  const tag = tagValue(span, TAG.serviceName);
  if (tag === undefined) return said;
  const isSaid = said.end > said.start;
  if (!isSaid || isSameValue(said, tag)) consumeTag(span, TAG.serviceName);
  return isSaid ? said : tag;
}

function addScopeText(
  scope: ZipkinContext,
  span: ZipkinV2Span,
  meaning: number,
  oldMeaning: number,
): void {
  const text = tagValue(span, meaning);
  const oldText = tagValue(span, oldMeaning);
  const used = text ?? oldText;
  if (used === undefined) {
    scope.add(SERVICE_NAME, 0, 0);
    return;
  }
  scope.add(used.bytes, used.start, used.end);
  consumeTag(span, meaning);
  if (oldText !== undefined && isSameValue(used, oldText)) consumeTag(span, oldMeaning);
}
