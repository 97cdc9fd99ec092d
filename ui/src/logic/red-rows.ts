import type { OwnRed, OwnRedNumbers, OwnRedTotal, OwnRedTotals } from "@spanhouse/model";
import type { RangeUs } from "./range-params.ts";

/** A service or an operation with the numbers of a range; latencies are microseconds. */
export interface RedRow {
  readonly name: string;
  readonly now: RedFigures;
  readonly earlier: RedFigures | undefined;
  readonly total: OwnRedTotal;
}

export interface RedFigures {
  readonly perSecond: number;
  /** 0 to 1. */
  readonly errorRatio: number;
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
}

const MINUTE_US = 60_000_000;

/** The rows of an answer. Its range is widened to whole minutes, which is what rates are per second of. */
export function toRedRows(totals: OwnRedTotals, range: RangeUs): readonly RedRow[] {
  const start = Math.floor(range.startUs / MINUTE_US);
  const seconds = 60 * Math.max(1, Math.ceil(range.endUs / MINUTE_US) - start);
  const figures = (numbers: OwnRedNumbers): RedFigures => ({
    perSecond: numbers.count / seconds,
    errorRatio: numbers.count === 0 ? 0 : numbers.errorCount / numbers.count,
    p50Us: numbers.quantilesUs[0] ?? null,
    p95Us: numbers.quantilesUs[1] ?? null,
    p99Us: numbers.quantilesUs[2] ?? null,
  });
  return totals.rows.map((total) => ({
    name: total.operation === "" ? total.service : total.operation,
    now: figures(total.now),
    earlier: total.earlier === undefined ? undefined : figures(total.earlier),
    total,
  }));
}

/** The lines of a service or operation over time, per second and as a share. */
export interface RedLines {
  readonly perSecond: readonly number[];
  readonly errorRatio: readonly (number | null)[];
  readonly quantilesUs: readonly (readonly (number | null)[])[];
}

/** Lines by the name of the service, or by that of the operation when the answer is grouped by it. */
export function redLines(red: OwnRed): ReadonlyMap<string, RedLines> {
  const lines = new Map<string, RedLines>();
  for (const series of red.series) {
    const { count, errorCount, quantilesUs } = series;
    lines.set(series.operation === "" ? series.service : series.operation, {
      perSecond: count.map((spans) => spans / red.windowSeconds),
      // A step without calls has no share of errors: a gap and not a zero.
      errorRatio: count.map((spans, at) => (spans === 0 ? null : errorCount[at]! / spans)),
      quantilesUs,
    });
  }
  return lines;
}

/** Steps whose slowest span is offered in a chart: the slowest first, each at least `gap` steps from the others. */
export function chosenExemplars(
  exemplars: readonly ({ readonly durationUs: number } | null)[],
  most: number,
  gap: number,
): readonly number[] {
  const slowestFirst = exemplars
    .flatMap((exemplar, at) => (exemplar === null ? [] : [{ at, us: exemplar.durationUs }]))
    .sort((one, other) => other.us - one.us || one.at - other.at);
  const chosen: number[] = [];
  for (const { at } of slowestFirst) {
    if (chosen.length === most) break;
    if (chosen.every((other) => Math.abs(other - at) >= gap)) chosen.push(at);
  }
  return chosen.sort((one, other) => one - other);
}
