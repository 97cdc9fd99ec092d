import { describe, expect, it } from "vitest";
import { contrastRatio, differenceSeenBy, VISIONS } from "./testing/colour-vision.ts";
import { cssColour, SERVICE_COLOURS, serviceColours } from "./service-colours.ts";

describe("the colour of a service", () => {
  it("is the same whatever the order of the names", () => {
    const names = ["cart", "checkout", "frontend", "payment", "shipping"];
    const forwards = serviceColours(names);
    const backwards = serviceColours([...names].reverse());
    for (const name of names) expect(backwards.get(name)).toEqual(forwards.get(name));
  });

  it("does not change when an unrelated trace has other services", () => {
    expect(serviceColours(["frontend"]).get("frontend")).toEqual(
      serviceColours(["frontend", "zzz"]).get("frontend"),
    );
  });

  it("is its own as long as there are enough colours", () => {
    const names = SERVICE_COLOURS.map((_, index) => `service-${index}`);
    expect(new Set(serviceColours(names).values()).size).toBe(SERVICE_COLOURS.length);
  });

  it("is shared evenly when there are more services than colours", () => {
    const names = SERVICE_COLOURS.flatMap((_, index) => [`a${index}`, `b${index}`, `c${index}`]);
    const uses = new Map<string, number>();
    for (const colour of serviceColours(names).values()) {
      uses.set(cssColour(colour), (uses.get(cssColour(colour)) ?? 0) + 1);
    }
    expect([...uses.values()]).toEqual(SERVICE_COLOURS.map(() => 3));
  });
});

describe.each(["light", "dark"] as const)("the colours on the %s theme", (theme) => {
  const colours = SERVICE_COLOURS.map((colour) => colour[theme]);

  it("stand out from the background", () => {
    const background = theme === "light" ? "#faf9f7" : "#1e2127";
    for (const colour of colours) {
      expect(contrastRatio(colour, background), colour).toBeGreaterThanOrEqual(3);
    }
  });

  // 0.02 in OKLab is about what an eye can just tell apart.
  it.each(VISIONS)("are told apart with %s vision", (vision) => {
    for (const [index, one] of colours.entries()) {
      for (const other of colours.slice(index + 1)) {
        expect(differenceSeenBy(vision, one, other), `${one} ${other}`).toBeGreaterThan(0.045);
      }
    }
  });
});
