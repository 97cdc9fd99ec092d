import { describe, expect, it } from "vitest";
import { minimapPixels, type Rgb } from "./minimap.ts";

const RED: Rgb = [255, 0, 0];
const BLUE: Rgb = [0, 0, 255];

/** One character per pixel: r, b, m for a mix, `.` for nothing. */
function draw(
  spans: readonly (readonly [startUs: number, durationUs: number, colour: number])[],
  size: { width: number; height: number; durationUs: number },
): string[] {
  const pixels = minimapPixels({
    startUs: spans.map(([start]) => start),
    endUs: spans.map(([start, duration]) => start + duration),
    colourOf: spans.map(([, , colour]) => colour),
    colours: [RED, BLUE],
    ...size,
  });
  return Array.from({ length: size.height }, (_, y) =>
    Array.from({ length: size.width }, (__, x) => {
      const at = (y * size.width + x) * 4;
      if (pixels[at + 3] === 0) return ".";
      if (pixels[at]! > 200) return "r";
      return pixels[at + 2]! > 200 ? "b" : "m";
    }).join(""),
  );
}

describe("the minimap", () => {
  it("draws a line per span from its start to its end", () => {
    const spans = [
      [0, 100, 0],
      [20, 30, 1],
    ] as const;
    expect(draw(spans, { width: 10, height: 2, durationUs: 100 })).toEqual([
      "rrrrrrrrrr",
      "..bbb.....",
    ]);
  });

  it("leaves a gap between lines where there is room, and does not stretch few rows", () => {
    expect(draw([[0, 10, 0]], { width: 2, height: 8, durationUs: 10 })).toEqual([
      ...Array<string>(4).fill("rr"),
      ...Array<string>(4).fill(".."),
    ]);
  });

  it("mixes the colours of rows that share a line of pixels", () => {
    const spans = [
      [0, 60, 0],
      [40, 60, 1],
    ] as const;
    expect(draw(spans, { width: 10, height: 1, durationUs: 100 })).toEqual(["rrrrmmbbbb"]);
  });

  it("shows spans too short for a pixel, also at the very end", () => {
    const spans = [
      [50, 0, 0],
      [100, 0, 1],
    ] as const;
    expect(draw(spans, { width: 10, height: 2, durationUs: 100 })).toEqual([
      ".....r....",
      ".........b",
    ]);
  });

  it("shows a trace without any duration", () => {
    expect(draw([[0, 0, 0]], { width: 3, height: 1, durationUs: 0 })).toEqual(["r.."]);
  });
});
