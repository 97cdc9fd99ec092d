import { type TimeWindow, windowBetween } from "./time-window.ts";

/** Two places on the time line, as fractions of what is shown; `from` is left of `to`. */
export interface Grip {
  readonly from: number;
  readonly to: number;
}

/** Fingers nearer to each other than this share of the time line say too little about how far to zoom. */
const APART_MIN = 0.02;

/** The window in which the moments that were at `before` are at `now`, as far as the trace reaches. */
export function pinchedWindow(
  window: TimeWindow,
  { before, now, durationUs }: { before: Grip; now: Grip; durationUs: number },
): TimeWindow {
  const width = window.toUs - window.fromUs;
  const [wasApart, isApart] = [before, now].map(({ from, to }) => Math.max(to - from, APART_MIN));
  const newWidth = (width * wasApart!) / isApart!;
  const middleUs = window.fromUs + (width * (before.from + before.to)) / 2;
  const fromUs = middleUs - (newWidth * (now.from + now.to)) / 2;
  return windowBetween(fromUs, fromUs + newWidth, durationUs);
}
