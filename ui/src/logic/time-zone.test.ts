import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { formatMoment, fromLocalField, toLocalField } from "./moment.ts";
import { momentTicks } from "./moment-ticks.ts";
import {
  chosenTimeZone,
  isTimeZone,
  momentOfWall,
  setTimeZone,
  zonedFormat,
  zoneOffsetMs,
} from "./time-zone.ts";

const HOUR_MS = 3_600_000;

afterEach(() => setTimeZone(undefined));

describe("the time zone", () => {
  it("is the browser's unless one is chosen that exists", () => {
    expect(chosenTimeZone()).toBeUndefined();
    setTimeZone("Asia/Tokyo");
    expect(chosenTimeZone()).toBe("Asia/Tokyo");
    setTimeZone("Mars/Olympus");
    expect(chosenTimeZone()).toBeUndefined();
    expect(["UTC", "Europe/Berlin", "", "x"].map(isTimeZone)).toEqual([true, true, false, false]);
  });

  it("is followed by formats that were made before it was chosen", () => {
    const format = zonedFormat({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const midnight = Date.UTC(2026, 0, 1);
    setTimeZone("UTC");
    expect(format.format(midnight)).toBe("00:00");
    setTimeZone("Asia/Kathmandu");
    expect(format.format(midnight)).toBe("05:45");
    expect(formatMoment(`${midnight}042000000`)).toContain("45:00.042");
  });

  it("knows how far its clocks are ahead, in summer and in winter", () => {
    setTimeZone("Europe/Berlin");
    expect(zoneOffsetMs(Date.UTC(2026, 0, 1))).toBe(HOUR_MS);
    expect(zoneOffsetMs(Date.UTC(2026, 6, 1, 0, 0, 0, 999))).toBe(2 * HOUR_MS);
    setTimeZone("America/St_Johns");
    expect(zoneOffsetMs(Date.UTC(2026, 0, 1))).toBe(-3.5 * HOUR_MS);
    // The hour that the clocks leave out.
    setTimeZone("Europe/Berlin");
    expect(momentOfWall(Date.UTC(2026, 2, 29, 3, 30))).toBe(Date.UTC(2026, 2, 29, 1, 30));
  });

  it("is that of the fields for a time, to and fro", () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(
        moment,
        fc.constantFrom("UTC", "Asia/Kathmandu", "Pacific/Apia"),
        (unixS, zone) => {
          setTimeZone(zone);
          const text = toLocalField(unixS * 1e6);
          const back = fromLocalField(text);
          // An hour that the clocks show twice is read as one of the two.
          expect(toLocalField(back!)).toBe(text);
          if (zone === "UTC") expect(back).toBe(unixS * 1e6);
        },
      ),
    );
  });

  it("is that of the marks of an axis", () => {
    setTimeZone("Asia/Kathmandu");
    const day = Date.UTC(2026, 0, 1);
    const [first] = momentTicks(day, day + 24 * HOUR_MS, 4);
    expect((first!.unixMs + 5.75 * HOUR_MS) % (6 * HOUR_MS)).toBe(0);
  });
});
