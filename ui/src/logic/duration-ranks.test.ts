import fc from "fast-check";
import { expect, it } from "vitest";
import { durationRanks, RANKED_SPANS_MIN } from "./duration-ranks.ts";

const rows = fc.array(fc.record({ service: fc.nat(2), operation: fc.nat(1), us: fc.nat(9) }), {
  maxLength: 60,
});

it("says of each span how many of its service and operation are faster, where there are enough", () => {
  fc.assert(
    fc.property(rows, (spans) => {
      const { share, groupSize } = durationRanks({
        operations: ["a", "b"],
        spans: {
          service: Uint8Array.from(spans, ({ service }) => service),
          operation: Uint8Array.from(spans, ({ operation }) => operation),
          durationUs: Float64Array.from(spans, ({ us }) => us),
        },
      });
      spans.forEach((span, row) => {
        const like = spans.filter(
          ({ service, operation }) => service === span.service && operation === span.operation,
        );
        const faster = like.filter(({ us }) => us < span.us).length;
        expect(groupSize(row)).toBe(like.length);
        if (like.length < RANKED_SPANS_MIN) expect(share[row]).toBeNaN();
        else expect(share[row]).toBeCloseTo(faster / like.length, 5);
      });
    }),
  );
});
