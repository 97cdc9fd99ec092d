/**
 * Consistent probability sampling in 56 bits, as OpenTelemetry's "TraceState: Probability Sampling" has it.
 *
 *   a span is kept  when  randomness >= threshold       both of 0 … 2^56 - 1
 *   probability     =     (2^56 - threshold) / 2^56
 *
 * Both numbers stay hexadecimal text, which is how they travel: digits compare like the numbers do, exactly
 * and without a bigint, as long as the threshold has no zeros at its end.
 */

/** 1 to 14 lower-case hexadecimal digits, the first being the most significant; no zeros at its end except "0". */
export type SamplingThreshold = string;

/** 14 lower-case hexadecimal digits: 56 random bits. */
export type SamplingRandomness = string;

/** Digits of a 56-bit number. */
export const SAMPLING_DIGITS_MAX = 14;

/** What OpenTelemetry recommends: 4 digits after the leading `f` digits. */
export const SAMPLING_PRECISION_DEFAULT = 4;

/** The smallest probability that a threshold can say: 2^-56. */
export const SAMPLING_PROBABILITY_MIN = 2 ** -56;

/** Everything is kept. */
export const KEEP_ALL_THRESHOLD: SamplingThreshold = "0";

const HALF_DIGITS = SAMPLING_DIGITS_MAX / 2;
const HALF_RANGE = 2 ** 28;
const RANGE = 2n ** 56n;

const THRESHOLD_TEXT = /^[0-9a-fA-F]{1,14}$/;
const RANDOMNESS_TEXT = /^[0-9a-fA-F]{14}$/;

/** The threshold that the text of a `th` value says; undefined when it is not 1 to 14 hexadecimal digits. */
export function parseSamplingThreshold(text: string): SamplingThreshold | undefined {
  if (!THRESHOLD_TEXT.test(text)) return undefined;
  const digits = text.toLowerCase();
  return digits.endsWith("0") ? withoutTrailingZeros(digits) : digits;
}

/** The number that the text of an `rv` value says; undefined when it is not 14 hexadecimal digits. */
export function parseSamplingRandomness(text: string): SamplingRandomness | undefined {
  return RANDOMNESS_TEXT.test(text) ? text.toLowerCase() : undefined;
}

/** The last 7 bytes of a trace id (32 lower-case hexadecimal digits), random by W3C Trace Context Level 2. */
export function traceIdRandomness(traceId: string): SamplingRandomness {
  return traceId.slice(-SAMPLING_DIGITS_MAX);
}

/** Whether a span with this randomness is kept. The same answer everywhere for the spans of one trace. */
export function isSampled(threshold: SamplingThreshold, randomness: SamplingRandomness): boolean {
  return randomness >= threshold;
}

/** The larger of two thresholds: the one that keeps less. Stages of sampling can only ever raise it. */
export function maxThreshold(one: SamplingThreshold, other: SamplingThreshold): SamplingThreshold {
  return one >= other ? one : other;
}

/** The share that a threshold keeps: above 0, at most 1. */
export function thresholdProbability(threshold: SamplingThreshold): number {
  return keptOf(threshold) / HALF_RANGE / HALF_RANGE;
}

/** How many spans one span that passed this threshold stands for: 1 to 2^56. */
export function adjustedCount(threshold: SamplingThreshold): number {
  return (HALF_RANGE / keptOf(threshold)) * HALF_RANGE;
}

/**
 * The threshold that keeps the share `probability`; undefined below 2^-56, where nothing is kept.
 *
 * `precisionDigits` (1 to 14) are the digits after the leading `f` digits, or after the leading zeros of a
 * threshold near 0, so that the precision is relative. Rounding therefore never reaches 2^56.
 */
export function probabilityThreshold(
  probability: number,
  precisionDigits: number = SAMPLING_PRECISION_DEFAULT,
): SamplingThreshold | undefined {
  if (!(probability >= SAMPLING_PROBABILITY_MIN)) return undefined;
  if (probability >= 1) return KEEP_ALL_THRESHOLD;
  const leading = Math.max(leadingZeroDigits(probability), leadingZeroDigits(1 - probability));
  const kept = BigInt(Math.round(probability * HALF_RANGE * HALF_RANGE));
  let threshold = RANGE - kept;
  const dropBits = BigInt(4 * Math.max(0, SAMPLING_DIGITS_MAX - precisionDigits - leading));
  if (dropBits > 0n) threshold = ((threshold + (1n << (dropBits - 1n))) >> dropBits) << dropBits;
  return withoutTrailingZeros(threshold.toString(16).padStart(SAMPLING_DIGITS_MAX, "0"));
}

/** 2^56 - threshold, rounded to a double: exact up to 2^53, so exact where probabilities are small. */
function keptOf(threshold: SamplingThreshold): number {
  const high = Number.parseInt(threshold.slice(0, HALF_DIGITS).padEnd(HALF_DIGITS, "0"), 16);
  if (threshold.length <= HALF_DIGITS) return (HALF_RANGE - high) * HALF_RANGE;
  const low = Number.parseInt(threshold.slice(HALF_DIGITS).padEnd(HALF_DIGITS, "0"), 16);
  return (HALF_RANGE - high) * HALF_RANGE - low;
}

/** Zeros after the point of a fraction below 1 written in hexadecimal. */
function leadingZeroDigits(fraction: number): number {
  let digits = 0;
  for (let rest = fraction * 16; rest < 1 && digits < SAMPLING_DIGITS_MAX; rest *= 16) digits++;
  return digits;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
