import { CLOCK_STEPS_MS } from "./clock-ticks.ts";
import { formatDuration } from "./duration.ts";
import type { TimeWindow } from "./time-window.ts";

/** A mark of the time axis: where it stands, 0 to 1 of the window, and what it says. */
export interface TimeTick {
  readonly atUs: number;
  readonly fraction: number;
  readonly label: string;
}

/**
 * Marks at round moments (1, 2 or 5 times a power of ten), at most `ticksMax` of them. All labels of one
 * axis share a unit and show as many decimals as their distance needs. From 10 seconds on moments are round
 * as clocks have them.
 *
 *   window 0 … 12 ms, at most 5   ->   0, 5 ms, 10 ms
 *   window 0 … 2 h, at most 5     ->   0, 30 min, 1 h, 1 h 30 min, 2 h
 */
export function timeTicks(window: TimeWindow, ticksMax: number): readonly TimeTick[] {
  const width = window.toUs - window.fromUs;
  const leastUs = width / Math.max(1, ticksMax);
  const isLong = leastUs > CLOCK_STEPS_US[0]!;
  const stepUs = isLong ? clockStep(leastUs) : roundStep(leastUs);
  const unit = unitFor(window.toUs);
  const decimals = Math.max(0, Math.ceil(-Math.log10(stepUs / unit.us) - 1e-9));
  const last = Math.floor(window.toUs / stepUs + 1e-9);
  const ticks: TimeTick[] = [];
  for (let index = Math.ceil(window.fromUs / stepUs - 1e-9); index <= last; index++) {
    const atUs = index * stepUs;
    const inUnit = `${(atUs / unit.us).toFixed(decimals)} ${unit.name}`;
    const label = index === 0 ? "0" : isLong ? formatDuration(atUs) : inUnit;
    ticks.push({ atUs, fraction: (atUs - window.fromUs) / width, label });
  }
  return ticks;
}

const CLOCK_STEPS_US = CLOCK_STEPS_MS.map((ms) => ms * 1_000);
const DAY_US = 86_400e6;

function clockStep(leastUs: number): number {
  return CLOCK_STEPS_US.find((us) => us >= leastUs) ?? roundStep(leastUs / DAY_US, 1) * DAY_US;
}

function roundStep(leastUs: number, powerMin = 0): number {
  const power = Math.max(powerMin, 10 ** Math.floor(Math.log10(leastUs)));
  for (const factor of [1, 2, 5]) {
    // The margin is for 0.30000000000000004 and its like.
    if (factor * power * (1 + 1e-9) >= leastUs) return factor * power;
  }
  return 10 * power;
}

function unitFor(us: number): { readonly name: string; readonly us: number } {
  if (us >= 2_000_000) return { name: "s", us: 1_000_000 };
  if (us >= 2_000) return { name: "ms", us: 1_000 };
  if (us >= 2) return { name: "µs", us: 1 };
  return { name: "ns", us: 0.001 };
}
