import { describe, expect, it } from "vitest";
import { findSpans, nextPlace } from "./find-spans.ts";
import { traceOf } from "./testing/trace.ts";

const trace = {
  ...traceOf({
    spanId: ["00000000000000aa", "00000000000000ab", "00000000000000bb"],
    ...{ service: [0, 1, 0], operation: [0, 1, 0] },
  }),
  services: [
    { name: "Checkout", spanCount: 2, errorCount: 0 },
    { name: "cart", spanCount: 1, errorCount: 0 },
  ],
  operations: ["POST /pay", "SELECT carts"],
};

describe("finding spans", () => {
  it.each([
    ["checkout", [0, 2]],
    ["select", [1]],
    ["CART", [1]],
    ["00ab", [1]],
    ["0a", [0, 1]],
    ["nothing", []],
    ["  ", []],
  ])("by %j", (text, rows) => {
    expect([...findSpans(trace, text)]).toEqual(rows);
  });
});

describe("going through what was found", () => {
  const rows = Int32Array.of(2, 5, 9);
  it("goes to the next after the cursor, and round at the end", () => {
    expect(nextPlace(rows, 0, false)).toBe(0);
    expect(nextPlace(rows, 2, false)).toBe(1);
    expect(nextPlace(rows, 9, false)).toBe(0);
  });
  it("goes back the same way", () => {
    expect(nextPlace(rows, 5, true)).toBe(0);
    expect(nextPlace(rows, 2, true)).toBe(2);
  });
  it("goes nowhere when there is nothing", () => {
    expect(nextPlace(new Int32Array(0), 3, false)).toBe(-1);
  });
});
