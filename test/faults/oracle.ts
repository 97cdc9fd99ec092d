import { isDeepStrictEqual } from "node:util";

import type { Span } from "@spanhouse/model";
import type { TraceReader } from "@spanhouse/storage";

import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { issuedSpan, traceIdOf } from "./issued-span.ts";

/** A request as it was issued: its bytes are sent again and again until somebody acknowledges them. */
export interface IssuedRequest {
  readonly number: number;
  readonly spans: number;
  /** Five bytes of room for a gRPC frame header, then the body. */
  readonly frame: Uint8Array;
}

/** What the store has, compared with what was acknowledged. All numbers are spans. */
export interface Verdict {
  readonly issued: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged, and not there. */
  readonly lost: number;
  /** There more than once, whether acknowledged or not. */
  readonly duplicated: number;
  /** There, but not as it was sent. */
  readonly changed: number;
  /** Difference between what `trace_summaries` counts and what is there. */
  readonly miscounted: number;
}

const FRAME_HEADER_BYTES = 5;
const TRACES_PER_READ = 250;

/** Issues spans that nobody else issues, is told what was acknowledged, and compares with the store. */
export class Oracle {
  readonly #acknowledged = new Set<number>();
  readonly #excused = new Set<string>();
  readonly #spanCounts = new Map<number, number>();
  readonly #spanOf: (request: number, index: number) => Span;
  #next: number;

  /** Two oracles over one store begin at different numbers. */
  constructor(firstRequest: number, spanOf: (request: number, index: number) => Span = issuedSpan) {
    this.#next = firstRequest;
    this.#spanOf = spanOf;
  }

  issue(spans: number): IssuedRequest {
    const number = this.#next++;
    this.#spanCounts.set(number, spans);
    const body = encodeOtlpRequest(
      Array.from({ length: spans }, (_, span) => this.#spanOf(number, span)),
    );
    const frame = new Uint8Array(FRAME_HEADER_BYTES + body.length);
    frame.set(body, FRAME_HEADER_BYTES);
    return { number, spans, frame };
  }

  acknowledge(request: IssuedRequest): void {
    this.#acknowledged.add(request.number);
  }

  /** Spans that may be missing although they were acknowledged: their file was damaged, or they are poison. */
  excuse(request: IssuedRequest, span?: number): void {
    const { number, spans } = request;
    const excused =
      span === undefined ? Array.from({ length: spans }, (_, index) => index) : [span];
    for (const index of excused) this.#excused.add(this.#spanOf(number, index).spanId);
  }

  get acknowledgedSpans(): number {
    return [...this.#acknowledged].reduce((sum, number) => sum + this.#spanCounts.get(number)!, 0);
  }

  async check(reader: TraceReader): Promise<Verdict> {
    const sums = { issued: 0, stored: 0, lost: 0, duplicated: 0, changed: 0, miscounted: 0 };
    const numbers = [...this.#spanCounts.keys()];
    for (let at = 0; at < numbers.length; at += TRACES_PER_READ) {
      const some = numbers.slice(at, at + TRACES_PER_READ);
      const ids = some.map(traceIdOf);
      const traces = await reader.readTraces("", ids);
      const summaries = await reader.readSummaries("", ids);
      for (const [index, number] of some.entries()) {
        const stored = traces.get(ids[index]!)?.spans ?? [];
        const counted = summaries.get(ids[index]!)?.spanCount ?? 0;
        sums.miscounted += Math.abs(counted - stored.length);
        sums.stored += stored.length;
        this.#compare(number, stored, sums);
      }
    }
    return { ...sums, acknowledged: this.acknowledgedSpans };
  }

  #compare(
    number: number,
    stored: readonly Span[],
    sums: { issued: number; lost: number; duplicated: number; changed: number },
  ): void {
    const byId = new Map<string, Span[]>();
    for (const span of stored) byId.set(span.spanId, [...(byId.get(span.spanId) ?? []), span]);
    for (let index = 0; index < this.#spanCounts.get(number)!; index++) {
      sums.issued += 1;
      const issued = this.#spanOf(number, index);
      const found = byId.get(issued.spanId) ?? [];
      const isExcused = this.#excused.has(issued.spanId);
      if (found.length === 0 && this.#acknowledged.has(number) && !isExcused) sums.lost += 1;
      if (found.length > 1) sums.duplicated += found.length - 1;
      sums.changed += found.filter((span) => !isDeepStrictEqual(inOrder(span), issued)).length;
    }
  }
}

/** Attributes are a set: the order in which the store gives them back says nothing. */
function inOrder(span: Span): Span {
  const sort = (attributes: Span["attributes"]): Span["attributes"] =>
    [...attributes].sort((one, other) => (one.key < other.key ? -1 : 1));
  const { resource } = span;
  return {
    ...span,
    attributes: sort(span.attributes),
    resource: { ...resource, attributes: sort(resource.attributes) },
  };
}
