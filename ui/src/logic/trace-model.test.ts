import { describe, expect, it } from "vitest";
import { traceOf } from "./testing/trace.ts";
import { rootRowOf, rowOfSpanKey, siblingCountOf, spanKeyOf, toTraceModel } from "./trace-model.ts";

describe("the model of a trace", () => {
  const model = toTraceModel(
    traceOf({
      spanId: ["aa", "bb", "bb", "cc"],
      parentRow: [-1, -1, 1, 1],
      status: [0, 2, 0, 2],
      orphans: [{ row: 0, parentSpanId: "ff", reason: "missing" }],
      repeats: [{ row: 2, occurrence: 1 }],
      events: { row: [1, 1, 3], startUs: [5, 6, 7] },
    }),
  );

  it("knows where the events of each row are", () => {
    expect([...model.eventFrom]).toEqual([0, 0, 2, 2, 3]);
  });

  it("knows the rows with errors", () => expect([...model.errorRows]).toEqual([1, 3]));

  it("knows the place of each row among its siblings", () => {
    expect([...model.placeOf]).toEqual([1, 2, 1, 2]);
    expect([0, 1, 2, 3].map((row) => siblingCountOf(model, row))).toEqual([2, 2, 2, 2]);
  });

  it("takes the first real root for the whole, not an orphan before it", () => {
    expect(rootRowOf(model)).toBe(1);
  });

  it("tells spans that share an id apart", () => {
    expect(spanKeyOf(model, 1)).toBe("00000000000000bb");
    expect(spanKeyOf(model, 2)).toBe("00000000000000bb.1");
    expect(rowOfSpanKey(model, "bb")).toBe(1);
    expect(rowOfSpanKey(model, "BB.1")).toBe(2);
    expect(rowOfSpanKey(model, "zz")).toBe(-1);
    expect(rowOfSpanKey(model, undefined)).toBe(-1);
  });
});
