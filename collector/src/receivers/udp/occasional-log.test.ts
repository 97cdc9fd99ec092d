import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OccasionalLog } from "./occasional-log.ts";

let lines: { readonly packets: number; readonly reason: string }[];
let log: OccasionalLog;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const sink = { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) };
  log = new OccasionalLog(pino({}, sink), { message: "malformed packets", intervalMs: 10_000 });
});
afterEach(() => void vi.useRealTimers());

const logged = () => lines.map(({ packets, reason }) => [packets, reason]);

it("logs the first time at once, then how often it happened in each interval", () => {
  log.note(1, "no Thrift");
  expect(logged()).toEqual([[1, "no Thrift"]]);
  log.note(2, "cut short");
  log.note(5, "too deep");
  expect(lines.length).toBe(1);
  vi.advanceTimersByTime(10_000);
  expect(logged()[1]).toEqual([7, "too deep"]);
});

it("is silent while nothing happens, and logs the next time at once", () => {
  log.note(1, "first");
  vi.advanceTimersByTime(60_000);
  expect(lines.length).toBe(1);
  log.note(1, "second");
  expect(logged()[1]).toEqual([1, "second"]);
});

it("logs what is left when it is stopped", () => {
  log.note(1, "first");
  log.note(3, "second");
  log.stop();
  expect(logged()[1]).toEqual([3, "second"]);
  vi.advanceTimersByTime(60_000);
  expect(lines.length).toBe(2);
});
