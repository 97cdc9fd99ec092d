import type { OwnCriticalOperation, OwnCriticalTime } from "@spanhouse/model";
import { expect, it } from "vitest";
import { criticalSummary, formatShare } from "./critical-words.ts";

const charge: OwnCriticalOperation = {
  ...{ service: "payment", operation: "Charge", traceCount: 20, spanCount: 41 },
  ...{ totalUs: 750_000, p50Us: 30_000, p95Us: 90_000, p95WithoutUs: 20_000 },
};
const time: OwnCriticalTime = {
  ...{ order: "newest", traceCount: 24, limited: false, totalUs: 1_000_000 },
  ...{ p50Us: 40_000, p95Us: 110_000, operations: [charge], paths: [], warnings: [] },
};

it("says which traces were counted", () => {
  const idle = { ...time, operations: [] };
  const first = { ...idle, limited: true };
  expect(
    [idle, first, { ...first, order: "mostErrors" }, { ...idle, traceCount: 1 }].map(
      criticalSummary,
    ),
  ).toEqual([
    "No span of all 24 traces took any time.",
    "No span of the 24 newest traces took any time.",
    "No span of the 24 traces with the most errors took any time.",
    "No span of the one trace took any time.",
  ]);
  expect(criticalSummary({ ...idle, traceCount: 0 })).toBe("No trace was counted.");
});

it("says what they waited for most, and what would be won at best", () => {
  expect(criticalSummary(time)).toBe(
    "75 % of the time of all 24 traces went into payment Charge, in 20 of them. " +
      "Without it their p95 would be 20 ms at best instead of 110 ms. " +
      "Half of them took 40 ms or less, p95 is 110 ms.",
  );
  const everywhere = { ...time, operations: [{ ...charge, traceCount: 24 }] };
  expect(criticalSummary(everywhere)).toContain("in each of them.");
  const alone = { ...time, traceCount: 1, operations: [{ ...charge, traceCount: 1 }] };
  expect(criticalSummary(alone)).toBe(
    "75 % of the time of the one trace went into payment Charge. " +
      "Without it, it would take 20 ms at best instead of 110 ms.",
  );
});

it("writes shares with one decimal, and none as nothing that is not", () => {
  expect([0, 0.0004, 0.001, 0.3333, 1].map(formatShare)).toEqual([
    ...["0 %", "<0.1 %", "0.1 %", "33.3 %", "100 %"],
  ]);
});
