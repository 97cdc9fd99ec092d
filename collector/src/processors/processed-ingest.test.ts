import { CodedError } from "@spanhouse/base";
import { appendSpans, SpanRecorder, type Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { processorsSchema } from "../config/processors.ts";
import type { Ingest, IngestOutcome, IngestRequest } from "../ingest.ts";
import { processorsOf } from "./processor-chain.ts";
import { withProcessors } from "./processed-ingest.ts";

/** An ingest that decodes into a recorder. */
class RecordingIngest implements Ingest {
  readonly recorder = new SpanRecorder();
  /** How often a request is decoded into a block without room before it finds one. */
  attempts = 0;

  admit(): ReturnType<Ingest["admit"]> {
    return { admitted: true, release: () => undefined, grow: () => true };
  }
  accept({ body, decode }: IngestRequest): Promise<IngestOutcome> {
    for (; this.attempts > 0; this.attempts--) decode(body, new SpanRecorder());
    const decoded = decode(body, this.recorder);
    return Promise.resolve(
      decoded.status === "decoded" ? { ...decoded, status: "stored" } : decoded,
    );
  }
}

function requestOf(spans: readonly Span[]): IngestRequest {
  return {
    body: new Uint8Array(),
    receiver: "test",
    decode: (_, appender) => {
      appendSpans(spans, appender);
      return { status: "decoded", spans: spans.length, rejected: 1, reason: "one was bad" };
    },
  };
}

const CHAIN = processorsOf(
  processorsSchema.parse([
    { attributes: { actions: [{ action: "insert", key: "seen", value: true }] } },
    { filter: { drop: [{ names: ["drop"] }] } },
    { filter: { drop: [{ attributes: [{ key: "seen", exists: false }] }] } },
  ]),
);
const SPANS = traceFromText("a:keep 0..1\na:drop 0..1\nb:keep 0..1");

it("is the same object when there is no processor", () => {
  const ingest = new RecordingIngest();
  const metrics = new Registry();
  expect(withProcessors(ingest, [], metrics)).toBe(ingest);
  expect(metrics.getMetricsAsArray()).toEqual([]);
});

it("applies the processors in their order and says that all spans are accepted", async () => {
  const ingest = new RecordingIngest();
  const outcome = await withProcessors(ingest, CHAIN, new Registry()).accept(requestOf(SPANS));
  expect(outcome).toEqual({ status: "stored", spans: 3, rejected: 1, reason: "one was bad" });
  expect(ingest.recorder.spans.map(({ name, attributes }) => [name, attributes.length])).toEqual([
    ["keep", 1],
    ["keep", 1],
  ]);
});

it("tells the block how many spans there are when none is left", async () => {
  let spans: number | undefined;
  const ingest = new RecordingIngest();
  const watching: Ingest = {
    admit: () => ingest.admit(),
    accept: async (request) => {
      const decoded = request.decode(request.body, new SpanRecorder());
      spans = decoded.status === "decoded" ? decoded.spans : undefined;
      return ingest.accept(request);
    },
  };
  const request = requestOf([SPANS[1]!]);
  const outcome = await withProcessors(watching, CHAIN, new Registry()).accept(request);
  expect([spans, outcome.status === "stored" && outcome.spans]).toEqual([0, 1]);
});

it("counts what came, what went and what was left out, once", async () => {
  const ingest = new RecordingIngest();
  ingest.attempts = 2;
  const metrics = new Registry();
  await withProcessors(ingest, CHAIN, metrics).accept(requestOf(SPANS));
  const text = await metrics.metrics();
  expect(text).toContain('otelcol_processor_incoming_items{processor="attributes"} 3');
  expect(text).toContain('otelcol_processor_outgoing_items{processor="filter"} 2');
  expect(text).toContain('otelcol_processor_incoming_items{processor="filter/2"} 2');
  expect(text).toContain(
    'spanhouse_processor_dropped_spans_total{processor="filter",reason="filtered"} 1',
  );
});

it("lets a block that is out of space say so", async () => {
  const ingest = new RecordingIngest();
  const full: Ingest = {
    admit: () => ingest.admit(),
    accept: ({ body, decode }) => {
      const recorder = new SpanRecorder(() => {
        throw new CodedError("INGEST_TOO_LARGE", "no room");
      });
      decode(body, recorder);
      return Promise.reject(new Error("not reached"));
    },
  };
  await expect(
    withProcessors(full, CHAIN, new Registry()).accept(requestOf(SPANS)),
  ).rejects.toThrow("no room");
});
