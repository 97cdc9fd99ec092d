import { text } from "../texts/time.ts";
import { formatDuration } from "./duration.ts";
import { CUSTOM_LOOKBACK, timeRangeUs } from "./search-params.ts";

/** A range of time as it stands in the address; the names are those of the search page. */
export interface RangeParams {
  /** Amount and unit such as `15m`, or `custom`, which means `start` and `end`. */
  readonly lookback?: string;
  /** Microseconds since 1970, decimal. */
  readonly start?: string;
  readonly end?: string;
  /** How much earlier the time is that this one is compared with: one of COMPARISONS. */
  readonly compare?: string;
}

export interface RangeUs {
  readonly startUs: number;
  readonly endUs: number;
}

/** Earlier times to compare with. */
const COMPARISONS = ["before", "1d", "7d"] as const;

/** What can be chosen to compare with. */
export function comparisonOptions(): readonly { readonly value: string; readonly label: string }[] {
  const labels = { before: text.timeBefore, "1d": text.dayBefore, "7d": text.weekBefore };
  return COMPARISONS.map((value) => ({ value, label: labels[value] }));
}

const DAY_US = 86_400_000_000;
/** A range that ends now ends at the next multiple of this, so that all parts of a page agree. */
const NOW_STEP_MS = 15_000;

/** The range in whole microseconds; the last hour when the address has none that can be understood. */
export function rangeUs(params: RangeParams, nowMs: number): RangeUs {
  const steadyMs = Math.ceil(nowMs / NOW_STEP_MS) * NOW_STEP_MS;
  const range = timeRangeUs(params, steadyMs) ?? timeRangeUs({}, steadyMs)!;
  return { startUs: Math.floor(range.startUs), endUs: Math.ceil(range.endUs) };
}

/** How much earlier the compared time is, in microseconds; undefined when nothing is compared. */
export function compareShiftUs(params: RangeParams, range: RangeUs): number | undefined {
  const comparison = COMPARISONS.find((value) => value === params.compare);
  if (comparison === undefined) return undefined;
  if (comparison === "1d") return DAY_US;
  if (comparison === "7d") return 7 * DAY_US;
  return range.endUs - range.startUs;
}

/** The range of the same length right before (-1) or after (1) this one. It does not reach into the future. */
export function steppedRange(range: RangeUs, direction: -1 | 1, nowMs: number): RangeParams {
  const length = range.endUs - range.startUs;
  const endUs = Math.min(range.endUs + direction * length, Math.ceil(nowMs) * 1000);
  return {
    lookback: CUSTOM_LOOKBACK,
    start: String(endUs - length),
    end: String(endUs),
  };
}

/** How far back one can move: so many halves of the range. */
export const SCRUB_STEPS = 48;

/** How many halves of its length the range ends before now, as 0 to -SCRUB_STEPS. */
export function scrubPlace({ startUs, endUs }: RangeUs, nowMs: number): number {
  const halves = Math.round((nowMs * 1000 - endUs) / ((endUs - startUs) / 2));
  return 0 - Math.min(SCRUB_STEPS, Math.max(0, halves));
}

/** The range of the same length that ends so many halves of it from now; see scrubPlace. */
export function scrubbedRange(
  { startUs, endUs }: RangeUs,
  place: number,
  nowMs: number,
): RangeParams {
  const length = endUs - startUs;
  const end = Math.ceil(nowMs * 1000 + (place * length) / 2);
  return { lookback: CUSTOM_LOOKBACK, start: String(end - length), end: String(end) };
}

/** How a number differs from the one before: `+12 %`, `-3 %`, `new`, `gone`; "" when neither exists. */
export function changeText(now: number | null, before: number | null): string {
  const [one, other] = [now ?? 0, before ?? 0];
  if (one === 0 && other === 0) return "";
  if (other === 0) return text.isNew;
  if (one === 0) return text.isGone;
  const percent = Math.round((one / other - 1) * 100);
  return percent > 999
    ? `×${Math.round(one / other)}`
    : `${percent >= 0 ? "+" : "−"}${Math.abs(percent)} %`;
}

/** `12.3/s`, `4.2/min` or `3/h`: the unit in which the amount is not below one, if there is one. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return "0/s";
  if (perSecond >= 1) return `${short(perSecond)}/s`;
  if (perSecond * 60 >= 1) return `${short(perSecond * 60)}/min`;
  return `${short(perSecond * 3600)}/h`;
}

/** A share of 0 to 1 as `1.25 %`; never `0 %` for what is not 0, nor `100 %` for what is not all. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.01) return "<0.01 %";
  if (percent > 99.99 && percent < 100) return ">99.99 %";
  return `${Number(percent.toPrecision(percent > 99 ? 4 : 3))} %`;
}

/** A quantile, or a dash without calls. */
export function formatLatency(us: number | null): string {
  return us === null ? "–" : formatDuration(Number(us.toPrecision(3)));
}

/** `1,234`, `12.3k`, `4.5M`; below 100 with a decimal where there is one. */
export function short(amount: number): string {
  if (amount >= 1e6) return `${Number((amount / 1e6).toPrecision(3))}M`;
  if (amount >= 1e4) return `${Number((amount / 1e3).toPrecision(3))}k`;
  return Number(amount.toPrecision(amount < 100 ? 3 : 4)).toLocaleString("en");
}
