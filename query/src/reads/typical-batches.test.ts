import type { TraceSummary } from "@spanhouse/storage";
import { expect, it } from "vitest";
import {
  TYPICAL_BATCH_SPANS_MAX,
  TYPICAL_BATCH_TRACES_MAX,
  TYPICAL_COLUMNS_SPANS_MIN,
} from "../limits.ts";
import { typicalBatches } from "./typical-batches.ts";

function sizes(...spanCounts: readonly number[]): readonly (readonly number[])[] {
  const summaries = spanCounts.map((spanCount, at) => ({ traceId: String(at), spanCount }));
  const batches = typicalBatches(summaries as unknown as readonly TraceSummary[]);
  expect(batches.flat()).toEqual(summaries);
  return batches.map((batch) => batch.map(({ spanCount }) => spanCount));
}

it("reads small traces together and large ones alone, in their order", () => {
  const large = TYPICAL_COLUMNS_SPANS_MIN;
  expect(sizes()).toEqual([]);
  expect(sizes(1, 2, large, 3, large, large, 4, 5)).toEqual([
    [1, 2],
    [large],
    [3],
    [large],
    [large],
    [4, 5],
  ]);
});

it("reads no more traces and spans at once than fit", () => {
  const many = Array.from({ length: TYPICAL_BATCH_TRACES_MAX + 1 }, () => 1);
  expect(sizes(...many).map(({ length }) => length)).toEqual([TYPICAL_BATCH_TRACES_MAX, 1]);
  const each = TYPICAL_COLUMNS_SPANS_MIN - 1;
  for (const batch of sizes(...Array.from({ length: 150 }, () => each))) {
    expect(batch.length * each).toBeLessThanOrEqual(TYPICAL_BATCH_SPANS_MAX);
  }
});
