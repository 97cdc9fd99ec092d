import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import { decodeJaegerDatagram } from "@spanhouse/wire";
import { arbitraryJaegerBatch } from "../support/arbitrary-jaeger-batch.ts";
import {
  jaegerJsonOf,
  jaegerJsonOfAnswer,
  type JaegerBatchInput,
} from "../support/jaeger-batch.ts";
import { jaegerPacket } from "../support/jaeger-packets.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";

// From packets through a real store to Jaeger's API. Without a store, and with many more batches, it is in
// jaeger-decoders.test.ts.

const BATCHES = 60;
let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
});

afterAll(() => query.close());

/** Batches of one span each, no two of one trace. */
function drawnBatches(): JaegerBatchInput[] {
  const seen = new Set<string>();
  return fc.sample(arbitraryJaegerBatch, { numRuns: BATCHES, seed: 3 }).flatMap((batch) =>
    batch.spans.flatMap((span) => {
      if (seen.has(span.traceId)) return [];
      seen.add(span.traceId);
      return [{ ...batch, spans: [span] }];
    }),
  );
}

it("gives a span back as it came, from the store", async () => {
  const batches = drawnBatches();
  expect(batches.length).toBeGreaterThan(BATCHES);
  const spans: Span[] = [];
  for (const batch of batches) {
    const recorder = new SpanRecorder();
    decodeJaegerDatagram(jaegerPacket(batch, "compact"), recorder);
    spans.push(...recorder.spans);
  }
  await query.insert(spans);
  for (const batch of batches) {
    const answer = await fetch(`${query.url}/api/traces/${batch.spans[0]!.traceId}?raw=true`);
    expect(jaegerJsonOfAnswer(await answer.text())).toEqual(jaegerJsonOf(batch));
  }
});
