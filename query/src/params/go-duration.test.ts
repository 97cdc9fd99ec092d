import { expect, it } from "vitest";
import { parseGoDuration } from "./go-duration.ts";

it.each([
  ["0", 0n],
  ["5s", 5_000_000_000n],
  ["1.5ms", 1_500_000n],
  [".5us", 500n],
  ["3.µs", 3_000n],
  ["3μs", 3_000n],
  ["2h45m", 9_900_000_000_000n],
  ["-1m30s", -90_000_000_000n],
  ["+7ns", 7n],
  ["0.9ns", 0n],
])("reads %s", (text, nanoseconds) => {
  expect(parseGoDuration(text)).toEqual({ ok: true, value: nanoseconds });
});

it.each([
  ["", 'time: invalid duration ""'],
  ["-", 'time: invalid duration "-"'],
  ["s", 'time: invalid duration "s"'],
  [".s", 'time: invalid duration ".s"'],
  ["5", 'time: missing unit in duration "5"'],
  ["1s5", 'time: missing unit in duration "1s5"'],
  ["5 s", 'time: unknown unit " s" in duration "5 s"'],
  ["5S", 'time: unknown unit "S" in duration "5S"'],
  ["1toString", 'time: unknown unit "toString" in duration "1toString"'],
  ["9999999999h", 'time: invalid duration "9999999999h"'],
])("refuses %j as Go does", (text, error) => {
  expect(parseGoDuration(text)).toEqual({ ok: false, error });
});
