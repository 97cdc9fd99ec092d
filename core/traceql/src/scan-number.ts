import { type Place, TraceqlFault } from "./traceql-error.ts";
import type { Static } from "./tree.ts";

/** Numbers and durations without a sign, at the place where they begin. */

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** With everything that could belong to it, so that `5x` is one thing and wrong. */
const WORD = /[\w.\u00b5\u03bc]*/y;
const INT64_MAX = 2n ** 63n - 1n;

const UNIT_NANO: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["\u00b5s", 1_000n], // micro sign
  ["\u03bcs", 1_000n], // Greek mu
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
  ["d", 86_400_000_000_000n],
  ["w", 604_800_000_000_000n],
  ["y", 31_536_000_000_000_000n],
]);

const DURATION =
  /^(?:\d+(?:\.\d*)?|\.\d+)(?:ns|[u\u00b5\u03bc]s|ms|[smhdwy])(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|[u\u00b5\u03bc]s|ms|[smhdwy]))*$/;
const DURATION_PART = /(\d*)(?:\.(\d*))?([a-z\u00b5\u03bc]+)/g;

/** The number or duration at `start`, where a digit is, or a point and a digit. */
export function scanNumber(
  text: string,
  start: number,
): { readonly value: Static; readonly end: number } {
  NUMBER.lastIndex = start;
  const number = NUMBER.exec(text)![0];
  WORD.lastIndex = start;
  const word = WORD.exec(text)![0];
  if (word.length <= number.length) {
    const place = { start, end: start + number.length };
    return { value: numberOf(number, place), end: place.end };
  }
  const place = { start, end: start + word.length };
  return { value: durationOf(word, place), end: place.end };
}

function numberOf(text: string, place: Place): Static {
  if (/^\d+$/.test(text)) {
    const value = BigInt(text);
    if (value <= INT64_MAX) return { type: "int", value };
    throw new TraceqlFault("syntax", "the integer does not fit into 64 bits", place);
  }
  const value = Number(text);
  if (Number.isFinite(value)) return { type: "float", value };
  throw new TraceqlFault("syntax", "the number is too large", place);
}

function durationOf(text: string, place: Place): Static {
  if (!DURATION.test(text)) {
    const message = `unexpected "${text}", expecting a number, or a duration in ns, us, ms, s, m, h, d, w or y`;
    throw new TraceqlFault("syntax", message, place);
  }
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of text.matchAll(DURATION_PART)) {
    const scale = UNIT_NANO.get(unit)!;
    total += BigInt(whole) * scale + (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  if (total <= INT64_MAX) return { type: "duration", value: total };
  throw new TraceqlFault("syntax", "the duration does not fit into 64 bits", place);
}

/** Those that a duration is written in: without a fraction. */
const WRITTEN_UNITS = ["h", "m", "s", "ms", "us", "ns"];

/** Nanoseconds, not below zero, as a duration that reads as the same: in the largest unit without a fraction. */
export function formatDuration(nano: bigint): string {
  if (nano === 0n) return "0s";
  const unit = WRITTEN_UNITS.find((name) => nano % UNIT_NANO.get(name)! === 0n)!;
  return `${nano / UNIT_NANO.get(unit)!}${unit}`;
}
