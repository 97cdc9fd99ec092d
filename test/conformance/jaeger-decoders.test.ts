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
import { thriftArguments, thriftBatch } from "../support/jaeger-batch-encode.ts";
import { encodePostSpansRequest } from "../support/jaeger-proto-encode.ts";
import { writeWithLibrary, type LibraryProtocol } from "../support/thrift-library.ts";

// How it works: batches are written by the npm package `thrift` (and, for protobuf, by the tests' own writer),
// decoded, and encoded for Jaeger's API: what comes out must be what went in, as Jaeger says it.

const ONEWAY = 4;

type Decode = (bytes: Uint8Array, appender: SpanAppender) => DecodeOutcome;

function packet(batch: JaegerBatchInput, protocol: LibraryProtocol): Uint8Array {
  const message = { method: "emitBatch", messageType: ONEWAY };
  return writeWithLibrary(protocol, thriftArguments(thriftBatch(batch)), message);
}

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
    ["a compact packet", (batch) => packet(batch, "compact"), decodeJaegerDatagram],
    ["a binary packet", (batch) => packet(batch, "binary"), decodeJaegerDatagram],
    ["an old binary packet", (batch) => packet(batch, "oldBinary"), decodeJaegerDatagram],
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
});
