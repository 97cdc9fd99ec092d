import type { OwnTraceSummary } from "@spanhouse/model";

/** The first of each trace: a page may repeat one that has had new spans since the page before. */
export function withoutRepeats(traces: readonly OwnTraceSummary[]): readonly OwnTraceSummary[] {
  const seen = new Set<string>();
  return traces.filter(({ traceId }) => {
    const isNew = !seen.has(traceId);
    seen.add(traceId);
    return isNew;
  });
}

/**
 * A list that is sorted newest first, with what a later question about its newest part found: that comes
 * first and replaces what is known of the same traces. The oldest beyond `tracesMax` leave.
 */
export function mergeNewest(
  found: readonly OwnTraceSummary[],
  before: readonly OwnTraceSummary[],
  tracesMax: number,
): readonly OwnTraceSummary[] {
  return withoutRepeats([...found, ...before]).slice(0, tracesMax);
}
