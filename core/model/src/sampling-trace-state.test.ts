import { describe, expect, it } from "vitest";
import {
  adjustedCountOf,
  explicitRandomnessOf,
  randomnessOf,
  thresholdOf,
  withExplicitRandomness,
  withThreshold,
} from "./sampling-trace-state.ts";

const TRACE_ID = "0123456789abcdef0123456789abcdef";

describe("the sampling in a tracestate", () => {
  it("is found beside other vendors and other members", () => {
    const state = "congo=t61,\tot=p:8;th:fd70a;rv:6e6d1a75832a2f , rojo=00f";
    expect(thresholdOf(state)).toBe("fd70a");
    expect(explicitRandomnessOf(state)).toBe("6e6d1a75832a2f");
    expect(randomnessOf(state, TRACE_ID)).toBe("6e6d1a75832a2f");
  });

  it.each([
    "",
    "congo=th:8",
    "xot=th:8",
    "ot=xth:8",
    "ot=th:",
    "ot=th:zz",
    "ot=th:123456789abcdef",
    `ot=th:8;x:${"a".repeat(256)}`,
    "th:8",
    "ot",
  ])("is absent in %j, so the span stands for itself", (state) => {
    expect(thresholdOf(state)).toBeUndefined();
    expect(adjustedCountOf(state)).toBe(1);
    expect(randomnessOf(state, TRACE_ID)).toBe("23456789abcdef");
  });

  it("says how many spans a span stands for", () => {
    expect(adjustedCountOf("ot=th:0")).toBe(1);
    expect(adjustedCountOf("vendor=1,ot=rv:00000000000000;th:c")).toBe(4);
  });

  it("is written to the front and keeps what belongs to others", () => {
    expect(withThreshold("", "8")).toBe("ot=th:8");
    expect(withThreshold("a=1, ot=p:8;th:c;rv:6e6d1a75832a2f,b=2", "e")).toBe(
      "ot=p:8;rv:6e6d1a75832a2f;th:e,a=1,b=2",
    );
    expect(withExplicitRandomness("a=1,ot=th:8", "6e6d1a75832a2f")).toBe(
      "ot=th:8;rv:6e6d1a75832a2f,a=1",
    );
  });

  it("is erased without a trace", () => {
    expect(withThreshold("a=1,ot=th:8", undefined)).toBe("a=1");
    expect(withThreshold("ot=th:8;rv:6e6d1a75832a2f", undefined)).toBe("ot=rv:6e6d1a75832a2f");
    expect(withThreshold("", undefined)).toBe("");
  });

  it("cannot be written where its entry would have more than 256 characters", () => {
    const full = `ot=x:${"a".repeat(249)}`;
    expect(withThreshold(full, "8")).toBe(`${full};th:8`);
    expect(withThreshold(full, "88")).toBeUndefined();
  });

  it("pushes out the last of more than 32 entries", () => {
    const entries = Array.from({ length: 32 }, (_, index) => `v${index}=1`);
    const state = withThreshold(entries.join(","), "8")!;
    expect(state.split(",")).toEqual(["ot=th:8", ...entries.slice(0, 31)]);
  });
});
