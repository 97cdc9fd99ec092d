import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relatedSpans, spanLinks } from "./span-relations.ts";
import type { SpanRelation } from "./spanset-query.ts";

const RELATIONS: readonly SpanRelation[] = [">", "<", ">>", "<<", "~"];

/** Few ids, so that spans share them, name missing ones and go in circles; 0 is no parent. */
const arbitraryTrace = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 8 }),
    parent: fc.integer({ min: 0, max: 10 }),
    isLeft: fc.boolean(),
    isRight: fc.boolean(),
  }),
  { maxLength: 12 },
);

interface Node {
  readonly id: number;
  readonly parent: number;
}

function isChild(above: Node, below: Node): boolean {
  return below.parent !== 0 && below.parent !== below.id && below.parent === above.id;
}

function isBelow(above: Node, below: Node, trace: readonly Node[]): boolean {
  const reached = new Set(trace.filter((span) => isChild(above, span)));
  for (const span of reached) for (const one of trace) if (isChild(span, one)) reached.add(one);
  return reached.has(below);
}

function isPair(relation: SpanRelation, a: Node, b: Node, trace: readonly Node[]): boolean {
  switch (relation) {
    case ">":
      return isChild(a, b);
    case "<":
      return isChild(b, a);
    case ">>":
      return isBelow(a, b, trace);
    case "<<":
      return isBelow(b, a, trace);
    case "~":
      return (
        a !== b &&
        a.parent === b.parent &&
        [a, b].every((one) => one.parent !== 0 && one.parent !== one.id)
      );
  }
}

describe("relations of spans", () => {
  it("leave what comparing every pair leaves, in any tangle of ids", () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const links = spanLinks(
          BigUint64Array.from(trace, ({ id }) => BigInt(id)),
          BigUint64Array.from(trace, ({ parent }) => BigInt(parent)),
        );
        const left = Uint8Array.from(trace, ({ isLeft }) => Number(isLeft));
        const right = Uint8Array.from(trace, ({ isRight }) => Number(isRight));
        for (const relation of RELATIONS) {
          const onLeft = trace.filter(({ isLeft }) => isLeft);
          const onRight = trace.filter(({ isRight }) => isRight);
          const related = onRight.filter((b) => onLeft.some((a) => isPair(relation, a, b, trace)));
          const both = onLeft.filter((a) => onRight.some((b) => isPair(relation, a, b, trace)));
          const expected = {
            right: related,
            unrelated: onRight.filter((b) => !related.includes(b)),
            both: [...both, ...related],
          };
          for (const keep of ["right", "unrelated", "both"] as const) {
            const kept = relatedSpans(links, { relation, keep }, left, right);
            const wanted = trace.map((span) => Number(expected[keep].includes(span)));
            expect([...kept], `${keep} ${relation}`).toEqual(wanted);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("take a chain of 300,000 spans without recursion, and little time", () => {
    const count = 300_000;
    const links = spanLinks(
      BigUint64Array.from({ length: count }, (_, index) => BigInt(index + 1)),
      BigUint64Array.from({ length: count }, (_, index) => BigInt(index)),
    );
    const first = new Uint8Array(count).fill(1, 0, 1);
    const all = new Uint8Array(count).fill(1);
    const below = relatedSpans(links, { relation: ">>", keep: "right" }, first, all);
    expect(below.reduce((sum, isIn) => sum + isIn, 0)).toBe(count - 1);
    const above = relatedSpans(links, { relation: "<<", keep: "right" }, all, all);
    expect(above.reduce((sum, isIn) => sum + isIn, 0)).toBe(count - 1);
  });
});
