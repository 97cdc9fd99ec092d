import { describe, expect, it } from "vitest";
import {
  isWhole,
  panWindow,
  WINDOW_US_MIN,
  wholeWindow,
  windowAround,
  windowBetween,
  zoomWindow,
} from "./time-window.ts";

describe("the window of time", () => {
  it("is the whole trace at first, and has a width even when the trace has none", () => {
    expect(wholeWindow(100)).toEqual({ fromUs: 0, toUs: 100 });
    expect(wholeWindow(0)).toEqual({ fromUs: 0, toUs: WINDOW_US_MIN });
    expect(isWhole(wholeWindow(0), 0)).toBe(true);
  });

  it("keeps the moment under the cursor in its place while zooming", () => {
    const zoomed = zoomWindow(wholeWindow(100), { fraction: 0.25, factor: 0.5, durationUs: 100 });
    expect(zoomed).toEqual({ fromUs: 12.5, toUs: 62.5 });
    expect(isWhole(zoomed, 100)).toBe(false);
  });

  it("widens no further than the trace", () => {
    const window = { fromUs: 80, toUs: 90 };
    expect(zoomWindow(window, { fraction: 0.5, factor: 50, durationUs: 100 })).toEqual(
      wholeWindow(100),
    );
  });

  it("shrinks no further than its minimum", () => {
    const { fromUs, toUs } = zoomWindow(wholeWindow(100), {
      fraction: 1,
      factor: 1e-12,
      durationUs: 100,
    });
    expect(toUs - fromUs).toBeCloseTo(WINDOW_US_MIN, 9);
    expect(toUs).toBeLessThanOrEqual(100);
  });

  it("stops at both ends while panning", () => {
    expect(panWindow({ fromUs: 10, toUs: 30 }, -1, 100)).toEqual({ fromUs: 0, toUs: 20 });
    expect(panWindow({ fromUs: 70, toUs: 90 }, 1, 100)).toEqual({ fromUs: 80, toUs: 100 });
  });

  it("takes the ends of a drag in either order", () => {
    expect(windowBetween(60, 20, 100)).toEqual({ fromUs: 20, toUs: 60 });
  });

  it("leaves room on both sides of a span", () => {
    expect(windowAround(50, 20, 100)).toEqual({ fromUs: 48, toUs: 72 });
  });
});
