import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatMoment,
  fromLocalField,
  offsetUs,
  toLocalField,
  toUnixMs,
} from "./moment.ts";

describe("a moment", () => {
  it("keeps its nanoseconds as an offset", () => {
    expect(offsetUs("1760000000001500501", "1760000000000000000")).toBe(1500.501);
    expect(offsetUs("1760000000000000000", "1760000000000000250")).toBe(-0.25);
  });

  it("shows milliseconds", () => {
    expect(toUnixMs("1760000000042999999")).toBe(1760000000042);
    expect(formatMoment("1760000000042999999")).toContain(".042");
  });

  it.each([
    [0, "now"],
    [12_000, "12 s ago"],
    [299_000, "4 min ago"],
    [2 * 3_600_000, "2 h ago"],
    [50 * 3_600_000, "2 d ago"],
    [729 * 86_400_000, "729 d ago"],
    [1_760_000_000_000, "55 y ago"],
    [-60_000, "in the future"],
  ])("%s ms back is %s", (backMs, text) => {
    const nowMs = 1_760_000_000_000;
    expect(formatAgo(nowMs - backMs, nowMs)).toBe(text);
  });

  it("goes into a field for local time and comes back", () => {
    const unixUs = 1_760_000_000_000_000;
    expect(fromLocalField(toLocalField(unixUs))).toBe(unixUs);
    expect(fromLocalField("")).toBeUndefined();
  });
});
