import { STATUS_CODE_ERROR, type Span } from "@spanhouse/model";
import type { RedReader } from "@spanhouse/storage";

import { grouped, serviceOf } from "../support/red-brute-force.ts";
import type { StoredTraces } from "./stored-traces.ts";

const MINUTE = 60_000_000_000n;
/** More than any scenario has: 7 services with 13 operations, and those of Jaeger's clients. */
const OPERATIONS_MAX = 5_000;

/**
 * By how many spans, and how many with errors, the rollups of rates and errors differ from the spans that are
 * stored, in the minutes in which these started. Oracles over one store issue spans of different minutes.
 */
export async function miscountedRed(red: RedReader, stored: StoredTraces): Promise<number> {
  const spans = [...stored.values()].flatMap((trace) => trace.spans);
  let miscounted = 0;
  for (const [first, last] of rangesOfMinutes(spans)) {
    const { rows } = await red.readRedTotals({
      time: { fromUnixNano: first * MINUTE, toUnixNano: (last + 1n) * MINUTE },
      ...{ tenant: "", groupBy: "operation", quantiles: [], limit: OPERATIONS_MAX },
    });
    const there = spans.filter(({ startUnixNano }) => {
      const minute = startUnixNano / MINUTE;
      return minute >= first && minute <= last;
    });
    const wanted = grouped(there, (span) => JSON.stringify([serviceOf(span), span.name]));
    const found = new Map(
      rows.map(({ service, operation, now }) => [JSON.stringify([service, operation]), now]),
    );
    for (const key of new Set([...wanted.keys(), ...found.keys()])) {
      const own = wanted.get(key) ?? [];
      const errors = own.filter(({ statusCode }) => statusCode === STATUS_CODE_ERROR).length;
      const { count = 0, errorCount = 0 } = found.get(key) ?? {};
      miscounted += Math.abs(count - own.length) + Math.abs(errorCount - errors);
    }
  }
  return miscounted;
}

/** First and last minute of each run of minutes in which spans started. */
function rangesOfMinutes(spans: readonly Span[]): readonly (readonly [bigint, bigint])[] {
  const minutes = [...new Set(spans.map(({ startUnixNano }) => startUnixNano / MINUTE))];
  const ranges: [bigint, bigint][] = [];
  for (const minute of minutes.sort((a, b) => (a < b ? -1 : 1))) {
    const last = ranges.at(-1);
    if (last !== undefined && minute === last[1] + 1n) last[1] = minute;
    else ranges.push([minute, minute]);
  }
  return ranges;
}
