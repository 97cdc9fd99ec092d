import { expect, it } from "vitest";
import { lookbackLabel, lookbackOptions } from "./lookback.ts";

it("says how far back a search looks", () => {
  expect(["5m", "1h", "2d", "3w", "custom", "soon"].map(lookbackLabel)).toEqual([
    ...["Last 5 minutes", "Last hour", "Last 2 days", "Last 3 weeks", "From … to …", "soon"],
  ]);
});

it("offers what is chosen besides the usual ones", () => {
  expect(lookbackOptions("6h")).toHaveLength(8);
  expect(lookbackOptions("custom")).toHaveLength(8);
  expect(lookbackOptions("3h")[0]).toEqual({ value: "3h", label: "Last 3 hours" });
});
