import { LATENCY_BINS_PER_OCTAVE, type OwnRedDistribution } from "@spanhouse/model";
import { text } from "../texts/span-cohort.ts";
import { formatDuration } from "./duration.ts";
import { formatSelection } from "./heat-selection.ts";
import { CUSTOM_LOOKBACK, type SearchParams } from "./search-params.ts";

/** Where a span stands among the spans of its operation around its trace. Durations are microseconds. */
export interface Cohort {
  /** Spans, weighted by sampling and rounded. */
  readonly count: number;
  /** The share of them that are faster, and slower; what is in the span's own bin is neither. */
  readonly fasterShare: number;
  readonly slowerShare: number;
  /** Columns of a histogram over the logarithm of the duration: their heights, 0 to 1. */
  readonly columns: readonly number[];
  /** Where the span stands in them, 0 to 1. */
  readonly mark: number;
  readonly fromUs: number;
  readonly toUs: number;
  /** The slowest twentieth takes longer than this. */
  readonly slowUs: number;
}

/** Fewer spans say nothing about a span. */
const COHORT_SPANS_MIN = 20;

const COLUMNS_MAX = 40;
/** Bins of a distribution per octave: two durations in one bin count as the same. */
const BIN_OCTAVES = 1 / LATENCY_BINS_PER_OCTAVE;
const SLOW_SHARE = 0.95;

/** See Cohort; undefined when there are too few spans to compare with. */
export function cohortOf(
  { count, upToUs, counts }: OwnRedDistribution,
  durationUs: number,
): Cohort | undefined {
  if (count < COHORT_SPANS_MIN) return undefined;
  const octave = (us: number): number => Math.log2(Math.max(us, LEAST_US));
  let [faster, slower] = [0, 0];
  upToUs.forEach((edge, bin) => {
    if (edge < durationUs) faster += counts[bin]!;
    else if (octave(edge) - BIN_OCTAVES >= octave(durationUs)) slower += counts[bin]!;
  });
  const from = Math.min(octave(upToUs[0]!) - BIN_OCTAVES, octave(durationUs));
  const to = Math.max(octave(upToUs.at(-1)!), octave(durationUs));
  const width = Math.max(to - from, BIN_OCTAVES);
  const columns = new Array<number>(
    Math.max(1, Math.min(COLUMNS_MAX, Math.round(width / BIN_OCTAVES))),
  ).fill(0);
  upToUs.forEach((edge, bin) => {
    const at = (octave(edge) - BIN_OCTAVES / 2 - from) / width;
    columns[Math.min(columns.length - 1, Math.max(0, Math.floor(at * columns.length)))]! +=
      counts[bin]!;
  });
  const highest = Math.max(...columns);
  return {
    count: Math.round(count),
    fasterShare: faster / count,
    slowerShare: slower / count,
    columns: columns.map((weight) => weight / highest),
    mark: (octave(durationUs) - from) / width,
    ...{ fromUs: 2 ** from, toUs: 2 ** to },
    slowUs: slowFrom(upToUs, counts, count),
  };
}

/** Shorter durations have no logarithm worth drawing. */
const LEAST_US = 0.001;

/** The edge above which at most a twentieth is; below the last bin, so that something is above it. */
function slowFrom(upToUs: readonly number[], counts: readonly number[], count: number): number {
  let sum = 0;
  for (let bin = 0; bin < upToUs.length - 1; bin++) {
    sum += counts[bin]!;
    if (sum >= count * SLOW_SHARE) return upToUs[bin]!;
  }
  return upToUs.at(-2) ?? upToUs[0]! * 2 ** -BIN_OCTAVES;
}

/** The comparison in a sentence. */
export function cohortWords(count: number, operation: string, cohort: Cohort | undefined): string {
  const spans = Math.round(count);
  if (cohort === undefined) return text.tooFew(spans, operation);
  const { fasterShare, slowerShare } = cohort;
  return fasterShare >= slowerShare
    ? text.slowerThan(percent(fasterShare), spans, operation)
    : text.fasterThan(percent(slowerShare), spans, operation);
}

/** Never more than is true. */
function percent(share: number): number {
  const digits = share > 0.99 && share < 1 ? 10 : 1;
  return Math.floor(share * 100 * digits) / digits;
}

/** The hour whose spans are compared: whole minutes around the start of a trace, microseconds since 1970. */
export function cohortRange(startUnixNano: string): { startUs: number; endUs: number } {
  const minute = Math.floor(Number(BigInt(startUnixNano) / 60_000_000_000n));
  return { startUs: (minute - 30) * MINUTE_US, endUs: (minute + 30) * MINUTE_US };
}

const MINUTE_US = 60_000_000;
const LONGEST_NS = Number.MAX_SAFE_INTEGER;

/** The searches that show the slow spans of the operation, and that explain them. */
export function cohortSearches(
  of: { readonly service: string; readonly operation: string },
  range: { readonly startUs: number; readonly endUs: number },
  { slowUs }: Pick<Cohort, "slowUs">,
): { readonly slow: SearchParams; readonly explain: SearchParams } {
  const within = {
    ...of,
    ...{ lookback: CUSTOM_LOOKBACK, start: String(range.startUs), end: String(range.endUs) },
  };
  const minNs = Math.ceil(slowUs * 1000) + 1;
  return {
    slow: { ...within, minDuration: `${minNs}ns`, order: "longest" },
    explain: { ...within, select: formatSelection({ ...range, minNs, maxNs: LONGEST_NS }) },
  };
}

/** The ends of the histogram's axis. */
export function cohortEnds({ fromUs, toUs }: Cohort): readonly [string, string] {
  return [formatDuration(fromUs), formatDuration(toUs)];
}
