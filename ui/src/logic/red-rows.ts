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

/**
 * The rows of an answer. Its range is widened to whole minutes, which is what rates are per second of, but for the time that
 * was yet to come when it was asked for.
 */
export function toRedRows(
  totals: OwnRedTotals,
  range: RangeUs,
  askedMs: number,
): readonly RedRow[] {
  const startUs = Math.floor(range.startUs / MINUTE_US) * MINUTE_US;
  const endUs = Math.max(startUs + MINUTE_US, Math.ceil(range.endUs / MINUTE_US) * MINUTE_US);
  const wholeSeconds = (endUs - startUs) / 1e6;
  const overSeconds = Math.max(1, (Math.min(endUs, askedMs * 1_000) - startUs) / 1e6);
  const figures = (numbers: OwnRedNumbers, seconds: number): RedFigures => ({
    perSecond: numbers.count / seconds,
    errorRatio: numbers.count === 0 ? 0 : numbers.errorCount / numbers.count,
    p50Us: numbers.quantilesUs[0] ?? null,
    p95Us: numbers.quantilesUs[1] ?? null,
    p99Us: numbers.quantilesUs[2] ?? null,
  });
  return totals.rows.map((total) => ({
    name: total.operation === "" ? total.service : total.operation,
    now: figures(total.now, overSeconds),
    earlier: total.earlier === undefined ? undefined : figures(total.earlier, wholeSeconds),
    total,
  }));
}

/** The lines of a service or operation over time, per second and as a share. */
export interface RedLines {
  /** null where the step was not over: of a part of it, the rate would seem to fall. */
  readonly perSecond: readonly (number | null)[];
  readonly errorRatio: readonly (number | null)[];
  readonly quantilesUs: readonly (readonly (number | null)[])[];
}

/** Lines by the name of the service, or by that of the operation when the answer is grouped by it. */
export function redLines(
  red: OwnRed & { readonly askedMs: number },
): ReadonlyMap<string, RedLines> {
  const { startUnixSeconds, stepSeconds, windowSeconds, askedMs } = red;
  const isOver = (at: number): boolean =>
    startUnixSeconds + (at + 1) * stepSeconds <= askedMs / 1_000;
  const lines = new Map<string, RedLines>();
  for (const series of red.series) {
    const { count, errorCount, quantilesUs } = series;
    lines.set(series.operation === "" ? series.service : series.operation, {
      perSecond: count.map((spans, at) => (isOver(at) ? spans / windowSeconds : null)),
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
