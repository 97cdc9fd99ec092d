import {
  adjustedCount,
  parseSamplingRandomness,
  parseSamplingThreshold,
  traceIdRandomness,
  type SamplingRandomness,
  type SamplingThreshold,
} from "./sampling-threshold.ts";

/**
 * The sampling of a span inside its W3C `tracestate`:
 *
 *   congo=t61rcWkgMzE,ot=p:8;th:fd70a;rv:6e6d1a75832a2f,rojo=00f067aa0ba902b7
 *                     └──────── entry of OpenTelemetry ─┘
 *                          └ a member: key:value
 *
 * Everything else in it belongs to others and is kept. A `th` or `rv` that is not well-formed counts as absent.
 */

/** Characters of the value of the `ot` entry, by W3C Trace Context and OpenTelemetry. */
export const TRACE_STATE_OT_CHARS_MAX = 256;

/** Entries of a tracestate; the last ones give way to a new one. */
export const TRACE_STATE_ENTRIES_MAX = 32;

/** `th`: the threshold of all stages of sampling so far; undefined when the probability is not known. */
export function thresholdOf(traceState: string): SamplingThreshold | undefined {
  const text = otMember(traceState, "th:");
  return text === undefined ? undefined : parseSamplingThreshold(text);
}

/** `rv`: randomness that was given explicitly; undefined when the trace id has it. */
export function explicitRandomnessOf(traceState: string): SamplingRandomness | undefined {
  const text = otMember(traceState, "rv:");
  return text === undefined ? undefined : parseSamplingRandomness(text);
}

/** What decides about a span: `rv`, else the last 7 bytes of the trace id (32 lower-case digits). */
export function randomnessOf(traceState: string, traceId: string): SamplingRandomness {
  return explicitRandomnessOf(traceState) ?? traceIdRandomness(traceId);
}

/** How many spans a span with this tracestate stands for: 1 without a threshold. */
export function adjustedCountOf(traceState: string): number {
  const threshold = thresholdOf(traceState);
  return threshold === undefined ? 1 : adjustedCount(threshold);
}

/**
 * The tracestate with another threshold; undefined erases it, as a stage with unknown probability must.
 * Returns undefined, and nothing can be said, when the `ot` entry would have more than 256 characters.
 */
export function withThreshold(
  traceState: string,
  threshold: SamplingThreshold | undefined,
): string | undefined {
  return withOtMember(traceState, "th:", threshold);
}

/** The tracestate with explicit randomness, under the same rules as `withThreshold`. */
export function withExplicitRandomness(
  traceState: string,
  randomness: SamplingRandomness | undefined,
): string | undefined {
  return withOtMember(traceState, "rv:", randomness);
}

/** The value of a member of the `ot` entry; `prefix` is its key and the colon. */
function otMember(traceState: string, prefix: string): string | undefined {
  if (!traceState.includes(prefix)) return undefined;
  const value = otValue(traceState);
  return value
    ?.split(";")
    .find((member) => member.startsWith(prefix))
    ?.slice(prefix.length);
}

function otValue(traceState: string): string | undefined {
  for (const entry of traceState.split(",")) {
    const text = entry.trim();
    if (!text.startsWith("ot=")) continue;
    const value = text.slice(3);
    return value.length <= TRACE_STATE_OT_CHARS_MAX ? value : undefined;
  }
  return undefined;
}

/** A changed entry goes to the front, as W3C Trace Context asks. */
function withOtMember(
  traceState: string,
  prefix: string,
  value: string | undefined,
): string | undefined {
  const members: string[] = [];
  const others: string[] = [];
  for (const entry of traceState.split(",")) {
    const text = entry.trim();
    if (!text.startsWith("ot=")) {
      if (text !== "") others.push(text);
    } else if (members.length === 0) {
      members.push(...text.slice(3).split(";"));
    }
  }
  const kept = members.filter((member) => member !== "" && !member.startsWith(prefix));
  if (value !== undefined) kept.push(prefix + value);
  if (kept.length === 0) return others.join(",");
  const ot = kept.join(";");
  if (ot.length > TRACE_STATE_OT_CHARS_MAX) return undefined;
  return [`ot=${ot}`, ...others.slice(0, TRACE_STATE_ENTRIES_MAX - 1)].join(",");
}
