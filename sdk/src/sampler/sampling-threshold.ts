/**
 * Consistent probability sampling as in OpenTelemetry's "TraceState: Probability Sampling": the last 56 bits of a trace id are random, and
 * a trace is kept when they are not below a threshold. Every service that goes by it decides alike about a trace.
 *
 *   probability 1/4  ─▶  threshold c0000000000000  ─▶  tracestate ot=th:c
 */
export interface SamplingThreshold {
  /** 14 lower-case hexadecimal digits, or one more when nothing is kept. */
  readonly hex: string;
  /** As it is written into a tracestate; undefined when nothing is kept. */
  readonly th: string | undefined;
}

const DIGITS = 14;
/** As many bits of a probability as a number has. */
const PRECISION = 2 ** 52;
const BITS_LEFT = 4n;

/** @param probability from 0 to 1 */
export function thresholdOf(probability: number): SamplingThreshold {
  const rejected = BigInt(Math.round((1 - probability) * PRECISION)) << BITS_LEFT;
  const hex = rejected.toString(16).padStart(DIGITS, "0");
  if (hex.length > DIGITS) return { hex, th: undefined };
  return { hex, th: hex.replace(/0+$/, "") || "0" };
}

/** @param traceId 32 lower-case hexadecimal digits */
export function isKept(traceId: string, { hex, th }: SamplingThreshold): boolean {
  return th !== undefined && traceId.slice(-DIGITS) >= hex;
}
