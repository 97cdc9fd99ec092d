import { describe, expect, it } from "vitest";
import { FLAME_LANES_MAX, flameLayout, flameRowAt } from "./flame-layout.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { plainScale } from "./time-scale.ts";

const { spans } = traceOfLines(`
  shop GET /cart 0..100
    db one 10..40
      db inner 15..20
    db two 30..60
    db three 70..80
`);
const layout = flameLayout(spans, plainScale(100_000));

function lanes(): readonly number[][] {
  return Array.from({ length: layout.laneCount }, (_, lane) => [
    ...layout.rows.subarray(layout.laneFrom[lane], layout.laneFrom[lane + 1]),
  ]);
}

describe("the layout of the flame chart", () => {
  it("puts spans below their parents, and beside others only when they do not overlap", () => {
    expect(lanes()).toEqual([[0], [1, 4], [2, 3]]);
  });

  it("finds the span at a point, or one that is near", () => {
    const at = (lane: number, us: number, nearUs = 0): number =>
      flameRowAt(layout, lane, us, nearUs);
    expect(at(1, 10_000)).toBe(1);
    expect(at(1, 75_000)).toBe(4);
    expect(at(1, 50_000)).toBe(-1);
    expect(at(1, 69_000, 1_000)).toBe(4);
    expect(at(1, 5_000)).toBe(-1);
    expect(at(-1, 10_000)).toBe(-1);
    expect(at(3, 10_000)).toBe(-1);
  });

  it("has a bounded number of lanes, however many spans run at once", () => {
    const children = Array.from({ length: 400 }, () => "    db q 1..99");
    const busy = traceOfLines(["  shop a 0..100", ...children].join("\n")).spans;
    const flat = flameLayout(busy, plainScale(100_000));
    expect(flat.laneCount).toBe(FLAME_LANES_MAX);
    expect([...flat.rows].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 401 }, (_, row) => row),
    );
  });
});
