import type { OwnTraceSummary } from "@spanhouse/model";
import { expect, it } from "vitest";
import { mergeNewest, withoutRepeats } from "./merge-traces.ts";

function trace(traceId: string, spanCount = 1): OwnTraceSummary {
  return {
    ...{ traceId, rootService: "a", rootOperation: "b", startUnixNano: "0", durationUs: 1 },
    ...{ spanCount, errorCount: 0, services: [] },
  };
}

it("shows a trace of two pages once, as the first page has it", () => {
  const first = trace("1", 5);
  expect(withoutRepeats([first, trace("2"), trace("1", 9)])).toEqual([first, trace("2")]);
});

it("puts what is new on top, replaces what has grown and lets the oldest go", () => {
  const before = [trace("2"), trace("3"), trace("4")];
  const merged = mergeNewest([trace("1"), trace("3", 7)], before, 3);
  expect(merged).toEqual([trace("1"), trace("3", 7), trace("2")]);
});
