import { zonedFormat, zoneOffsetMs } from "./time-zone.ts";

/** A mark of a time axis: where it stands, 0 to 1, and what it says in the chosen time zone. */
export interface MomentTick {
  readonly unixMs: number;
  readonly fraction: number;
  readonly label: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS_MS = [
  ...[SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND],
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 365 * DAY],
];

const toSecond = zonedFormat({ timeStyle: "medium" });
const toMinute = zonedFormat({ hour: "2-digit", minute: "2-digit" });
const toDay = zonedFormat({ month: "short", day: "numeric" });

/** Marks at round times of day, at most `ticksMax` of them. A day begins with its date. */
export function momentTicks(fromMs: number, toMs: number, ticksMax: number): readonly MomentTick[] {
  const widthMs = toMs - fromMs;
  if (!(widthMs > 0)) return [];
  const stepMs = STEPS_MS.find((step) => widthMs / step <= ticksMax) ?? widthMs;
  // Round on the clocks of the chosen zone.
  const zoneMs = -zoneOffsetMs(fromMs);
  const ticks: MomentTick[] = [];
  const first = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs;
  for (let unixMs = first; unixMs < toMs; unixMs += stepMs) {
    const isMidnight = (unixMs - zoneMs) % DAY === 0;
    const format = isMidnight ? toDay : stepMs < MINUTE ? toSecond : toMinute;
    ticks.push({ unixMs, fraction: (unixMs - fromMs) / widthMs, label: format.format(unixMs) });
  }
  return ticks;
}
