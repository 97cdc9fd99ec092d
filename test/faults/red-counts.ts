import { STATUS_CODE_ERROR } from "@spanhouse/model";
import type { RedReader } from "@spanhouse/storage";

import { grouped, serviceOf } from "../support/red-brute-force.ts";
import { MINUTE_NANO, rangesOfMinutes } from "./minute-ranges.ts";
import type { StoredTraces } from "./stored-traces.ts";

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
      time: { fromUnixNano: first * MINUTE_NANO, toUnixNano: (last + 1n) * MINUTE_NANO },
      ...{ tenant: "", groupBy: "operation", quantiles: [], limit: OPERATIONS_MAX },
    });
    const there = spans.filter(({ startUnixNano }) => {
      const minute = startUnixNano / MINUTE_NANO;
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
