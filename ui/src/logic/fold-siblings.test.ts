import { describe, expect, it } from "vitest";
import {
  FOLD_MARKS_MAX,
  foldMarks,
  foldSiblings,
  foldSummary,
  quantile,
  withoutFolds,
} from "./fold-siblings.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";

const lines = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, at) => `    ${name} ${at * 10}..${at * 10 + at + 1} client`);

describe("folds", () => {
  const { spans } = traceOfLines(
    [
      ...["  shop GET /cart 0..200 server", ...lines(5, "db SELECT item")],
      ...["      db fetch 41..42", "    shop render 190..199", ...lines(4, "db SELECT item")],
    ].join("\n"),
  );
  const folds = foldSiblings(spans);

  it("are runs of five and more similar siblings, with all that is below them", () => {
    expect([...folds.heads]).toEqual([1]);
    expect(folds.endOf[1]).toBe(7);
    expect([...folds.endOf].filter((end) => end > 0)).toEqual([7]);
  });

  it("end at another kind, service, operation or parent", () => {
    for (const other of ["db SELECT item 30..31 server", "db2 SELECT item 30..31 client"]) {
      const mixed = ["  shop a 0..200", ...lines(3, "db SELECT item"), `    ${other}`];
      const { spans: columns } = traceOfLines([...mixed, ...lines(3, "db SELECT item")].join("\n"));
      expect(foldSiblings(columns).heads).toHaveLength(0);
    }
    const parts = ["  shop a 0..200", ...lines(3, "db SELECT item")];
    const two = traceOfLines([...parts, ...parts].join("\n"));
    expect(foldSiblings(two.spans).heads).toHaveLength(0);
  });

  it("can be opened one by one", () => {
    expect(withoutFolds(folds, [1]).heads).toHaveLength(0);
    expect([...withoutFolds(folds, []).heads]).toEqual([1]);
  });

  it("say how many spans they hold and how long those took, without what is below", () => {
    expect(foldSummary(spans, 1, 7)).toEqual({
      ...{ spanCount: 5, errorCount: 0, sumUs: 15_000, p50Us: 3_000, p95Us: 5_000 },
      ...{ startUs: 0, endUs: 45_000 },
    });
  });

  it("draw a bounded number of bars, which cover all spans", () => {
    const many = traceOfLines(["  shop a 0..9000", ...lines(200, "db q")].join("\n")).spans;
    const marks = foldMarks(many, 1, 201);
    expect(marks.length).toBeLessThanOrEqual(FOLD_MARKS_MAX);
    expect(marks[0]![0]).toBe(0);
    expect(marks.at(-1)![1]).toBe(2_190_000);
  });
});

it("takes for a quantile the smallest value that the share does not exceed", () => {
  const values = Float64Array.of(1, 2, 3, 4);
  expect([0, 0.25, 0.5, 0.51, 1].map((share) => quantile(values, share))).toEqual([1, 1, 2, 3, 4]);
  expect(quantile(new Float64Array(), 0.5)).toBe(0);
});
