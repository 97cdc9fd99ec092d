import { describe, expect, it } from "vitest";

import {
  countForBatch,
  pieceRows,
  pieceToken,
  planBatch,
  withFirstRefused,
  withFirstStored,
  withoutFiles,
  type BatchPlan,
} from "./batch-plan.ts";
import { spoolFileForTest } from "./testing/spool-files.ts";

const files = [1, 2, 3].map((sequence) => spoolFileForTest(sequence, 4));
const whole = planBatch(files, 1_000);

/** `1 2 3` for whole files, `2[0+2]` for rows. */
function show(plan: BatchPlan): string[] {
  return plan.pieces.map((piece) =>
    piece
      .map(({ file, only }) => `${file + 1}${only ? `[${only.from}+${only.count}]` : ""}`)
      .join(" "),
  );
}

describe("a batch", () => {
  it("takes the leading files of one day, within its bounds", () => {
    const max = { rows: 10, bytes: 1_000_000, files: 10 };
    expect(countForBatch(files, max)).toBe(2);
    expect(countForBatch(files, { ...max, rows: 12 })).toBe(3);
    expect(countForBatch(files, { ...max, files: 1 })).toBe(1);
    expect(countForBatch(files, { ...max, rows: 100, bytes: files[0]!.bytes * 2 })).toBe(2);
    const nextDay = { ...files[2]!, receivedOnDay: files[2]!.receivedOnDay + 1 };
    expect(countForBatch([files[0]!, files[1]!, nextDay], { ...max, rows: 100 })).toBe(2);
  });

  it("takes one file that is larger than a batch", () => {
    expect(countForBatch(files, { rows: 1, bytes: 1, files: 1 })).toBe(1);
  });

  it("has a token that comes from the content and not from the names", () => {
    const renamed = files.map((file) => ({ ...file, name: `spool/other-${file.sequence}` }));
    const token = (plan: BatchPlan): string => pieceToken(plan, plan.pieces[0]!);
    expect(token(planBatch(renamed, 2_000))).toBe(token(whole));
    const other = files.map((file) => ({ ...file, crc32: file.crc32 + 1 }));
    expect(token(planBatch(other, 1_000))).not.toBe(token(whole));
    expect(token(planBatch(files.slice(0, 2), 1_000))).not.toBe(token(whole));
  });

  it("is halved by files and then by rows, each piece with a token of its own", () => {
    let plan = withFirstRefused(whole, "bad", 10);
    expect(show(plan)).toEqual(["1 2", "3"]);
    plan = withFirstRefused(plan, "bad", 10);
    expect(show(plan)).toEqual(["1", "2", "3"]);
    plan = withFirstRefused(plan, "bad", 10);
    expect(show(plan)).toEqual(["1[0+2]", "1[2+2]", "2", "3"]);
    plan = withFirstRefused(plan, "bad", 10);
    expect(show(plan)).toEqual(["1[0+1]", "1[1+1]", "1[2+2]", "2", "3"]);
    const tokens = plan.pieces.map((piece) => pieceToken(plan, piece));
    expect(new Set(tokens).size).toBe(5);
    expect(plan.generation).toBe(4);
  });

  it("gives up a single row with its reason and goes on with the rest", () => {
    let plan = whole;
    for (let cut = 0; cut < 4; cut++) plan = withFirstRefused(plan, "cut", 10);
    plan = withFirstRefused(plan, "code 53", 10);
    expect(plan.refused).toEqual([{ file: 0, from: 0, count: 1, reason: "code 53" }]);
    expect(show(plan)).toEqual(["1[1+1]", "1[2+2]", "2", "3"]);
    expect(show(withFirstStored(plan))).toEqual(["1[2+2]", "2", "3"]);
  });

  it("gives up whole pieces when too many rows were singled out", () => {
    const plan = withFirstRefused(whole, "all of it", 0);
    expect(plan.pieces).toEqual([]);
    expect(plan.refused.map(({ count }) => count)).toEqual([4, 4, 4]);
  });

  it("goes on without the files that are damaged", () => {
    const left = withoutFiles(whole, (file) => file.sequence === 2);
    expect(show(left)).toEqual(["1 3"]);
    expect(pieceRows(left, left.pieces[0]!)).toBe(8);
    expect(left.generation).toBe(1);
  });
});
