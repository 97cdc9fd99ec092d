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
