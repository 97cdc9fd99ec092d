import {
  SPAN_KINDS,
  STATUS_CODE_ERROR,
  type Attribute,
  type Resource,
  type Scope,
  type Span,
} from "@spanhouse/model";
import {
  CLIENT_VERSION,
  HOST_NAME,
  ORIGIN_JAEGER,
  ORIGIN_KEY,
  SPELLING,
  SPELLING_KEY,
  SPELLING_TEXTS,
  STATUS_SOURCE_KEY,
  WARNINGS_KEY,
} from "../jaeger-mapping/origin.ts";
import { attributeTags, textTag, type JaegerKeyValue } from "./key-value.ts";
import { JAEGER_TAGS, STATUS_TEXTS } from "./tag-names.ts";

/**
 * Spans that came from Jaeger, as they came: the opposite of `jaeger-mapping`. What it took out of the tags is
 * made anew from the fields of the span, and only that: nothing is shown that was not sent.
 */

const SERVICE_NAME_KEY = "service.name";
const HTTP_MESSAGE_KEY = "http.status_message";

export function isFromJaeger(scope: Scope): boolean {
  return textOf(scope.attributes, ORIGIN_KEY) === ORIGIN_JAEGER;
}

/** Bits of SPELLING; undefined for what did not come from Jaeger. */
export function spellingOf(scope: Scope): number | undefined {
  if (!isFromJaeger(scope)) return undefined;
  const bits = SPELLING_TEXTS.indexOf(textOf(scope.attributes, SPELLING_KEY) ?? "");
  return Math.max(bits, 0);
}

/** The tags of a span. */
export function jaegerTagsOf(span: Span, sortTags: boolean): readonly JaegerKeyValue[] {
  const { scope, attributes, traceState } = span;
  const names = namesOf(scope);
  const tags: JaegerKeyValue[] = [];
  if (scope.name !== "") tags.push(textTag(names.name, scope.name));
  if (scope.version !== "") tags.push(textTag(names.version, scope.version));
  const shown = attributes.filter(({ key }) => key !== STATUS_SOURCE_KEY && key !== WARNINGS_KEY);
  tags.push(...attributeTags(shown, sortTags));
  const kind = span.kind === 0 ? undefined : SPAN_KINDS[span.kind];
  if (kind !== undefined) tags.push(textTag(JAEGER_TAGS.kind, kind));
  tags.push(...statusTagsOf(span));
  if (traceState !== "") tags.push(textTag(JAEGER_TAGS.traceState, traceState));
  return tags;
}

/** Warnings that came with a span. */
export function jaegerWarningsOf({ attributes }: Span): readonly string[] {
  const value = attributes.find(({ key }) => key === WARNINGS_KEY)?.value;
  if (value?.type !== "array") return [];
  return value.value.flatMap((item) => (item.type === "string" ? [item.value] : []));
}

/** The tags of a process: everything of the resource but the name of the service. */
export function jaegerProcessTagsOf(
  { attributes }: Resource,
  spelling: number,
  sortTags: boolean,
): readonly JaegerKeyValue[] {
  const service = attributes.findIndex(
    ({ key, value }) => key === SERVICE_NAME_KEY && value.type === "string",
  );
  const others = attributes.filter((_, index) => index !== service);
  if ((spelling & SPELLING.hostName) === 0) {
    rename(others, HOST_NAME.otel, (value) => ({ key: HOST_NAME.jaeger, value }));
  }
  if ((spelling & SPELLING.exporterVersion) === 0) {
    rename(others, CLIENT_VERSION.otel, (value) => ({
      key: CLIENT_VERSION.jaeger,
      value:
        value.type === "string"
          ? { type: "string", value: value.value.slice(CLIENT_VERSION.prefix.length) }
          : value,
    }));
  }
  return attributeTags(others, sortTags);
}

function rename(
  attributes: Attribute[],
  key: string,
  renamed: (value: Attribute["value"]) => Attribute,
): void {
  const at = attributes.findIndex((attribute) => attribute.key === key);
  if (at >= 0) attributes[at] = renamed(attributes[at]!.value);
}

function namesOf(scope: Scope): { readonly name: string; readonly version: string } {
  const isLibrary = ((spellingOf(scope) ?? 0) & SPELLING.library) !== 0;
  return isLibrary
    ? { name: "otel.library.name", version: "otel.library.version" }
    : { name: JAEGER_TAGS.scopeName, version: JAEGER_TAGS.scopeVersion };
}

/** The tags that said the status, unless they are still among the attributes or nothing said it. */
function statusTagsOf(span: Span): readonly JaegerKeyValue[] {
  const { attributes, statusCode, statusMessage, scope } = span;
  const tags: JaegerKeyValue[] = [];
  const isSaid =
    attributes.some(isStatusTag) || textOf(attributes, STATUS_SOURCE_KEY) !== undefined;
  if (!isSaid && statusCode !== 0) {
    const isError = statusCode === STATUS_CODE_ERROR;
    // OpenTelemetry's exporters, which name a scope, say both.
    if (!isError || scope.name !== "") {
      tags.push(textTag(JAEGER_TAGS.statusCode, STATUS_TEXTS[statusCode] ?? ""));
    }
    if (isError) tags.push({ key: JAEGER_TAGS.error, type: "bool", value: true });
  }
  if (statusMessage !== "" && statusMessage !== httpMessageOf(attributes)) {
    tags.push(textTag(JAEGER_TAGS.statusDescription, statusMessage));
  }
  return tags;
}

function isStatusTag({ key, value }: Attribute): boolean {
  if (key === JAEGER_TAGS.error) return value.type === "bool" && value.value;
  if (key !== JAEGER_TAGS.statusCode || value.type !== "string") return false;
  return (STATUS_TEXTS as readonly string[]).includes(value.value.toUpperCase());
}

/** The first that says something: it may have become the message of the status. */
function httpMessageOf(attributes: readonly Attribute[]): string | undefined {
  for (const { key, value } of attributes) {
    if (key === HTTP_MESSAGE_KEY && value.type === "string" && value.value !== "") {
      return value.value;
    }
  }
  return undefined;
}

function textOf(attributes: readonly Attribute[], key: string): string | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value?.type === "string" ? value.value : undefined;
}
