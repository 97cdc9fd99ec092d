import { expect, it } from "vitest";
import { pinchedWindow } from "./pinch.ts";

const window = { fromUs: 100, toUs: 200 };
const durationUs = 1_000;
const before = { from: 0.4, to: 0.6 };

it("keeps the moments under two fingers under them", () => {
  // 140 and 160 µs, which now stand at 0.2 and 0.7.
  const { fromUs, toUs } = pinchedWindow(window, {
    before,
    now: { from: 0.2, to: 0.7 },
    durationUs,
  });
  expect(toUs - fromUs).toBeCloseTo(40);
  expect(fromUs + 0.2 * 40).toBeCloseTo(140);
  expect(fromUs + 0.7 * 40).toBeCloseTo(160);
});

it("pans with fingers that stay as far apart, and widens with those that come together", () => {
  expect(
    pinchedWindow(window, { before, now: { from: 0.3, to: 0.5 }, durationUs }).fromUs,
  ).toBeCloseTo(110);
  const wide = pinchedWindow(window, {
    before: { from: 0.2, to: 0.8 },
    now: { from: 0.5, to: 0.5 },
    durationUs,
  });
  expect(wide).toEqual({ fromUs: 0, toUs: durationUs });
});
