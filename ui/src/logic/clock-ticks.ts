/** A mark on an axis of clock time: where it stands, 0 to 1, and when it is, in milliseconds since 1970. */
export interface ClockTick {
  readonly fraction: number;
  readonly unixMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Steps of less than a day, as clocks have them. */
export const CLOCK_STEPS_MS: readonly number[] = [
  10_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
];
const STEPS_MS = [...CLOCK_STEPS_MS, ...[1, 2, 7, 14].map((days) => days * DAY_MS)];

/** Marks at round times of the clock `offsetMs` east of Greenwich, at most `ticksMax` of them. */
export function clockTicks(
  startMs: number,
  endMs: number,
  ticksMax: number,
  offsetMs: number,
): readonly ClockTick[] {
  const length = endMs - startMs;
  const least = length / Math.max(1, ticksMax);
  const step = STEPS_MS.find((ms) => ms >= least) ?? Math.ceil(least / DAY_MS) * DAY_MS;
  const ticks: ClockTick[] = [];
  for (
    let unixMs = Math.ceil((startMs + offsetMs) / step) * step - offsetMs;
    unixMs < endMs && ticks.length < ticksMax;
    unixMs += step
  ) {
    ticks.push({ fraction: (unixMs - startMs) / length, unixMs });
  }
  return ticks;
}

/** The least of 1, 2, 5 times a power of ten that is not below. 1 for 0. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value) ?? value;
}
