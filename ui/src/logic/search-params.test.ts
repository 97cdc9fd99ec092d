import { describe, expect, it } from "vitest";
import {
  parseAttributeFilter,
  searchProblems,
  timeRangeUs,
  toSearchParams,
} from "./search-params.ts";

describe("the parameters of a search", () => {
  it("keep what is known and not empty", () => {
    expect(toSearchParams({ service: "cart", operation: "", other: "x", limit: "50" })).toEqual({
      service: "cart",
      limit: "50",
    });
  });

  it("understand Jaeger's word for any operation", () => {
    expect(toSearchParams({ operation: "all" })).toEqual({});
  });

  it("can be asked as they are when nothing is given", () => {
    expect(searchProblems({})).toEqual({});
  });

  it.each([
    ["minDuration", { minDuration: "5" }],
    ["maxDuration", { minDuration: "2s", maxDuration: "1s" }],
    ["limit", { limit: "0" }],
    ["limit", { limit: "many" }],
    ["tags", { tags: "error" }],
    ["start", { lookback: "custom", start: "5", end: "4" }],
    ["start", { lookback: "custom" }],
    ["start", { lookback: "a while" }],
  ] as const)("name %s as the field that is wrong", (field, params) => {
    expect(Object.keys(searchProblems(params))).toEqual([field]);
  });
});

describe("the time of a search", () => {
  it("ends now unless it is given", () => {
    expect(timeRangeUs({ lookback: "15m" }, 1_000_000)).toEqual({
      startUs: 100_000_000,
      endUs: 1_000_000_000,
    });
    expect(timeRangeUs({ lookback: "custom", start: "10", end: "20" }, 0)).toEqual({
      startUs: 10,
      endUs: 20,
    });
  });
});

describe("the attribute filter", () => {
  it.each([
    ["", []],
    ["error=true", [["error", "true"]]],
    [
      'a=1  b="two words" c=',
      [
        ["a", "1"],
        ["b", "two words"],
        ["c", ""],
      ],
    ],
    ['q="say \\"hi\\""', [["q", 'say "hi"']]],
    ["url=/a?b=c", [["url", "/a?b=c"]]],
    ['{"error":"true"}', [["error", "true"]]],
  ] as const)("reads %s", (text, expected) => {
    expect(parseAttributeFilter(text)).toEqual({
      ok: true,
      value: expected.map(([key, value]) => ({ key, text: value })),
    });
  });

  it.each(["error", "=x", 'a="open', "{", "[1]", '{"a":1}'])("refuses %s", (text) => {
    expect(parseAttributeFilter(text).ok).toBe(false);
  });
});
