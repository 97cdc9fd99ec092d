import type { Span } from "@spanhouse/model";
import { Random } from "./random.ts";
import { drawMasks, patchRequest, type RoundMasks } from "./request-patch.ts";
import { createRequestTemplate, traceTableOf, type RequestTemplate } from "./request-template.ts";
import { NODES } from "./shop.ts";
import { TraceGenerator } from "./trace-generator.ts";

export interface RequestSourceOptions {
  /** What the shop does; the same seed gives the same templates. */
  readonly seed: number;
  /** See startShop. */
  readonly cell?: string;
  /** Ids, times and digits of the patches; the same seed and clock give the same requests. */
  readonly patchSeed: number;
  readonly spansPerRequest?: number;
  /** Requests that are encoded beforehand; more of them repeat texts less often. */
  readonly requestsPerRound?: number;
  readonly now?: () => number;
}

/** A request ready to be sent. Its bytes are its own: they may be kept for a retry. */
export interface LoadRequest {
  /** FRAME_HEADER_BYTES free bytes, then the protobuf body. */
  readonly bytes: Uint8Array;
  readonly spans: number;
  /** Its traces, as 32 hexadecimal digits, with the number of their spans in this request. */
  traces(): readonly { readonly traceId: string; readonly spans: number }[];
}

/**
 * Requests without end, quick enough for load: a round of traces is generated and encoded once, spread
 * over requests by the node of the pods as agents would do it (so a trace arrives in several requests),
 * and each repetition of the round gets new ids, times and varying digits.
 */
export class RequestSource {
  readonly traceCount: number;
  readonly #templates: readonly RequestTemplate[];
  readonly #traceIds: readonly string[];
  readonly #random: Random;
  readonly #now: () => number;
  #masks: RoundMasks;
  #next = 0;

  constructor({
    seed,
    cell = "",
    patchSeed,
    spansPerRequest = 512,
    requestsPerRound = 64,
    now = Date.now,
  }: RequestSourceOptions) {
    const spans = roundOf(seed, cell, spansPerRequest * requestsPerRound);
    const traces = traceTableOf(spans);
    const ordered = interleaveNodes(spans, spansPerRequest);
    this.#templates = ordered.map((batch) => createRequestTemplate(batch, traces));
    this.#traceIds = [...traces.indexOf.keys()];
    this.traceCount = this.#traceIds.length;
    this.#random = new Random(patchSeed);
    this.#now = now;
    this.#masks = drawMasks(this.traceCount, now(), this.#random);
  }

  /** Mean size of a span in the requests, its share of resources and scopes included. */
  get bytesPerSpan(): number {
    const bytes = this.#templates.reduce((sum, { bytes: { length } }) => sum + length, 0);
    return bytes / this.#templates.reduce((sum, { spans }) => sum + spans, 0);
  }

  nextRequest(): LoadRequest {
    if (this.#next === this.#templates.length) {
      this.#next = 0;
      this.#masks = drawMasks(this.traceCount, this.#now(), this.#random);
    }
    const template = this.#templates[this.#next++]!;
    const masks = this.#masks;
    return {
      bytes: patchRequest(template, masks),
      spans: template.spans,
      traces: () => tracesOf(template, masks, this.#traceIds),
    };
  }
}

/** Whole traces with `count` spans together; the last one is cut, parents first, so it stays a tree. */
function roundOf(seed: number, cell: string, count: number): Span[] {
  const generator = new TraceGenerator({ seed, cell });
  const spans: Span[] = [];
  while (spans.length < count) spans.push(...generator.nextTrace());
  return spans.slice(0, count);
}

/** Batches as the agents of the nodes would send them, by turns while all have a full one. */
function interleaveNodes(spans: readonly Span[], batch: number): Span[][] {
  const waiting = new Map<string, Span[]>(NODES.map((node) => [node, []]));
  const batches: Span[][] = [];
  for (const span of spans) {
    const queue = waiting.get(nodeOf(span))!;
    if (queue.push(span) === batch) batches.push(queue.splice(0));
  }
  const rest = [...waiting.values()].flat();
  for (let at = 0; at < rest.length; at += batch) batches.push(rest.slice(at, at + batch));
  return batches;
}

function nodeOf(span: Span): string {
  const host = span.resource.attributes.find(({ key }) => key === "host.name")?.value;
  return host?.type === "string" ? host.value : NODES[0]!;
}

function tracesOf(
  template: RequestTemplate,
  masks: RoundMasks,
  traceIds: readonly string[],
): { traceId: string; spans: number }[] {
  const traces: { traceId: string; spans: number }[] = [];
  for (let at = 0; at < template.traceSpans.length; at += 2) {
    const trace = template.traceSpans[at]!;
    const id = Buffer.from(traceIds[trace]!, "hex");
    for (let word = 0; word < 4; word++) {
      id.writeInt32LE(id.readInt32LE(word * 4) ^ masks.ids[trace * 6 + word]!, word * 4);
    }
    traces.push({ traceId: id.toString("hex"), spans: template.traceSpans[at + 1]! });
  }
  return traces;
}
