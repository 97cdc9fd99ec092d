import { text } from "../texts/comparison-summary.ts";
import type { LengthSides } from "./compared-sides.ts";
import { type Comparison, PATH_IN, TIME_SHARE_MIN } from "./compare-traces.ts";
import { formatDuration } from "./duration.ts";

/** What differs most between two traces. Times are those for which the traces waited: see PathFigures.criticalUs. */
export interface ComparisonSummary {
  /** `other` less `base`, 0 when they are about equally long. */
  readonly longerUs: number;
  /** Where most of that time is, the most first; each has the same sign as `longerUs`. */
  readonly reasons: readonly SummaryReason[];
  /** True when no path is in both. */
  readonly isUnrelated: boolean;
  /** Paths of one side below a path of both; of those that vary anyway none. */
  readonly onlyBaseCount: number;
  readonly onlyOtherCount: number;
  readonly baseErrors: number;
  readonly otherErrors: number;
}

export interface SummaryReason {
  readonly path: number;
  readonly differenceUs: number;
  readonly baseCount: number;
  readonly otherCount: number;
}

/** More reasons are not read. */
const REASONS_MAX = 3;

/** A reason explains at least this share of the difference. */
const REASON_SHARE_MIN = 0.1;

/** Fewer are the usual ones in a few traces. */
const TYPICAL_ERRORS_MIN = 0.5;

/** See ComparisonSummary. */
export function summarize(comparison: Comparison): ComparisonSummary {
  const { paths, base, other, where, differs, baseUs, otherUs } = comparison;
  const differenceUs = otherUs - baseUs;
  const leastUs = Math.max(baseUs, otherUs) * TIME_SHARE_MIN;
  const longerUs = Math.abs(differenceUs) > leastUs ? differenceUs : 0;
  let [bothCount, onlyBaseCount, onlyOtherCount] = [0, 0, 0];
  let [baseErrors, otherErrors] = [0, 0];
  const reasons: SummaryReason[] = [];
  for (let path = 0; path < paths.count; path++) {
    const above = paths.parent[path]!;
    const isTopmost = above >= 0 && where[above] === PATH_IN.both && differs[path] === 1;
    if (where[path] === PATH_IN.both) bothCount++;
    else if (isTopmost && where[path] === PATH_IN.base) onlyBaseCount++;
    else if (isTopmost && where[path] === PATH_IN.other) onlyOtherCount++;
    baseErrors += base.errorCount[path]!;
    otherErrors += other.errorCount[path]!;
    const ownUs = other.criticalUs[path]! - base.criticalUs[path]!;
    if (longerUs === 0 || ownUs / longerUs < REASON_SHARE_MIN) continue;
    reasons.push({
      ...{ path, differenceUs: ownUs },
      ...{ baseCount: base.count[path]!, otherCount: other.count[path]! },
    });
  }
  reasons.sort((one, two) => Math.abs(two.differenceUs) - Math.abs(one.differenceUs));
  return {
    ...{ longerUs, isUnrelated: bothCount === 0 && paths.count > 0 },
    reasons: reasons.slice(0, REASONS_MAX),
    ...{ onlyBaseCount, onlyOtherCount, baseErrors, otherErrors },
  };
}

/** The summary for people, a sentence each. Lengths are those of the roots. */
export function summarySentences(comparison: Comparison, sides: LengthSides): readonly string[] {
  const summary = summarize(comparison);
  if (summary.isUnrelated) return [text.unrelated];
  const { onlyBaseCount, onlyOtherCount, baseErrors, otherErrors } = summary;
  const isTypical = comparison.ranges !== undefined;
  const sentences = [lengthSentence(comparison, summary, sides)];
  if (onlyBaseCount + onlyOtherCount > 0) {
    const branches = isTypical ? text.typicalBranches : text.branches;
    sentences.push(branches(onlyBaseCount, onlyOtherCount));
  }
  if (isTypical) {
    const differ = Math.abs(otherErrors - baseErrors) >= TYPICAL_ERRORS_MIN;
    if (differ) sentences.push(text.typicalErrors(baseErrors, otherErrors));
  } else if (otherErrors !== baseErrors) {
    sentences.push(text.errors(baseErrors, otherErrors));
  }
  return sentences;
}

function lengthSentence(
  { paths, baseUs, otherUs }: Comparison,
  { longerUs, reasons }: ComparisonSummary,
  sides: LengthSides,
): string {
  const lengths = { ...sides, baseDuration: rounded(baseUs), otherDuration: rounded(otherUs) };
  if (longerUs === 0) return text.aboutAsLong(lengths);
  const difference = { ...lengths, isLonger: longerUs > 0, by: rounded(longerUs) };
  const [first] = reasons;
  if (first === undefined) return text.unexplained(difference);
  const named = reasons.map(({ path, differenceUs, baseCount, otherCount }) => {
    const { service, operation } = paths.step[path]!;
    return {
      name: `${service} ${operation}`,
      amount: rounded(differenceUs),
      baseCount,
      otherCount,
    };
  });
  // What others made up for is more than the whole.
  const isPart = Math.abs(first.differenceUs) <= Math.abs(longerUs) * (1 + TIME_SHARE_MIN);
  return isPart ? text.explained(difference, named) : text.outweighed(difference, named);
}

/** Without its sign, in three digits: a difference is no more exact than that to a reader. */
function rounded(us: number): string {
  return formatDuration(Number(Math.abs(us).toPrecision(3)));
}
