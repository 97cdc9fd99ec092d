import { MalformedProtobuf, ProtobufReader, WIRE } from "../otlp/protobuf-reader.ts";
import {
  ANY_VALUE_TAG,
  KEY_VALUE,
  REQUEST,
  RESOURCE,
  RESOURCE_SPANS,
} from "../otlp/protobuf-tags.ts";
import { missingAttributes, type ResourceEnrichment } from "./resource-enrichment.ts";
import type { TextAttribute } from "./text-attribute.ts";
import { varintBytes } from "./varint.ts";

/** Keys longer than any that could be added are not looked at. */
const KEY_BYTES_MAX = 256;

/** Of a value that is looked at: ids and addresses are shorter. */
const VALUE_BYTES_MAX = 256;

/** Bytes of memory that are kept from one request to the next. */
const SCRATCH_BYTES_KEPT = 1024 * 1024;

/** A message in the body: its bytes are [start, end). */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Adds attributes to the resources of an `ExportTraceServiceRequest` without decoding its spans: what lies
 * between two resources is copied as it is.
 *
 *   ResourceSpans <length> { Resource <length> { attribute… <added>… }  ScopeSpans… }
 *                    grows                grows
 */
export class ResourceEditor {
  #scratch = new Uint8Array(0);

  /**
   * The body with what is missing; valid until the next call. The same body when nothing is missing or it is
   * not such a request (whoever decodes it will say so).
   */
  edit(body: Uint8Array, enrichment: ResourceEnrichment): Uint8Array {
    try {
      const edits = findEdits(body, enrichment);
      return edits.length === 0 ? body : this.#apply(body, edits);
    } catch (error) {
      if (error instanceof MalformedProtobuf) return body;
      throw error;
    }
  }

  #apply(body: Uint8Array, edits: readonly Edit[]): Uint8Array {
    const added = edits.reduce((sum, { bytes, to, from }) => sum + bytes.length - (to - from), 0);
    const length = body.length + added;
    const out = this.#room(length);
    let from = 0;
    let at = 0;
    for (const edit of edits) {
      out.set(body.subarray(from, edit.from), at);
      at += edit.from - from;
      out.set(edit.bytes, at);
      at += edit.bytes.length;
      from = edit.to;
    }
    out.set(body.subarray(from), at);
    return out.subarray(0, length);
  }

  #room(bytes: number): Uint8Array {
    if (bytes > SCRATCH_BYTES_KEPT) return new Uint8Array(bytes);
    if (this.#scratch.length < bytes) {
      this.#scratch = new Uint8Array(Math.min(SCRATCH_BYTES_KEPT, bytes * 2));
    }
    return this.#scratch;
  }
}

/** `bytes` stand for [from, to) of the body. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

function findEdits(body: Uint8Array, enrichment: ResourceEnrichment): readonly Edit[] {
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  const reader = new ProtobufReader(bytes);
  const edits: Edit[] = [];
  const end = bytes.length;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag !== REQUEST.resourceSpans) {
      reader.skip(tag, end);
      continue;
    }
    const lengthAt = reader.at;
    const stop = reader.lengthEnd(end);
    editResourceSpans(reader, { lengthAt, start: reader.at, end: stop }, enrichment, edits);
    reader.at = stop;
  }
  return edits;
}

/** Notes what changes in one ResourceSpans: its length, the length of its resource, and the end of that. */
function editResourceSpans(
  reader: ProtobufReader,
  message: Range & { readonly lengthAt: number },
  enrichment: ResourceEnrichment,
  edits: Edit[],
): void {
  const present = new Map<string, string>();
  /** The last one, as of every field that is there twice; its attributes are those of all of them. */
  let resource: (Range & { readonly lengthAt: number }) | undefined;
  reader.at = message.start;
  while (reader.at < message.end) {
    const tag = reader.tag(message.end);
    if (tag !== RESOURCE_SPANS.resource) {
      reader.skip(tag, message.end);
      continue;
    }
    const lengthAt = reader.at;
    const end = reader.lengthEnd(message.end);
    resource = { lengthAt, start: reader.at, end };
    readAttributes(reader, resource, enrichment, present);
    reader.at = end;
  }
  const missing = missingAttributes(enrichment, present);
  if (missing.length === 0) return;
  const added = encodeAttributes(missing);
  const size = message.end - message.start;
  const { lengthAt, start } = message;
  if (resource === undefined) {
    const head = Uint8Array.of(RESOURCE_SPANS.resource, ...varintBytes(added.length));
    const grown = varintBytes(size + head.length + added.length);
    edits.push({ from: lengthAt, to: start, bytes: Uint8Array.from(grown) });
    edits.push({ from: start, to: start, bytes: Buffer.concat([head, added]) });
    return;
  }
  const resourceLength = varintBytes(resource.end - resource.start + added.length);
  const lengthGrowth = resourceLength.length - (resource.start - resource.lengthAt);
  const grown = varintBytes(size + added.length + lengthGrowth);
  edits.push({ from: lengthAt, to: start, bytes: Uint8Array.from(grown) });
  edits.push({
    from: resource.lengthAt,
    to: resource.start,
    bytes: Uint8Array.from(resourceLength),
  });
  edits.push({ from: resource.end, to: resource.end, bytes: added });
}

function encodeAttributes(attributes: readonly TextAttribute[]): Uint8Array {
  return Buffer.concat(
    attributes.flatMap(({ encoded }) => [
      Uint8Array.of(RESOURCE.attributes, ...varintBytes(encoded.length)),
      encoded,
    ]),
  );
}

/** Notes which of the enrichment's keys the resource has. */
function readAttributes(
  reader: ProtobufReader,
  { start, end }: Range,
  { keys }: ResourceEnrichment,
  present: Map<string, string>,
): void {
  reader.at = start;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag !== RESOURCE.attributes) {
      reader.skip(tag, end);
      continue;
    }
    const stop = reader.lengthEnd(end);
    const { key, value } = readKeyValue(reader, stop);
    if (key !== undefined && keys.has(key)) present.set(key, value);
    reader.at = stop;
  }
}

function readKeyValue(
  reader: ProtobufReader,
  end: number,
): { readonly key: string | undefined; readonly value: string } {
  let key: string | undefined;
  let value = "";
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === KEY_VALUE.key) {
      const stop = reader.lengthEnd(end);
      if (stop - reader.at <= KEY_BYTES_MAX) key = textOf(reader, stop);
      reader.at = stop;
    } else if (tag === KEY_VALUE.value) {
      const stop = reader.lengthEnd(end);
      value = readText(reader, stop);
      reader.at = stop;
    } else reader.skip(tag, end);
  }
  return { key, value };
}

/** The text of an AnyValue; "" when it is anything else. */
function readText(reader: ProtobufReader, end: number): string {
  let text = "";
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === ANY_VALUE_TAG.string) {
      const stop = reader.lengthEnd(end);
      text = stop - reader.at <= VALUE_BYTES_MAX ? textOf(reader, stop) : "";
      reader.at = stop;
    } else {
      if ((tag & 7) === WIRE.lengthDelimited) text = "";
      reader.skip(tag, end);
    }
  }
  return text;
}

/** Keys and values that are looked for are ASCII; others may come out wrong and then match nothing. */
function textOf(reader: ProtobufReader, end: number): string {
  let text = "";
  for (let at = reader.at; at < end; at++) text += String.fromCharCode(reader.bytes[at]!);
  return text;
}
