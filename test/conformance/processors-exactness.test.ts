import fc from "fast-check";
import { appendSpans, SpanPlayer, SpanRecorder } from "@spanhouse/model";
import { SpanBlock } from "@spanhouse/storage";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { expect, it } from "vitest";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";

// Processors see spans as objects. What they leave alone must reach the block as if they were not there.

const DAY = 20_000;

function blockOf(fill: (block: SpanBlock) => void): Buffer {
  const block = new SpanBlock();
  fill(block);
  return Buffer.concat(block.finish(DAY));
}

it("makes the same block of spans that went through objects, byte for byte", () => {
  fc.assert(
    fc.property(fc.array(arbitrarySpan, { minLength: 1, maxLength: 5 }), (spans) => {
      const body = encodeOtlpRequest(spans);
      const direct = blockOf((block) => decodeOtlpProtobuf(body, block));
      const throughObjects = blockOf((block) => {
        const player = new SpanPlayer(block);
        decodeOtlpProtobuf(body, new SpanRecorder((span) => player.append(span), "refuse"));
      });
      expect(throughObjects.equals(direct)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it("says the same of damaged requests, and makes the same block of what is left of them", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const spans = fc.array(arbitrarySpan, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(spans, damage, (some, places) => {
      const body = encodeOtlpRequest(some);
      for (const [at, byte] of places) body[at % body.length] = byte;
      const outcomes: unknown[] = [];
      const direct = blockOf((block) => {
        const mark = block.mark();
        const outcome = decodeOtlpProtobuf(body, block);
        if (outcome.status === "malformed") block.rollback(mark);
        outcomes.push(outcome);
      });
      const throughObjects = blockOf((block) => {
        const mark = block.mark();
        const player = new SpanPlayer(block);
        const recorder = new SpanRecorder((span) => player.append(span), "refuse");
        const outcome = decodeOtlpProtobuf(body, recorder);
        if (outcome.status === "malformed") block.rollback(mark);
        outcomes.push(outcome);
      });
      expect(outcomes[1]).toEqual(outcomes[0]);
      expect(throughObjects.equals(direct)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it("brings any spans back from the calls of an appender", () => {
  fc.assert(
    fc.property(fc.array(arbitrarySpan, { minLength: 1, maxLength: 5 }), (spans) => {
      const recorder = new SpanRecorder();
      appendSpans(spans, recorder);
      expect(recorder.spans).toEqual(spans);
    }),
    { numRuns: 300 },
  );
});
