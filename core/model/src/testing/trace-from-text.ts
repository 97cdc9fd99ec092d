import type { Attribute } from "../attribute.ts";
import { SPAN_KINDS, type Resource, type Scope, type Span, type SpanKindName } from "../span.ts";

/**
 * Builds the spans of a trace from text, so that a test shows its data. One line per span, two spaces of
 * indentation per level, times in milliseconds since TEXT_TRACE_START:
 *
 *   frontend:GET /checkout 0..100 server
 *     cart:GET /cart 10..40.5 server error
 *     payment:charge 50..90 id=aa parent=ff note=late
 *
 * Words after the times: a span kind, `error` or `ok`, `id=` and `parent=` (hexadecimal, shorter is padded
 * with zeros), anything else `key=value` is a text attribute. Ids count 1, 2, 3, … by line.
 * Spans of one service share their resource, as they do when they are read.
 */

/** 2026-01-01T00:00:00Z in nanoseconds. */
export const TEXT_TRACE_START = 1_767_225_600_000_000_000n;
export const TEXT_TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

const LINE = /^( *)([^:]*):(.+?) (-?[\d.]+)\.\.(-?[\d.]+)(?: (.*))?$/;

const SCOPE: Scope = {
  name: "test",
  version: "1.0.0",
  attributes: [],
  droppedAttributesCount: 0,
  schemaUrl: "",
};

/** The spans, in the order of the lines. Throws when a line is not of the form above. */
export function traceFromText(text: string, traceId: string = TEXT_TRACE_ID): Span[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const indentMin = lines.reduce(
    (least, line) => Math.min(least, line.length - line.trimStart().length),
    Infinity,
  );
  const resources = new Map<string, Resource>();
  const ancestors: string[] = [];
  return lines.map((line, index) => {
    const match = LINE.exec(line.slice(indentMin).trimEnd());
    if (match === null) throw new Error(`not a span: ${line}`);
    const [, indent, service, name, start, end, words] = match;
    const depth = indent!.length / 2;
    const parent = depth === 0 ? "" : ancestors[depth - 1];
    if (parent === undefined) throw new Error(`no parent above: ${line}`);
    let resource = resources.get(service!);
    if (resource === undefined) resources.set(service!, (resource = resourceOf(service!)));
    const span = withWords(
      {
        ...emptySpan(traceId, spanIdFromText((index + 1).toString(16)), resource),
        parentSpanId: parent,
        name: name!,
        startUnixNano: timeOf(start!),
        endUnixNano: timeOf(end!),
      },
      words?.split(" ") ?? [],
    );
    ancestors.length = depth;
    ancestors.push(span.spanId);
    return span;
  });
}

/** A span id from a few hexadecimal digits. */
export function spanIdFromText(digits: string): string {
  return digits.padStart(16, "0");
}

function timeOf(milliseconds: string): bigint {
  return TEXT_TRACE_START + BigInt(Math.round(Number(milliseconds) * 1e6));
}

function resourceOf(service: string): Resource {
  const attributes: Attribute[] = [];
  if (service !== "") {
    attributes.push({ key: "service.name", value: { type: "string", value: service } });
  }
  return { attributes, droppedAttributesCount: 0, schemaUrl: "" };
}

function emptySpan(traceId: string, spanId: string, resource: Resource): Span {
  return {
    traceId,
    spanId,
    parentSpanId: "",
    traceState: "",
    flags: 0,
    name: "",
    kind: 1,
    startUnixNano: 0n,
    endUnixNano: 0n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: 0,
    statusMessage: "",
    resource,
    scope: SCOPE,
  };
}

function withWords(span: Span, words: readonly string[]): Span {
  const attributes: Attribute[] = [];
  let { spanId, parentSpanId, kind, statusCode } = span;
  for (const word of words) {
    const equals = word.indexOf("=");
    const key = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? "" : word.slice(equals + 1);
    if (equals < 0 && word === "error") statusCode = 2;
    else if (equals < 0 && word === "ok") statusCode = 1;
    else if (equals < 0) kind = kindOf(word);
    else if (key === "id") spanId = spanIdFromText(value);
    else if (key === "parent") parentSpanId = value === "" ? "" : spanIdFromText(value);
    else attributes.push({ key, value: { type: "string", value } });
  }
  return { ...span, spanId, parentSpanId, kind, statusCode, attributes };
}

function kindOf(word: string): number {
  const kind = SPAN_KINDS.indexOf(word as SpanKindName);
  if (kind < 0) throw new Error(`not a span kind: ${word}`);
  return kind;
}
