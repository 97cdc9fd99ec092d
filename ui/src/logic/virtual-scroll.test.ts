import { describe, expect, it } from "vitest";
import { contentPx, rowsInView, SCROLL_PX_MAX, scrollTopFor } from "./virtual-scroll.ts";

const list = { rowCount: 1000, rowPx: 20, viewportPx: 200 };

describe("rows in view", () => {
  it("are those under the viewport and a few more", () => {
    const place = { baseRow: 0, baseTopPx: 0 };
    expect(rowsInView({ ...list, scrollTopPx: 2000 })).toEqual({ from: 92, to: 118, ...place });
  });

  it("stay inside of the list", () => {
    expect(rowsInView({ ...list, scrollTopPx: 0 }).from).toBe(0);
    expect(rowsInView({ ...list, scrollTopPx: 20_000 - 200 }).to).toBe(1000);
    expect(rowsInView({ ...list, rowCount: 0, scrollTopPx: 0 })).toMatchObject({ from: 0, to: 0 });
  });

  it("reach the last of ten million rows at the end of a scroller of limited height", () => {
    const long = { ...list, rowCount: 10_000_000 };
    expect(contentPx(long.rowCount, long.rowPx)).toBe(SCROLL_PX_MAX);
    const end = rowsInView({ ...long, scrollTopPx: SCROLL_PX_MAX - 200 });
    expect(end.to).toBe(10_000_000);
    // The last row ends where the content ends.
    const bottomPx = end.baseTopPx + (10_000_000 - end.baseRow) * 20;
    expect(bottomPx).toBeCloseTo(SCROLL_PX_MAX, 3);
  });

  it("keep their places below one base, which follows the scroller", () => {
    const long = { ...list, rowCount: 10_000_000 };
    const one = rowsInView({ ...long, scrollTopPx: 1_000_000 });
    const next = rowsInView({ ...long, scrollTopPx: 1_000_001 });
    expect(next.baseRow).toBe(one.baseRow);
    expect(one.from - one.baseRow).toBeLessThan(1_024);
    // A pixel of the scroller is more than one of the list, so the base goes up.
    expect(next.baseTopPx).toBeLessThan(one.baseTopPx);
  });
});

describe("scrolling to a row", () => {
  it("does not move when the row is in view", () => {
    expect(scrollTopFor({ ...list, scrollTopPx: 100 }, 8)).toBe(100);
  });
  it("moves by as little as needed to a row beside the edge", () => {
    expect(scrollTopFor({ ...list, scrollTopPx: 100 }, 4)).toBe(80);
    expect(scrollTopFor({ ...list, scrollTopPx: 100 }, 15)).toBe(120);
  });
  it("puts a row that is far away in the middle", () => {
    expect(scrollTopFor({ ...list, scrollTopPx: 0 }, 500)).toBe(500 * 20 - 90);
  });
  it("brings a row of a list beyond the limit into view as well", () => {
    const long = { ...list, rowCount: 10_000_000, scrollTopPx: 0 };
    const { from, to } = rowsInView({ ...long, scrollTopPx: scrollTopFor(long, 7_654_321) });
    expect(from).toBeLessThan(7_654_321);
    expect(to).toBeGreaterThan(7_654_321);
  });
});
