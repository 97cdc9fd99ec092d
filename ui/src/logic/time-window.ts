/**
 * The part of a trace that is drawn: microseconds since the start of the trace. All functions keep it
 * inside the trace and at least WINDOW_US_MIN wide.
 */
export interface TimeWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Narrowest window: below it the clock of the spans (1 ns) becomes coarser than the screen. */
export const WINDOW_US_MIN = 0.1;

/** The whole trace; one without any duration is given a width, so that it can be drawn. */
export function wholeWindow(durationUs: number): TimeWindow {
  return { fromUs: 0, toUs: Math.max(durationUs, WINDOW_US_MIN) };
}

/** The window of the given ends, in either order. */
export function windowBetween(aUs: number, bUs: number, durationUs: number): TimeWindow {
  return fit(Math.min(aUs, bUs), Math.abs(bUs - aUs), durationUs);
}

/** The part of the window between two shares of its width, in either order: what was dragged over. */
export function windowWithin(
  { fromUs, toUs }: TimeWindow,
  { from, to }: { readonly from: number; readonly to: number },
  durationUs: number,
): TimeWindow {
  const at = (share: number): number => fromUs + share * (toUs - fromUs);
  return windowBetween(at(from), at(to), durationUs);
}

/** Shrinks (`factor` < 1) or widens the window; the moment at `fraction` of it stays where it is. */
export function zoomWindow(
  window: TimeWindow,
  options: { readonly fraction: number; readonly factor: number; readonly durationUs: number },
): TimeWindow {
  const width = window.toUs - window.fromUs;
  const anchorUs = window.fromUs + width * options.fraction;
  const newWidth = Math.max(width * options.factor, WINDOW_US_MIN);
  return fit(anchorUs - newWidth * options.fraction, newWidth, options.durationUs);
}

/** Moves the window by a share of its own width; it stops at the ends of the trace. */
export function panWindow(window: TimeWindow, share: number, durationUs: number): TimeWindow {
  const width = window.toUs - window.fromUs;
  return fit(window.fromUs + width * share, width, durationUs);
}

/** The span with a tenth of its duration on both sides. */
export function windowAround(startUs: number, spanUs: number, durationUs: number): TimeWindow {
  const margin = Math.max(spanUs * 0.1, WINDOW_US_MIN);
  return fit(startUs - margin, spanUs + 2 * margin, durationUs);
}

/** True when nothing of the trace is outside. */
export function isWhole(window: TimeWindow, durationUs: number): boolean {
  const whole = wholeWindow(durationUs);
  return window.fromUs <= whole.fromUs && window.toUs >= whole.toUs;
}

function fit(fromUs: number, widthUs: number, durationUs: number): TimeWindow {
  const whole = wholeWindow(durationUs);
  const width = Math.min(Math.max(widthUs, WINDOW_US_MIN), whole.toUs);
  const from = Math.min(Math.max(fromUs, 0), whole.toUs - width);
  return { fromUs: from, toUs: from + width };
}
