import type { Span } from "@spanhouse/model";
import { inMessages } from "../message/in-messages.ts";
import { encodeMessage } from "../message/encode-message.ts";
import { toMessageJson } from "../message/message-json.ts";
import {
  groupByResource,
  toOtlpResource,
  toOtlpScope,
  toOtlpSpan,
  type ResourceGroup,
} from "./to-otlp-traces.ts";
import { OTLP_SPAN, RESOURCE_SPANS, SCOPE_SPANS, TRACES_DATA } from "./trace-messages.ts";

/** Pieces are about this long, so that a socket is given neither crumbs nor boulders. */
const PIECE_CHARS = 64 * 1024;

/**
 * The elements of `resourceSpans` in OTLP JSON, with commas between, in pieces: hexadecimal ids, enums as
 * numbers, 64-bit integers as texts. Spans of one trace are grouped by resource and scope; traces follow
 * each other.
 */
export function* encodeOtlpJson(
  traces: Iterable<readonly Span[]>,
): Generator<string, void, undefined> {
  let piece = "";
  let separator = "";
  for (const trace of traces) {
    for (const group of groupByResource(trace)) {
      piece += separator;
      separator = ",";
      for (const text of encodeGroup(group)) {
        piece += text;
        if (piece.length < PIECE_CHARS) continue;
        yield piece;
        piece = "";
      }
    }
  }
  if (piece !== "") yield piece;
}

function* encodeGroup(group: ResourceGroup): Generator<string, void, undefined> {
  const { resource, schemaUrl } = toMessageJson(RESOURCE_SPANS, toOtlpResource(group), "numbers");
  yield `{"resource":${JSON.stringify(resource)},"scopeSpans":[`;
  let scopeSeparator = "";
  for (const scopeGroup of group.scopes) {
    const head = toMessageJson(SCOPE_SPANS, toOtlpScope(scopeGroup), "numbers");
    yield `${scopeSeparator}{"scope":${JSON.stringify(head["scope"])},"spans":[`;
    scopeSeparator = ",";
    let spanSeparator = "";
    for (const span of scopeGroup.spans) {
      const json = toMessageJson(OTLP_SPAN, toOtlpSpan(span), "numbers");
      yield spanSeparator + JSON.stringify(json);
      spanSeparator = ",";
    }
    yield `]${urlMember(head["schemaUrl"])}}`;
  }
  yield `]${urlMember(schemaUrl)}}`;
}

function urlMember(url: unknown): string {
  return url === undefined ? "" : `,"schemaUrl":${JSON.stringify(url)}`;
}

/** Spans per message of a stream, and bytes: clients of gRPC refuse messages of more than 4 MiB by default. */
const CHUNK_SPANS = 1_000;

/** The spans of one trace as messages `TracesData`. */
export function* encodeTracesChunks(
  spans: readonly Span[],
): Generator<Uint8Array, void, undefined> {
  yield* inMessages(spans, CHUNK_SPANS, encodeTracesData);
}

/** One message of `TracesData` with the spans of one trace. */
export function encodeTracesData(spans: readonly Span[]): Uint8Array {
  return encodeMessage(TRACES_DATA, {
    resourceSpans: groupByResource(spans).map((group) => ({
      ...toOtlpResource(group),
      scopeSpans: group.scopes.map((scopeGroup) => ({
        ...toOtlpScope(scopeGroup),
        spans: scopeGroup.spans.map(toOtlpSpan),
      })),
    })),
  });
}
