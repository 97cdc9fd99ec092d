import { isDeepStrictEqual } from "node:util";

import type { Span } from "@spanhouse/model";
import type { Store } from "@spanhouse/storage";

import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { issuedSpan, traceIdOf } from "./issued-span.ts";
import { miscountedCalls } from "./call-counts.ts";
import { miscountedRed } from "./red-counts.ts";
import { storedIn, type StoredTraces } from "./stored-traces.ts";

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
  /** Difference between what is there and what `trace_summaries`, the rates and errors and the graph of services count. */
  readonly miscounted: number;
}

const FRAME_HEADER_BYTES = 5;

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

  /** Of everything issued. */
  get traceIds(): readonly string[] {
    return [...this.#spanCounts.keys()].map(traceIdOf);
  }

  async check(store: Store): Promise<Verdict> {
    const stored = await storedIn(store.reader, this.traceIds);
    const miscounted = await miscountedRed(store.red, stored);
    return this.compare([stored], miscounted + (await miscountedCalls(store, stored)));
  }

  /** What several stores have together; their rates, errors and calls have been compared already. */
  compare(stores: readonly StoredTraces[], miscounted: number): Verdict {
    const sums = { issued: 0, stored: 0, lost: 0, duplicated: 0, changed: 0, miscounted };
    for (const number of this.#spanCounts.keys()) {
      const parts = stores.flatMap((store) => store.get(traceIdOf(number)) ?? []);
      for (const { spans, counted } of parts) sums.miscounted += Math.abs(counted - spans.length);
      const stored = parts.flatMap(({ spans }) => spans);
      sums.stored += stored.length;
      this.#compare(number, stored, sums);
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
