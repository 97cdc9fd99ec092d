import { describe, expect, it } from "vitest";
import { findSpans, nextPlace } from "./find-spans.ts";
import { traceOf } from "./testing/trace.ts";
import { toTraceModel } from "./trace-model.ts";

const model = toTraceModel({
  ...traceOf({
    spanId: ["00000000000000aa", "00000000000000ab", "00000000000000bb"],
    ...{ service: [0, 1, 0], operation: [0, 1, 0] },
    ...{ kind: [2, 3, 1], status: [0, 2, 0], durationUs: [900, 20_000, 5] },
  }),
  services: [
    { name: "Checkout", spanCount: 2, errorCount: 0 },
    { name: "cart", spanCount: 1, errorCount: 0 },
  ],
  operations: ["POST /pay", "SELECT carts"],
});

const known = {
  keys: [],
  columns: new Map([
    ["http.status", { values: ["404", "1000"], of: Int32Array.of(0, -1, 1) }],
    ["route", { values: ["/a"], of: Int32Array.of(0, -1, -1) }],
  ]),
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
    ["service=cart", [1]],
    ["-service=CART", [0, 2]],
    ["kind=server", [0]],
    ["is:error", [1]],
    ["-is:error select", []],
    ["duration>=900us", [0, 1]],
    ["duration<1ms checkout", [0, 2]],
    ["duration>soon", []],
    ["depth<1", [0, 1, 2]],
    ["http.status>=404", [0, 2]],
    ["http.status!=404", [2]],
    ["route=/A", [0]],
    ["-route=/a", [1, 2]],
    ["unheard.of=1", []],
  ])("by %j", (text, rows) => {
    expect([...findSpans(model, text, known)]).toEqual(rows);
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
