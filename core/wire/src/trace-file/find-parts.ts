import { skipItems, skipJson, skipMembers } from "./skip-json.ts";

/** The formats a file of traces can have, as people call them. */
export type TraceFileFormat = "OTLP JSON" | "Jaeger JSON" | "Zipkin v2 JSON" | "Zipkin v1 JSON";

/** A piece of a file that one decoder can read. */
export interface TraceFilePart {
  readonly format: TraceFileFormat;
  readonly start: number;
  readonly end: number;
}

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
/** Lists in lists, and results in results, that are looked into. */
const LEVELS_MAX = 3;
/** Spans that are looked at to tell the two versions of Zipkin apart. */
const ZIPKIN_SPANS_LOOKED_AT = 100;
const V2_KEYS: ReadonlySet<string> = new Set([
  "kind",
  "localEndpoint",
  "remoteEndpoint",
  "tags",
  "shared",
]);

/**
 * What one of the outermost values of a file is made of; the first keys say it. Undefined when it is no format that
 * is known; nothing for an empty list.
 */
export function findParts(
  bytes: Uint8Array,
  start: number,
  end: number,
): readonly TraceFilePart[] | undefined {
  return partsOf(bytes, start, end, LEVELS_MAX);
}

function partsOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  levels: number,
): readonly TraceFilePart[] | undefined {
  if (levels === 0) return undefined;
  if (bytes[start] === OPEN_OBJECT) return partsOfObject(bytes, start, end, levels);
  return bytes[start] === OPEN_ARRAY ? partsOfArray(bytes, start, end, levels) : undefined;
}

/** `{"resourceSpans"}`, the same within `{"result"}` as the API answers it, or Jaeger's answer or trace. */
function partsOfObject(
  bytes: Uint8Array,
  start: number,
  end: number,
  levels: number,
): readonly TraceFilePart[] | undefined {
  for (const { key, at } of skipMembers(bytes, start)) {
    if (key === "resourceSpans") return [{ format: "OTLP JSON", start, end }];
    if (key === "result") return partsOf(bytes, at, skipJson(bytes, at), levels - 1);
    if (key === "data" || key === "spans" || key === "processes") {
      return [{ format: "Jaeger JSON", start, end }];
    }
  }
  return undefined;
}

/** Requests of OTLP, traces of Jaeger, spans of Zipkin, or lists of those, one per trace. */
function partsOfArray(
  bytes: Uint8Array,
  start: number,
  end: number,
  levels: number,
): readonly TraceFilePart[] | undefined {
  const first = firstItem(bytes, start);
  if (first < 0) return [];
  if (bytes[first] === OPEN_ARRAY) return partsOfItems(bytes, start, levels);
  if (bytes[first] !== OPEN_OBJECT) return undefined;
  for (const { key } of skipMembers(bytes, first)) {
    if (key === "resourceSpans" || key === "result") return partsOfItems(bytes, start, levels);
    if (key === "spans" || key === "processes") return [{ format: "Jaeger JSON", start, end }];
    if (key === "traceId") return [{ format: zipkinVersion(bytes, start), start, end }];
  }
  return undefined;
}

function firstItem(bytes: Uint8Array, start: number): number {
  for (const at of skipItems(bytes, start)) return at;
  return -1;
}

function partsOfItems(
  bytes: Uint8Array,
  start: number,
  levels: number,
): readonly TraceFilePart[] | undefined {
  const parts: TraceFilePart[] = [];
  for (const at of skipItems(bytes, start)) {
    const found = partsOf(bytes, at, skipJson(bytes, at), levels - 1);
    if (found === undefined) return undefined;
    for (const part of found) parts.push(part);
  }
  return parts;
}

function zipkinVersion(bytes: Uint8Array, start: number): TraceFileFormat {
  let looked = 0;
  for (const at of skipItems(bytes, start)) {
    for (const { key } of skipMembers(bytes, at)) {
      if (key === "binaryAnnotations") return "Zipkin v1 JSON";
      if (V2_KEYS.has(key)) return "Zipkin v2 JSON";
    }
    if (++looked === ZIPKIN_SPANS_LOOKED_AT) break;
  }
  return "Zipkin v2 JSON";
}
