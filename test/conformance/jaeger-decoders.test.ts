import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Span, SpanAppender } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  decodeJaegerDatagram,
  decodeJaegerProtoBatch,
  decodeJaegerThriftBatch,
  encodeJaegerTraces,
  type DecodeOutcome,
} from "@spanhouse/wire";
import { arbitraryJaegerBatch } from "../support/arbitrary-jaeger-batch.ts";
import {
  jaegerJsonOf,
  jaegerJsonOfAnswer,
  type JaegerBatchInput,
} from "../support/jaeger-batch.ts";
import { thriftBatch } from "../support/jaeger-batch-encode.ts";
import { jaegerPacket, SMALL_BATCH } from "../support/jaeger-packets.ts";
import { encodePostSpansRequest } from "../support/jaeger-proto-encode.ts";
import { writeWithLibrary } from "../support/thrift-library.ts";

// How it works: batches are written by the npm package `thrift` (and, for protobuf, by the tests' own writer),
// decoded, and encoded for Jaeger's API: what comes out must be what went in, as Jaeger says it.

type Decode = (bytes: Uint8Array, appender: SpanAppender) => DecodeOutcome;

function decoded(bytes: Uint8Array, decode: Decode): readonly Span[] {
  const recorder = new SpanRecorder();
  const outcome = decode(bytes, recorder);
  expect(recorder.open).toBe("nothing");
  expect(outcome).toMatchObject({
    status: "decoded",
    spans: recorder.spans.length,
    rejected: 0,
    reason: "",
  });
  return recorder.spans;
}

function answerOf(spans: readonly Span[]): object[] {
  const source = { spans, spanWarnings: new Map(), warnings: [], sortTags: false };
  return jaegerJsonOfAnswer([...encodeJaegerTraces([source], [], false)].join(""));
}

const RUNS = { numRuns: 500 };

describe("a Jaeger batch comes out of Jaeger's API as it went in", () => {
  it.each<[string, (batch: JaegerBatchInput) => Uint8Array, Decode]>([
    ["a compact packet", (batch) => jaegerPacket(batch, "compact"), decodeJaegerDatagram],
    ["a binary packet", (batch) => jaegerPacket(batch, "binary"), decodeJaegerDatagram],
    ["an old binary packet", (batch) => jaegerPacket(batch, "oldBinary"), decodeJaegerDatagram],
    [
      "a compact batch",
      (batch) => writeWithLibrary("compact", thriftBatch(batch)),
      decodeJaegerThriftBatch,
    ],
    [
      "a binary batch",
      (batch) => writeWithLibrary("binary", thriftBatch(batch)),
      decodeJaegerThriftBatch,
    ],
    ["a protobuf request", (batch) => encodePostSpansRequest(batch), decodeJaegerProtoBatch],
    [
      "a protobuf request whose spans have processes",
      (batch) => encodePostSpansRequest(batch, "spans"),
      decodeJaegerProtoBatch,
    ],
  ])("as %s", (_, encode, decode) => {
    fc.assert(
      fc.property(arbitraryJaegerBatch, (batch) => {
        expect(answerOf(decoded(encode(batch), decode))).toEqual(jaegerJsonOf(batch));
      }),
      RUNS,
    );
  });

  it("with its warnings", () => {
    const request = encodePostSpansRequest(SMALL_BATCH, "batch", ["late"]);
    const expected = jaegerJsonOf(SMALL_BATCH).map((span) => ({ ...span, warnings: ["late"] }));
    expect(answerOf(decoded(request, decodeJaegerProtoBatch))).toEqual(expected);
  });

  it("beside spans of OpenTelemetry with the same resource, whose process is spelled its way", () => {
    const [span] = decoded(jaegerPacket(SMALL_BATCH, "compact"), decodeJaegerDatagram);
    const otel: Span = { ...span!, scope: { ...span!.scope, attributes: [] } };
    const answer = answerOf([span!, otel]) as { process: { tags: { key: string }[] } }[];
    expect(answer.map(({ process }) => process.tags.map(({ key }) => key))).toEqual([
      ["client-uuid", "hostname", "jaeger.version"],
      ["client-uuid", "host.name", "opencensus.exporterversion"],
    ]);
  });
});
