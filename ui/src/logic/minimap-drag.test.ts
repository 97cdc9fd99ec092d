import { describe, expect, it } from "vitest";
import { draggedWindow, gripAt } from "./minimap-drag.ts";
import { wholeWindow } from "./time-window.ts";

const window = { fromUs: 20, toUs: 60 };
const at = (fraction: number) => gripAt(window, { fraction, reach: 0.02, durationUs: 100 });
const drag = { from: 0.3, to: 0.5, durationUs: 100 };

describe("a drag over the minimap", () => {
  it("takes an edge, the window, or nothing", () => {
    expect(at(0.21)).toBe("fromEdge");
    expect(at(0.59)).toBe("toEdge");
    expect(at(0.4)).toBe("window");
    expect(at(0.8)).toBe("nothing");
  });

  it("takes nothing while the window is the whole trace", () => {
    expect(gripAt(wholeWindow(100), { fraction: 0.5, reach: 0.02, durationUs: 100 })).toBe(
      "nothing",
    );
  });

  it("makes a new window from nothing", () => {
    expect(draggedWindow("nothing", window, drag)).toEqual({ fromUs: 30, toUs: 50 });
  });

  it("moves what it took", () => {
    expect(draggedWindow("window", window, drag)).toEqual({ fromUs: 40, toUs: 80 });
    expect(draggedWindow("fromEdge", window, drag)).toEqual({ fromUs: 50, toUs: 60 });
    expect(draggedWindow("toEdge", window, drag)).toEqual({ fromUs: 20, toUs: 50 });
  });

  it("turns round when an edge is dragged past the other", () => {
    expect(draggedWindow("fromEdge", window, { ...drag, to: 0.9 })).toEqual({
      fromUs: 60,
      toUs: 90,
    });
  });
});
