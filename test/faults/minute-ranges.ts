import type { Span } from "@spanhouse/model";

export const MINUTE_NANO = 60_000_000_000n;

/** First and last minute of each run of minutes in which spans started. */
export function rangesOfMinutes(spans: readonly Span[]): readonly (readonly [bigint, bigint])[] {
  const minutes = [...new Set(spans.map(({ startUnixNano }) => startUnixNano / MINUTE_NANO))];
  const ranges: [bigint, bigint][] = [];
  for (const minute of minutes.sort((a, b) => (a < b ? -1 : 1))) {
    const last = ranges.at(-1);
    if (last !== undefined && minute === last[1] + 1n) last[1] = minute;
    else ranges.push([minute, minute]);
  }
  return ranges;
}
