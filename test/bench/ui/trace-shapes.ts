import type { Attribute, Span } from "@spanhouse/model";
import { spanIdFromText, traceFromText } from "@spanhouse/model/testing";
import { attributesOf } from "../../support/test-span.ts";

/**
 * Traces of any size in four shapes:
 *
 *   wide       all spans below the one root
 *   deep       chains of 2,000 levels below the root
 *   bushy      ten children below each span, until there are enough
 *   long-idle  bursts of 1,000 spans, ten minutes apart
 */
export const TRACE_SHAPES = ["wide", "deep", "bushy", "long-idle"] as const;
export type TraceShape = (typeof TRACE_SHAPES)[number];

const SERVICES = 10;
/** As many operations as such a trace has in practice; neighbours have different ones, so that none are folded. */
const OPERATIONS = 5_000;

const CHAIN_LEVELS = 2_000;
const CHILDREN = 10;
const BURST_SPANS = 1_000;
const BURST_EVERY_MS = 600_000;

/** Parents are numbers of spans, the root being 0; times are milliseconds after its start. */
interface Place {
  readonly parent: number;
  readonly startMs: number;
  readonly endMs: number;
}

const PLACE_OF: Readonly<Record<TraceShape, (at: number, count: number) => Place>> = {
  wide: (at) => ({ parent: 0, startMs: at * 0.01, endMs: at * 0.01 + 3 }),
  deep: (at) => {
    const level = (at - 1) % CHAIN_LEVELS;
    const chainMs = Math.floor((at - 1) / CHAIN_LEVELS) * 20;
    const parent = level === 0 ? 0 : at - 1;
    return { parent, startMs: chainMs + level * 0.004, endMs: chainMs + 18 - level * 0.004 };
  },
  bushy: (at, count) => {
    // The children of a span share its time evenly.
    let [from, to] = [0, count * 0.01];
    for (const turn of turnsTo(at)) {
      const each = (to - from) / CHILDREN;
      [from, to] = [from + turn * each, from + (turn + 0.95) * each];
    }
    return { parent: Math.floor((at - 1) / CHILDREN), startMs: from, endMs: to };
  },
  "long-idle": (at) => {
    const startMs = Math.floor(at / BURST_SPANS) * BURST_EVERY_MS + (at % BURST_SPANS);
    return { parent: 0, startMs, endMs: startMs + 5 };
  },
};

/** Which child it is at each level from the root to span `at`. */
function turnsTo(at: number): readonly number[] {
  const turns: number[] = [];
  for (let span = at; span > 0; span = Math.floor((span - 1) / CHILDREN)) {
    turns.unshift((span - 1) % CHILDREN);
  }
  return turns;
}

/** A trace of `count` spans of ten services, the root of which is `gateway`. */
export function shapedTrace(traceId: string, shape: TraceShape, count: number): Span[] {
  const services = Array.from({ length: SERVICES }, (_, at) => (at === 0 ? "gateway" : `s-${at}`));
  const samples = traceFromText(services.map((name) => `${name}:x 0..1`).join("\n"), traceId);
  const places = Array.from({ length: count }, (_, at) =>
    at === 0 ? { parent: -1, startMs: 0, endMs: 0 } : PLACE_OF[shape](at, count),
  );
  const wholeMs = places.reduce((most, { endMs }) => Math.max(most, endMs), 0);
  return places.map(({ parent, startMs, endMs }, at) => {
    const sample = samples[at % SERVICES]!;
    const after = (ms: number): bigint => sample.startUnixNano + BigInt(Math.round(ms * 1e6));
    return {
      ...sample,
      spanId: idOf(at),
      parentSpanId: parent < 0 ? "" : idOf(parent),
      name: at === 0 ? `GET /${shape}` : `work ${at % OPERATIONS}`,
      kind: at === 0 ? 2 : 1,
      statusCode: at % 97 === 5 ? 2 : 0,
      startUnixNano: after(startMs),
      endUnixNano: after(at === 0 ? wholeMs : endMs),
    };
  });
}

const idOf = (at: number): string => spanIdFromText((at + 1).toString(16));

/** Each span has so many attributes, among them TENANT_KEY with the values 0 to 9 in turns. */
const ATTRIBUTES = 30;
export const TENANT_KEY = "app.tenant";
export const TENANTS = 10;
/** A multiple of TENANTS. Spans share the objects, of which there would be millions. */
const ATTRIBUTE_SETS = 1_000;

/** Gives the spans attributes, as instrumentation would; the spans before them in the trace are `before`. */
export function withAttributes(spans: readonly Span[], before = 0): Span[] {
  return spans.map((span, at) => ({
    ...span,
    attributes: attributeSets[(before + at) % ATTRIBUTE_SETS]!,
  }));
}

const attributeSets: readonly (readonly Attribute[])[] = Array.from(
  { length: ATTRIBUTE_SETS },
  (_, set) =>
    attributesOf({
      [TENANT_KEY]: String(set % TENANTS),
      "http.request.method": set % 3 === 0 ? "POST" : "GET",
      "http.response.status_code": BigInt(set % 97 === 5 ? 500 : 200),
      "url.path": `/carts/${set}/items`,
      ...Object.fromEntries(
        Array.from({ length: ATTRIBUTES - 4 }, (_, key) => [
          `app.attribute.${key}`,
          key % 2 === 0 ? `value ${(set * key) % 300}` : (set * key) / 8,
        ]),
      ),
    }),
);
