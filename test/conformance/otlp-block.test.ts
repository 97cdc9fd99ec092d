import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CodedError } from "@spanhouse/base";
import { appendSpans, type Resource, type Scope, type Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  decodeOtlpProtobuf,
  OtlpBlock,
  readOtlpRequestKeys,
  sliceOtlp,
  type DecodeOutcome,
} from "@spanhouse/wire";
import { decodeGeneric } from "../bench/decode-generic.ts";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";

const RUNS = { numRuns: 200 };

/** Spans of which some share a resource or a scope, as one object or as two that are equal. */
const spansOfGroups = fc
  .tuple(
    fc.array(arbitrarySpan, { minLength: 1, maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.boolean()), { minLength: 6, maxLength: 6 }),
  )
  .map(([spans, choices]) =>
    spans.map((span, index): Span => {
      const [resourceOf, scopeOf, isCopied] = choices[index]!;
      const resource: Resource = spans[resourceOf % spans.length]!.resource;
      const scope: Scope = spans[scopeOf % spans.length]!.scope;
      return { ...span, resource: isCopied ? { ...resource } : resource, scope };
    }),
  );

function decoded(body: Uint8Array): readonly Span[] {
  const recorder = new SpanRecorder();
  const outcome = decodeOtlpProtobuf(body, recorder);
  expect(outcome).toMatchObject({ status: "decoded", rejected: 0 });
  return recorder.spans;
}

function keyOf(request: number): Uint8Array {
  return new Uint8Array(16).fill(request + 1);
}

/** Throws in the middle of whatever is being appended, after so many calls. */
function failingAfter(calls: number, block: OtlpBlock): OtlpBlock {
  let left = calls;
  return new Proxy(block, {
    get: (_, name) => {
      if (left-- <= 0) throw new Error("cut off");
      const member: unknown = Reflect.get(block, name, block);
      return typeof member === "function" ? (member.bind(block) as unknown) : member;
    },
  });
}

type Step =
  | { readonly type: "append" | "copy" | "discardFirst"; readonly spans: readonly Span[] }
  | { readonly type: "cutOff"; readonly spans: readonly Span[]; readonly calls: number }
  | { readonly type: "nothing" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constantFrom("append" as const, "copy" as const, "discardFirst" as const),
    spans: spansOfGroups,
  }),
  fc.record({ type: fc.constant("cutOff" as const), spans: spansOfGroups, calls: fc.nat(80) }),
  fc.constant<Step>({ type: "nothing" }),
);

/** Takes a step as the collector does for each request; the spans that are in the block because of it. */
function take(block: OtlpBlock, step: Step, key: Uint8Array): readonly Span[] {
  const mark = block.mark();
  block.requestKey(key);
  switch (step.type) {
    case "append":
      appendSpans(step.spans, block);
      return step.spans;
    case "copy":
      expect(block.copyRequest(encodeOtlpRequest(step.spans), decodeOtlpProtobuf)).toMatchObject({
        spans: step.spans.length,
      });
      return decoded(encodeOtlpRequest(step.spans));
    case "discardFirst":
      // What the decoder refuses is discarded after all of it was appended.
      decodeOtlpProtobuf(
        encodeOtlpRequest(
          step.spans.map((span, at) => (at === 0 ? { ...span, spanId: "" } : span)),
        ),
        block,
      );
      return decodedOf(step.spans, step.spans[0]!);
    case "cutOff":
      try {
        appendSpans(step.spans, failingAfter(step.calls, block));
      } catch {
        block.rollback(mark);
        return [];
      }
      return step.spans;
    case "nothing":
      // A resource and a scope without spans.
      block.useSource(Buffer.from("name"));
      block.openResource();
      block.resourceSchemaUrl(0, 4);
      block.closeResource();
      block.openScope();
      block.scopeName(0, 4);
      block.closeScope();
      return [];
  }
}

/** The spans in the order in which they come out of a request that nests them, without one. */
function decodedOf(spans: readonly Span[], without: Span): readonly Span[] {
  return decoded(encodeOtlpRequest(spans)).filter(({ spanId }) => spanId !== without.spanId);
}

describe("a block of OTLP spans", () => {
  it("gives back any span exactly, in order", () => {
    fc.assert(
      fc.property(spansOfGroups, (spans) => {
        const block = new OtlpBlock();
        appendSpans(spans, block);
        expect(block.rows).toBe(spans.length);
        expect(decoded(block.finishBody())).toEqual(spans);
      }),
      RUNS,
    );
  });

  it("holds what was kept of any mix of requests, cut off, discarded, copied and empty ones", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.boolean(), (steps, isUsedAgain) => {
        const block = new OtlpBlock();
        if (isUsedAgain) {
          for (const before of steps) take(block, before, keyOf(99));
          block.reset();
        }
        const kept: Span[] = [];
        const keys: Uint8Array[] = [];
        const rowCounts: number[] = [];
        for (const [index, one] of steps.entries()) {
          const spans = take(block, one, keyOf(index));
          if (spans.length === 0) continue;
          kept.push(...spans);
          keys.push(keyOf(index));
          rowCounts.push(spans.length);
        }
        const file = Buffer.concat(block.finish());
        expect(file.length).toBeLessThanOrEqual(block.byteLength);
        if (kept.length === 0) {
          expect(file.length).toBe(0);
          return;
        }
        expect(decoded(file)).toEqual(kept);
        const head = readOtlpRequestKeys(file, kept.length)!;
        expect(Buffer.from(head.keys)).toEqual(Buffer.concat(keys));
        expect(head.rowCounts).toEqual(rowCounts);
        expect(decoded(file.subarray(head.headBytes))).toEqual(kept);
      }),
      RUNS,
    );
  });

  it("gives back of damaged requests what their decoder takes of them, no more and no less", () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(spansOfGroups, edits, (spans, changes) => {
        const body = encodeOtlpRequest(spans).slice();
        for (const [place, byte] of changes) body[place % body.length] = byte;
        const recorder = new SpanRecorder();
        const outcome = decodeOtlpProtobuf(body, recorder);
        const [long, short] = [new OtlpBlock(), new OtlpBlock()];
        expect(decodeOtlpProtobuf(body, long)).toEqual(outcome);
        const isTaken = outcome.status === "decoded" && outcome.rejected > 0 && outcome.spans > 0;
        expect(short.copyRequest(body, decodeOtlpProtobuf)).toEqual(isTaken ? undefined : outcome);
        if (outcome.status === "malformed") return;
        expect(decoded(long.finishBody())).toEqual(recorder.spans);
        if (short.rows > 0) expect(decoded(short.finishBody())).toEqual(recorder.spans);
      }),
      { numRuns: 1_000 },
    );
  });

  it("writes a resource and a scope once for requests that follow each other", () => {
    const [span] = new TraceGenerator({ seed: 3 }).take(1) as [Span];
    const block = new OtlpBlock();
    appendSpans([span], block);
    const alone = block.byteLength;
    for (let more = 0; more < 10; more++) {
      block.mark();
      appendSpans([{ ...span, resource: { ...span.resource }, scope: { ...span.scope } }], block);
    }
    const definitions = encodeOtlpRequest([{ ...span, attributes: [] }]).length;
    expect(block.byteLength).toBeLessThan(alone * 11 - definitions * 5);
    expect(decoded(block.finishBody())).toEqual(Array.from({ length: 11 }, () => span));
  });

  it("is read by another implementation, also several bodies as one", () => {
    const spans = new TraceGenerator({ seed: 7 }).take(40);
    const block = new OtlpBlock();
    appendSpans(spans, block);
    const body = block.finishBody();
    expect(decodeGeneric(body)).toBe(spans.length);
    expect(decodeGeneric(Buffer.concat([body, body]))).toBe(2 * spans.length);
    expect(decoded(Buffer.concat([body, body]))).toEqual([...spans, ...spans]);
  });

  it("takes a request as it is only when its decoder would, and refuses what that refuses", () => {
    const spans = new TraceGenerator({ seed: 9 }).take(3);
    const body = encodeOtlpRequest(spans);
    const block = new OtlpBlock();
    const other = (): DecodeOutcome => ({ status: "malformed", reason: "another format" });
    expect(block.copyRequest(body, other)).toBeUndefined();
    const bad = encodeOtlpRequest([...spans, { ...spans[0]!, traceId: "" }]);
    expect(block.copyRequest(bad, decodeOtlpProtobuf)).toBeUndefined();
    const cut = block.copyRequest(body.subarray(0, body.length - 1), decodeOtlpProtobuf);
    expect(cut).toMatchObject({ status: "malformed" });
    expect(block.copyRequest(new Uint8Array(0), decodeOtlpProtobuf)).toMatchObject({ spans: 0 });
    expect(block.rows).toBe(0);
    expect(block.byteLength).toBe(0);
    const counted = block.copyRequest(body, decodeOtlpProtobuf);
    expect(counted).toEqual({ status: "decoded", spans: spans.length, rejected: 0, reason: "" });
    expect(Buffer.from(block.finishBody())).toEqual(Buffer.from(body));
  });

  it("refuses what its memory is too small for, and is as it was", () => {
    const spans = new TraceGenerator({ seed: 1 }).take(300);
    const block = new OtlpBlock({ bytesMax: 400_000 });
    appendSpans(spans.slice(0, 100), block);
    const mark = block.mark();
    const isTooLarge = (error: unknown): boolean =>
      error instanceof CodedError && error.code === "INGEST_TOO_LARGE";
    expect(() => appendSpans(spans, block)).toThrow(expect.toSatisfy(isTooLarge) as Error);
    block.rollback(mark);
    const body = encodeOtlpRequest(spans);
    expect(() => block.copyRequest(body, decodeOtlpProtobuf)).toThrow(
      expect.toSatisfy(isTooLarge) as Error,
    );
    block.rollback(mark);
    expect(decoded(block.finishBody())).toEqual(spans.slice(0, 100));
  });

  it("keeps spans whose messages need longer lengths than usual", () => {
    const [span] = new TraceGenerator({ seed: 2 }).take(1) as [Span];
    const sizes = [0, 1, 60, 100, 127, 128, 16_200, 16_384, 70_000, 2_100_000];
    const spans = sizes.map((size): Span => {
      const value = { type: "string" as const, value: "x".repeat(size) };
      const event = { timeUnixNano: 1n, name: value.value, droppedAttributesCount: 0 };
      const attributes = [{ key: "key", value }];
      return { ...span, attributes, events: [{ ...event, attributes }] };
    });
    const block = new OtlpBlock();
    appendSpans(spans, block);
    expect(decoded(block.finishBody())).toEqual(spans);
  });
});

describe("a slice of a body", () => {
  it("has the spans that were asked for", () => {
    fc.assert(
      fc.property(spansOfGroups, fc.nat(6), fc.nat(6), (spans, from, count) => {
        const body = encodeOtlpRequest(spans);
        const all = decoded(body);
        expect(decoded(sliceOtlp(body, from, count))).toEqual(all.slice(from, from + count));
      }),
      RUNS,
    );
  });
});

describe("the head of a file", () => {
  it("is not taken for what it is not", () => {
    const block = new OtlpBlock();
    block.requestKey(keyOf(0));
    appendSpans(new TraceGenerator({ seed: 4 }).take(1).slice(0, 1), block);
    const file = Buffer.concat(block.finish());
    expect(readOtlpRequestKeys(file, 1)).toMatchObject({ rowCounts: [1] });
    expect(readOtlpRequestKeys(file, 2)).toBeUndefined();
    expect(readOtlpRequestKeys(file.subarray(0, 20), 1)).toBeUndefined();
    expect(readOtlpRequestKeys(file.subarray(2), 1)).toBeUndefined();
    expect(readOtlpRequestKeys(new Uint8Array(0), 0)).toBeUndefined();
    expect(readOtlpRequestKeys(Buffer.alloc(100, 255), 1)).toBeUndefined();
  });
});
