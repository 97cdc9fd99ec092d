import { describe, expect, it } from "vitest";
import { orderOf, timeRangeUs, toSearchParams } from "./search-params.ts";

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

  it("look back as usual when it is not said how far", () => {
    expect(toSearchParams({ lookback: "a while" })).toEqual({});
    expect(toSearchParams({ lookback: "custom", start: "1" })).toMatchObject({
      lookback: "custom",
    });
  });
});

describe("the order of a search", () => {
  it("is the newest first unless it is a known one", () => {
    expect(orderOf({ order: "longest" })).toBe("longest");
    expect(orderOf({ order: "best" })).toBe("newest");
    expect(orderOf({})).toBe("newest");
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
