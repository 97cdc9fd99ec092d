import { describe, expect, it } from "vitest";
import {
  FLAME_LANES_MAX,
  flameLayout,
  flameRowAt,
  SERVICE_LANES_MAX,
  swimLayout,
} from "./flame-layout.ts";
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

describe("the layout by service", () => {
  const swim = swimLayout(spans, plainScale(100_000));

  it("gives each service lanes of its own below a lane for its name", () => {
    expect(swim.bands).toEqual([
      { service: 0, laneFrom: 0, laneTo: 2 },
      { service: 1, laneFrom: 2, laneTo: 5 },
    ]);
    const rows = Array.from({ length: swim.laneCount }, (_, lane) => [
      ...swim.rows.subarray(swim.laneFrom[lane], swim.laneFrom[lane + 1]),
    ]);
    // `inner` and `two` run while `one` does; `three` finds the first lane free again.
    expect(rows).toEqual([[], [0], [], [1, 4], [2, 3]]);
  });

  it("has no span where a name stands", () => {
    expect(flameRowAt(swim, 0, 10_000, 1_000)).toBe(-1);
    expect(flameRowAt(swim, 2, 10_000, 1_000)).toBe(-1);
    expect(flameRowAt(swim, 3, 12_000, 0)).toBe(1);
  });

  it("has a bounded number of lanes for a service", () => {
    const children = Array.from({ length: 200 }, () => "    db q 1..99");
    const busy = traceOfLines(["  shop a 0..100", ...children].join("\n")).spans;
    const { bands, rows } = swimLayout(busy, plainScale(100_000));
    expect(bands[1]!.laneTo - bands[1]!.laneFrom).toBe(SERVICE_LANES_MAX + 1);
    expect(new Set(rows).size).toBe(201);
  });
});
