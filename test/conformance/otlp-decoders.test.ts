import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import { decodeOtlpJson, decodeOtlpProtobuf } from "@spanhouse/wire";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";

// How it works: spans are encoded by the tests' own encoders and must come out of the decoders as they
// went in. The encoders share no code with the decoders.

function viaProtobuf(spans: readonly Span[]): readonly Span[] {
  const recorder = new SpanRecorder();
  const outcome = decodeOtlpProtobuf(encodeOtlpRequest(spans), recorder);
  expect(outcome).toEqual({ status: "decoded", spans: spans.length, rejected: 0, reason: "" });
  return recorder.spans;
}

function viaJson(spans: readonly Span[]): readonly Span[] {
  const recorder = new SpanRecorder();
  const outcome = decodeOtlpJson(encodeOtlpRequestJson(spans), recorder);
  expect(outcome).toEqual({ status: "decoded", spans: spans.length, rejected: 0, reason: "" });
  return recorder.spans;
}

const RUNS = { numRuns: 300 };

describe("the OTLP decoders", () => {
  it("give back any span exactly, from protobuf and from JSON", () => {
    fc.assert(
      fc.property(fc.array(arbitrarySpan, { maxLength: 3 }), (spans) => {
        expect(viaProtobuf(spans)).toEqual(spans);
        expect(viaJson(spans)).toEqual(spans);
      }),
      RUNS,
    );
  });

  it("give the same spans for the same shop traffic", () => {
    const spans = new TraceGenerator({ seed: 11 }).take(60);
    const byId = (list: readonly Span[]): ReadonlyMap<string, Span> =>
      new Map(list.map((span) => [span.spanId, span]));
    expect(byId(viaProtobuf(spans))).toEqual(byId(spans));
    expect(byId(viaJson(spans))).toEqual(byId(spans));
  });

  it("do not mind how JSON is spaced, escaped and ordered", () => {
    fc.assert(
      fc.property(arbitrarySpan, fc.integer({ min: 0, max: 3 }), (span, indent) => {
        const plain: unknown = JSON.parse(
          Buffer.from(encodeOtlpRequestJson([span])).toString("utf8"),
        );
        const loose = JSON.stringify(reverseKeys(plain), undefined, indent).replace(
          /[^\n -~]/g,
          (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        const recorder = new SpanRecorder();
        decodeOtlpJson(Buffer.from(loose), recorder);
        expect(recorder.spans).toEqual([span]);
      }),
      RUNS,
    );
  });

  it("take for JSON what JSON.parse takes for JSON, and nothing else", () => {
    const body = Buffer.from(
      encodeOtlpRequestJson(new TraceGenerator({ seed: 5 }).take(1)),
    ).subarray(0, 1_500);
    const closed = Buffer.concat([Buffer.from('{"a":[-0.5e+3,true,null,"\\u00e9"],"b":'), body]);
    const pieces = '{}[]:,"\\u0019eE+-.tfn \n\t'.split("");
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.constant(closed.toString("latin1"))),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.boolean()), { maxLength: 3 }),
        (json, edits) => {
          let text = json;
          for (const [place, piece, replace] of edits) {
            const at = place % (text.length + 1);
            text = text.slice(0, at) + piece + text.slice(at + (replace ? 1 : 0));
          }
          const outcome = decodeOtlpJson(Buffer.from(text), new SpanRecorder());
          const refused = /^not JSON|cut short/.test(outcome.reason);
          expect([text, refused]).toEqual([text, !isJson(text)]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reverseKeys(item)]),
  );
}
