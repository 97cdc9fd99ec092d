import type { OwnRed, OwnRedExemplar, OwnRedNumbers, OwnRedTotals } from "@spanhouse/model";
import type { RedAnswer, RedExemplar, RedNumbers, RedTotals } from "@spanhouse/storage";

/** Rates, errors and durations as the UI's own API answers them. */
export function toOwnRed(answer: RedAnswer, quantiles: readonly number[]): OwnRed {
  const { firstUnixSeconds, stepSeconds, windowSeconds, steps, seriesLeftOut } = answer;
  return {
    ...{ startUnixSeconds: firstUnixSeconds, stepSeconds, windowSeconds, steps, quantiles },
    series: answer.series.map((one) => ({
      ...{ service: one.service, operation: one.operation },
      count: Array.from(one.count),
      errorCount: Array.from(one.errorCount),
      durationSumUs: Array.from(one.durationSumNano, toMicros),
      quantilesUs: one.quantilesNano.map((values) => Array.from(values, toMicrosOrNull)),
      ...(one.exemplars === undefined
        ? {}
        : { exemplars: one.exemplars.map((span) => (span === undefined ? null : toOwn(span))) }),
    })),
    seriesLeftOut,
    warnings: leftOut(seriesLeftOut, "series"),
  };
}

export function toOwnRedTotals(totals: RedTotals, quantiles: readonly number[]): OwnRedTotals {
  return {
    quantiles,
    rows: totals.rows.map(({ service, operation, now, earlier, exemplar, errorExemplar }) => ({
      ...{ service, operation, now: toOwnNumbers(now) },
      ...(earlier === undefined ? {} : { earlier: toOwnNumbers(earlier) }),
      ...(exemplar === undefined ? {} : { exemplar: toOwn(exemplar) }),
      ...(errorExemplar === undefined ? {} : { errorExemplar: toOwn(errorExemplar) }),
    })),
    rowsLeftOut: totals.rowsLeftOut,
    warnings: leftOut(totals.rowsLeftOut, "rows"),
  };
}

function toOwnNumbers(numbers: RedNumbers): OwnRedNumbers {
  return {
    count: numbers.count,
    errorCount: numbers.errorCount,
    durationSumUs: toMicros(numbers.durationSumNano),
    quantilesUs: numbers.quantilesNano.map(toMicrosOrNull),
  };
}

function toOwn({ traceId, spanId, durationNano }: RedExemplar): OwnRedExemplar {
  return { traceId, spanId, durationUs: toMicros(durationNano) };
}

/** Three decimals: to the nanosecond. */
function toMicros(nano: number): number {
  return Math.round(nano) / 1_000;
}

function toMicrosOrNull(nano: number): number | null {
  return Number.isNaN(nano) ? null : toMicros(nano);
}

function leftOut(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what} with fewer spans are left out`];
}
