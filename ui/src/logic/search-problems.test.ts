import { describe, expect, it } from "vitest";
import { searchProblems } from "./search-problems.ts";

describe("the parameters of a search", () => {
  it("can be asked as they are when nothing is given", () => {
    expect(searchProblems({})).toEqual({});
  });

  it.each([
    ["minDuration", { minDuration: "5" }],
    ["maxDuration", { minDuration: "2s", maxDuration: "1s" }],
    ["limit", { limit: "0" }],
    ["limit", { limit: "many" }],
    ["tags", { tags: "error" }],
    ["tags", { tags: "duration>5" }],
    ["tags", { tags: "kind=servant" }],
    ["filter", { filter: "{}" }],
    ["start", { lookback: "custom", start: "5", end: "4" }],
    ["start", { lookback: "custom" }],
  ] as const)("name %s as the field that is wrong", (field, params) => {
    expect(Object.keys(searchProblems(params))).toEqual([field]);
  });
});
