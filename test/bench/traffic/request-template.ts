import { fromHex } from "@spanhouse/base";
import type { Span } from "@spanhouse/model";
import { encodeOtlpRequest } from "../../support/otlp-encode.ts";
import { groupSpans } from "../../support/group-spans.ts";

/** Bytes kept free in front of a request body for the frame header of gRPC. */
export const FRAME_HEADER_BYTES = 5;

/** Runs of this many digits in a text are an id of somebody or something, and differ between traces. */
const VARYING_TEXT = /[0-9a-f]{16}|\d{6,}/g;
export const VARYING_DIGITS_MAX = 16;

/**
 * An encoded request and the places in it that a patch overwrites. Everything is kept in flat arrays,
 * because a patch touches several thousand places:
 *
 *   ids     [position, words of 4 bytes, trace]   trace, span, parent and link ids
 *   times   [position, trace] + offset in ns      starts, ends and event times, relative to the trace
 *   digits  [position, length, base, trace]       user, product and session ids inside of texts
 */
export interface RequestTemplate {
  /** FRAME_HEADER_BYTES, then the protobuf body. */
  readonly bytes: Uint8Array;
  readonly spans: number;
  readonly ids: Int32Array;
  readonly times: Int32Array;
  readonly timeOffsets: Float64Array;
  readonly digits: Int32Array;
  /** Spans of each trace in this request: [trace, spans] pairs. */
  readonly traceSpans: Int32Array;
}

/** What a template needs to know about the traces of its round, by their position. */
export interface TraceTable {
  readonly indexOf: ReadonlyMap<string, number>;
  /** Earliest start in each trace. */
  readonly startUnixNano: readonly bigint[];
}

/** The table of all traces that occur in `spans`, numbered in the order of their appearance. */
export function traceTableOf(spans: readonly Span[]): TraceTable {
  const indexOf = new Map<string, number>();
  const startUnixNano: bigint[] = [];
  for (const span of spans) {
    const index = indexOf.get(span.traceId) ?? indexOf.size;
    indexOf.set(span.traceId, index);
    const known = startUnixNano[index];
    if (known === undefined || span.startUnixNano < known) {
      startUnixNano[index] = span.startUnixNano;
    }
  }
  return { indexOf, startUnixNano };
}

/**
 * Encodes the spans and finds the places to patch by searching the bytes for the values in the order in
 * which the encoder writes them. Ids are random, so the first match after the last one is the right one.
 */
export function createRequestTemplate(spans: readonly Span[], traces: TraceTable): RequestTemplate {
  const body = encodeOtlpRequest(spans);
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + body.length);
  bytes.set(body, FRAME_HEADER_BYTES);
  const places = new PlaceFinder(bytes, traces);
  const counts = new Map<number, number>();
  for (const { scopes } of groupSpans(spans)) {
    for (const span of scopes.flatMap((scope) => scope.spans)) {
      const trace = places.addSpan(span);
      counts.set(trace, (counts.get(trace) ?? 0) + 1);
    }
  }
  return {
    bytes,
    spans: spans.length,
    ids: Int32Array.from(places.ids),
    times: Int32Array.from(places.times),
    timeOffsets: Float64Array.from(places.timeOffsets),
    digits: Int32Array.from(places.digits),
    traceSpans: Int32Array.from([...counts].flat()),
  };
}

class PlaceFinder {
  readonly ids: number[] = [];
  readonly times: number[] = [];
  readonly timeOffsets: number[] = [];
  readonly digits: number[] = [];
  readonly #bytes: Buffer;
  readonly #traces: TraceTable;
  #at = FRAME_HEADER_BYTES;

  constructor(bytes: Uint8Array, traces: TraceTable) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#traces = traces;
  }

  /** The position of the span's trace in the table. */
  addSpan(span: Span): number {
    const trace = this.#traces.indexOf.get(span.traceId)!;
    this.#id(span.traceId, trace);
    this.#id(span.spanId, trace);
    if (span.parentSpanId !== "") this.#id(span.parentSpanId, trace);
    this.#time(span.startUnixNano, trace);
    this.#time(span.endUnixNano, trace);
    for (const { value } of span.attributes) {
      if (value.type === "string") this.#text(value.value, trace);
    }
    for (const event of span.events) this.#time(event.timeUnixNano, trace);
    for (const link of span.links) {
      // A link to a trace outside of the round keeps pointing at one that was never sent.
      const linked = this.#traces.indexOf.get(link.traceId);
      if (linked === undefined) continue;
      this.#id(link.traceId, linked);
      this.#id(link.spanId, linked);
    }
    return trace;
  }

  #id(hex: string, trace: number): void {
    const id = fromHex(hex)!;
    this.ids.push(this.#find(id), id.length / 4, trace);
  }

  #time(unixNano: bigint, trace: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, unixNano, true);
    this.times.push(this.#find(bytes), trace);
    this.timeOffsets.push(Number(unixNano - this.#traces.startUnixNano[trace]!));
  }

  #text(text: string, trace: number): void {
    const runs = [...text.matchAll(VARYING_TEXT)];
    if (runs.length === 0) return;
    const start = this.#find(Buffer.from(text));
    for (const run of runs) {
      const base = run[0].length === VARYING_DIGITS_MAX ? 16 : 10;
      const length = Math.min(run[0].length, VARYING_DIGITS_MAX);
      this.digits.push(start + run.index, length, base, trace);
    }
  }

  #find(bytes: Uint8Array): number {
    const position = this.#bytes.indexOf(bytes, this.#at);
    if (position < 0) throw new Error("the encoder wrote the fields in another order");
    this.#at = position + bytes.length;
    return position;
  }
}
