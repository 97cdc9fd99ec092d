import { describe, expect, it } from "vitest";
import { formatDuration, formatDurationExact, parseDuration } from "./duration.ts";

describe("a duration", () => {
  it.each([
    [0, "0 ns", "0 ns"],
    [0.001, "1 ns", "1 ns"],
    [0.25, "250 ns", "250 ns"],
    [1, "1 µs", "1 µs"],
    [12.5, "12.5 µs", "12.5 µs"],
    [999.9996, "1000 µs", "1000 µs"],
    [12500.25, "12.5 ms", "12.50025 ms"],
    [999_999.999, "1000 ms", "999.999999 ms"],
    [1_000_000, "1 s", "1 s"],
    [1_234_567.891, "1.235 s", "1.234567891 s"],
    [60_000_000, "1 min", "1 min"],
    [61_000_000.001, "1 min 1 s", "1 min 1.000000001 s"],
    [119_990_000, "2 min", "1 min 59.99 s"],
    [3_600_000_000, "1 h", "1 h"],
    [86_400_000_000 + 1_500_000, "1 d 1.5 s", "1 d 1.5 s"],
  ])("of %s µs reads %s, exactly %s", (us, short, exact) => {
    expect(formatDuration(us)).toBe(short);
    expect(formatDurationExact(us)).toBe(exact);
  });

  it("is read back from what people type", () => {
    expect(parseDuration("1.5ms")).toBe(1500);
    expect(parseDuration("300us")).toBe(300);
    expect(parseDuration("2 s")).toBe(2_000_000);
    expect(parseDuration("1m30s")).toBe(90_000_000);
    expect(parseDuration("250ns")).toBe(0.25);
    expect(parseDuration("1 d 2 h")).toBe(93_600_000_000);
  });

  it.each(["", "5", "ms", "-1ms", "1 fortnight", "1.5.5ms"])("is not read from %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
