import { describe, expect, it } from "vitest";
import { timeTicks } from "./time-ticks.ts";

const labels = (fromUs: number, toUs: number, ticksMax: number): string[] =>
  timeTicks({ fromUs, toUs }, ticksMax).map((tick) => tick.label);

describe("the marks of the time axis", () => {
  it("stand at round moments", () => {
    expect(labels(0, 12_000, 5)).toEqual(["0", "5 ms", "10 ms"]);
    expect(labels(0, 100, 5)).toEqual(["0", "20 µs", "40 µs", "60 µs", "80 µs", "100 µs"]);
  });

  it("show as many decimals as their distance needs", () => {
    expect(labels(3_600_000_000, 3_600_000_001, 4)).toEqual([
      "3600.0000000 s",
      "3600.0000005 s",
      "3600.0000010 s",
    ]);
    expect(labels(0.1, 0.4, 3)).toEqual(["100 ns", "200 ns", "300 ns", "400 ns"]);
  });

  it("are round as clocks have them in long traces", () => {
    const hour = 3_600_000_000;
    expect(labels(0, 100_000_000, 4)).toEqual(["0", "30 s", "1 min", "1 min 30 s"]);
    expect(labels(0, 2 * hour, 5)).toEqual(["0", "30 min", "1 h", "1 h 30 min", "2 h"]);
    expect(labels(0, 72 * hour, 6)).toEqual([
      "0",
      "12 h",
      "1 d",
      "1 d 12 h",
      "2 d",
      "2 d 12 h",
      "3 d",
    ]);
    expect(labels(0, 30 * 24 * hour, 4)).toEqual(["0", "10 d", "20 d", "30 d"]);
  });

  it("say where they stand in the window", () => {
    expect(timeTicks({ fromUs: 5, toUs: 15 }, 2).map((tick) => tick.fraction)).toEqual([0, 0.5, 1]);
  });

  it("are never more than a few above what was asked for", () => {
    for (let width = 0.1; width < 1e12; width *= 1.7) {
      for (const ticksMax of [1, 3, 8]) {
        expect(timeTicks({ fromUs: 0, toUs: width }, ticksMax).length).toBeLessThanOrEqual(
          ticksMax + 1,
        );
      }
    }
  });
});
