import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OwnTypicalFigure, OwnTypicalTrace } from "@spanhouse/model";
import { compareTraces, compareWithTypical, PATH_IN } from "./compare-traces.ts";
import { summarySentences } from "./comparison-summary.ts";
import { traceOf } from "./testing/trace.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import type { Trace } from "./trace.ts";

const QUICK = traceOfLines(`
  web GET /cart 0..180 server
    web render 10..20
    payment charge 20..170 server
`);

const SLOW = traceOfLines(`
  web GET /cart 0..1600 server
    web render 10..20
    payment charge 20..500 server
    payment charge 500..1000 server
    payment charge 1000..1540 server error
    mail send 1540..1590 producer
`);

const SIDES = { base: "A", other: "B" } as const;

describe("compareTraces", () => {
  it("counts and sums up what is reached in the same way", () => {
    const { paths, base, other, where, differs, baseUs, otherUs } = compareTraces(QUICK, SLOW);
    expect(paths.step.map(({ operation }) => operation)).toEqual([
      "GET /cart",
      "render",
      "charge",
      "send",
    ]);
    expect([...base.count]).toEqual([1, 1, 1, 0]);
    expect([...other.count]).toEqual([1, 1, 3, 1]);
    expect([...other.selfUs]).toEqual([20_000, 10_000, 1_520_000, 50_000]);
    expect([...other.errorCount]).toEqual([0, 0, 1, 0]);
    expect([...where]).toEqual([PATH_IN.both, PATH_IN.both, PATH_IN.both, PATH_IN.other]);
    // The root differs in less than a hundredth of the longer trace.
    expect([...differs]).toEqual([0, 0, 1, 1]);
    expect([baseUs, otherUs]).toEqual([180_000, 1_600_000]);
    // The longest of the three.
    expect(other.row[2]).toBe(4);
    expect(base.row[3]).toBe(-1);
  });

  it("says what differs most", () => {
    expect(summarySentences(compareTraces(QUICK, SLOW), SIDES)).toEqual([
      "B took 1.42 s longer than A (1.6 s instead of 180 ms): 1.37 s of it is self time of payment charge, called 3 times instead of once.",
      "B has 1 branch that A has not.",
      "Errors: 1 in B, none in A.",
    ]);
    expect(summarySentences(compareTraces(SLOW, QUICK), SIDES)).toEqual([
      "B took 1.42 s less than A (180 ms instead of 1.6 s): 1.37 s of it is self time of payment charge, called once instead of 3 times.",
      "B lacks 1 branch that A has.",
      "Errors: none in B, 1 in A.",
    ]);
    expect(summarySentences(compareTraces(QUICK, QUICK), SIDES)).toEqual([
      "B took about as long as A: 180 ms and 180 ms.",
    ]);
  });

  it("does not call more than the whole a part of it", () => {
    const other = traceOfLines(`
      web GET /cart 0..200 server
        web render 10..190
    `);
    const [sentence] = summarySentences(compareTraces(QUICK, other), SIDES);
    expect(sentence).toBe(
      "B took 20 ms longer than A (200 ms instead of 180 ms): +170 ms self time in web render, while others took less.",
    );
  });

  it("names what only one of the two calls", () => {
    const other = traceOfLines(`
      web GET /cart 0..260 server
        web render 10..20
        payment charge 20..170 server
        mail send 170..250 producer
    `);
    expect(summarySentences(compareTraces(QUICK, other), SIDES)[0]).toBe(
      "B took 80 ms longer than A (260 ms instead of 180 ms): 80 ms of it is self time of mail send, which A does not call.",
    );
    expect(summarySentences(compareTraces(other, QUICK), SIDES)[0]).toBe(
      "B took 80 ms less than A (180 ms instead of 260 ms): 80 ms of it is self time of mail send, which is not called.",
    );
  });

  it("has nothing to say of traces that began differently, but that", () => {
    const other = traceOfLines("mail send 0..1 consumer");
    const comparison = compareTraces(QUICK, other);
    expect([...comparison.differs]).toEqual([1, 1, 1, 1]);
    expect(summarySentences(comparison, SIDES)).toEqual([
      "The two have no path in common: they began with different operations.",
    ]);
  });

  it("finds no difference between a trace and itself, and loses no span", () => {
    fc.assert(
      fc.property(someTrace(), someTrace(), (one, two) => {
        const itself = compareTraces(one, one);
        expect(itself.differs.every((value) => value === 0)).toBe(true);
        expect(itself.where.every((value) => value === PATH_IN.both)).toBe(true);
        const { base, other, paths } = compareTraces(one, two);
        expect(sum(base.count)).toBe(one.spanCount);
        expect(sum(other.count)).toBe(two.spanCount);
        expect(sum(other.totalUs)).toBeCloseTo(sum(two.spans.durationUs));
        expect(paths.parent.every((above, path) => above < path)).toBe(true);
        // The other way round the sides are exchanged, and nothing else.
        const turned = compareTraces(two, one);
        expect(sum(turned.differs)).toBe(sum(compareTraces(one, two).differs));
      }),
    );
  });

  it("compares traces of 100,000 spans and 10,000 levels", () => {
    const count = 100_000;
    const rows = Array.from({ length: count }, (_, row) => row);
    const deep = {
      ...traceOf({
        spanId: rows.map(() => "1"),
        parentRow: rows.map((row) => (row < 10_000 ? row - 1 : 9_999)),
      }),
      spanCount: count,
    };
    const { paths, base } = compareTraces(deep, deep);
    expect(paths.count).toBe(10_001);
    expect(base.count[10_000]).toBe(90_000);
  });
});

const figure = (p05: number, p50: number, p95: number, mean = p50): OwnTypicalFigure => ({
  ...{ p05, p50, p95, mean },
});

const TYPICAL: OwnTypicalTrace = {
  service: "web",
  operation: "GET /cart",
  leftOutCount: 0,
  warnings: [],
  traces: Array.from({ length: 20 }, (_, at) => ({
    ...{ traceId: String(at), rootUs: 170_000 + at * 1_000, durationUs: 2e5, spanCount: 3 },
    ...{ errorCount: 0, serviceCount: 2, depth: 2 },
  })),
  paths: [
    {
      parent: -1,
      service: "web",
      operation: "GET /cart",
      kind: 2,
      selfUs: figure(15_000, 20_000, 30_000),
    },
    {
      parent: 0,
      service: "payment",
      operation: "charge",
      kind: 2,
      selfUs: figure(1e5, 150_000, 2e5),
    },
    { parent: 0, service: "stock", operation: "check", kind: 2, selfUs: figure(1, 2, 3) },
    { parent: 0, service: "rare", operation: "retry", kind: 2, selfUs: figure(1, 2, 3) },
  ].map((path, place) => ({
    ...path,
    traceCount: place === 3 ? 1 : 20,
    spanCount: figure(1, 1, 1),
    errorCount: figure(0, 0, 0),
    totalUs: path.selfUs,
    criticalUs: path.selfUs,
    startUs: 0,
  })),
};

describe("compareWithTypical", () => {
  it("tells what is unusual from what always varies", () => {
    const { paths, differs, where, ranges } = compareWithTypical(TYPICAL, SLOW);
    const of = (operation: string): readonly (number | undefined)[] => {
      const path = paths.step.findIndex((step) => step.operation === operation);
      return [differs[path], where[path], ranges?.share[path]];
    };
    expect(of("GET /cart")).toEqual([0, PATH_IN.both, 1]);
    expect(of("charge")).toEqual([1, PATH_IN.both, 1]);
    expect(of("check")).toEqual([1, PATH_IN.base, 1]);
    // One in twenty has it: a trace without it is usual.
    expect(of("retry")).toEqual([0, PATH_IN.base, 0.05]);
    expect(of("send")).toEqual([1, PATH_IN.other, 0]);
  });

  it("says how the trace differs from the mean", () => {
    const sides = { base: "meanOfOthers", other: "thisTrace" } as const;
    expect(summarySentences(compareWithTypical(TYPICAL, SLOW), sides)).toEqual([
      "This trace took 1.43 s longer than the mean of the others (1.6 s instead of 170 ms): 1.37 s of it is self time of payment charge, called 3 times instead of once.",
      "It has 2 branches that none of the others has and lacks 1 branch that most of the others have.",
      "Errors: 1, in the others none on average.",
    ]);
  });
});

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Any tree of a few operations. */
function someTrace(): fc.Arbitrary<Trace> {
  const span = fc.record({
    parent: fc.nat(),
    operation: fc.nat({ max: 3 }),
    kind: fc.nat({ max: 5 }),
    status: fc.nat({ max: 2 }),
    durationUs: fc.nat({ max: 1_000 }),
  });
  return fc.array(span, { minLength: 1, maxLength: 30 }).map((spans) => ({
    ...traceOf({
      spanId: spans.map((_, row) => (row + 1).toString(16)),
      parentRow: spans.map(({ parent }, row) => (row === 0 ? -1 : parent % row)),
      operation: spans.map(({ operation }) => operation),
      kind: spans.map(({ kind }) => kind),
      status: spans.map(({ status }) => status),
      durationUs: spans.map(({ durationUs }) => durationUs),
    }),
    operations: ["a", "b", "c", "d"],
  }));
}
