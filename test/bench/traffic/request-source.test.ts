import { describe, expect, it } from "vitest";
import { RequestSource } from "./request-source.ts";
import { FRAME_HEADER_BYTES } from "./request-template.ts";
import { readRequest } from "../../support/otlp-read.ts";

// How it works: small rounds, so that a few requests already repeat the templates; the requests are read
// back with protobufjs, which knows nothing about templates.
const ROUND = { spansPerRequest: 64, requestsPerRound: 8 };
const NOW = Date.UTC(2026, 5, 1);

function take(patchSeed: number, requests: number): Uint8Array[] {
  const source = new RequestSource({ seed: 3, patchSeed, now: () => NOW, ...ROUND });
  return Array.from({ length: requests }, () => source.nextRequest().bytes);
}

function spansOf(requests: readonly Uint8Array[]): ReturnType<typeof readRequest> {
  return requests.flatMap((bytes) => readRequest(bytes.subarray(FRAME_HEADER_BYTES)));
}

describe("requests for load", () => {
  it("are the same for the same seeds and clock", () => {
    expect(Buffer.compare(Buffer.concat(take(1, 20)), Buffer.concat(take(1, 20)))).toBe(0);
    expect(Buffer.compare(Buffer.concat(take(1, 20)), Buffer.concat(take(2, 20)))).not.toBe(0);
  });

  it("never repeat a span id or reuse a trace id in the next round", () => {
    const first = spansOf(take(1, 16).slice(0, 8));
    const second = spansOf(take(1, 16).slice(8));
    expect(first).toHaveLength(512);
    expect(second).toHaveLength(512);
    expect(new Set([...first, ...second].map(({ spanId }) => spanId)).size).toBe(1_024);
    const traces = new Set(first.map(({ traceId }) => traceId));
    expect(second.some(({ traceId }) => traces.has(traceId))).toBe(false);
  });

  it("keep every trace a tree with one root, though its spans are spread over requests", () => {
    const requests = take(5, 16).slice(8);
    const spans = spansOf(requests);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === "");
    expect(roots).toHaveLength(new Set(spans.map(({ traceId }) => traceId)).size);
    for (const span of spans) {
      if (span.parentSpanId === "") continue;
      expect(byId.get(span.parentSpanId)?.traceId).toBe(span.traceId);
    }
    const requestsOf = new Map<string, Set<number>>();
    for (const [index, bytes] of requests.entries()) {
      for (const { traceId } of readRequest(bytes.subarray(FRAME_HEADER_BYTES))) {
        requestsOf.set(traceId, (requestsOf.get(traceId) ?? new Set()).add(index));
      }
    }
    expect([...requestsOf.values()].some(({ size }) => size > 1)).toBe(true);
  });

  it("start shortly before they are sent and stretch durations without turning them round", () => {
    for (const span of spansOf(take(9, 16))) {
      expect(span.endUnixNano).toBeGreaterThanOrEqual(span.startUnixNano);
      const ageMs = NOW - Number(span.startUnixNano / 1_000_000n);
      expect(ageMs).toBeLessThanOrEqual(1_500);
      expect(ageMs).toBeGreaterThan(-60_000);
    }
  });

  it("name their traces and spans for an oracle", () => {
    const source = new RequestSource({ seed: 3, patchSeed: 4, ...ROUND });
    for (let request = 0; request < 10; request++) {
      const sent = source.nextRequest();
      const { bytes, spans } = sent;
      const counts = new Map<string, number>();
      for (const { traceId } of readRequest(bytes.subarray(FRAME_HEADER_BYTES))) {
        counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
      }
      expect(new Map(sent.traces().map((trace) => [trace.traceId, trace.spans]))).toEqual(counts);
      expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(spans);
    }
  });
});
