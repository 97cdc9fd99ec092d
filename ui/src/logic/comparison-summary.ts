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

/** How the two sides are called in sentences. */
export interface SideNames {
  /** `A`, or `typical`. */
  readonly base: string;
  /** `B`, or `this trace`. */
  readonly other: string;
}

/** The summary for people, a sentence each. Lengths are those of the roots, which `roots` are called. */
export function summarySentences(
  comparison: Comparison,
  names: SideNames,
  roots: SideNames = names,
): readonly string[] {
  const summary = summarize(comparison);
  if (summary.isUnrelated) {
    return ["The two have no path in common: they began with different operations."];
  }
  return [
    lengthSentence(comparison, summary, roots),
    comparison.ranges === undefined
      ? structureSentence(summary, names)
      : typicalStructureSentence(summary),
    comparison.ranges === undefined ? errorSentence(summary, names) : typicalErrors(summary),
  ].filter((sentence) => sentence !== "");
}

function lengthSentence(
  comparison: Comparison,
  { longerUs, reasons }: ComparisonSummary,
  { base, other }: SideNames,
): string {
  const { baseUs, otherUs } = comparison;
  const [one, two] = [formatDuration(round(otherUs)), formatDuration(round(baseUs))];
  if (longerUs === 0) return `${capital(other)} took about as long as ${base}: ${one} and ${two}.`;
  const by = formatDuration(round(Math.abs(longerUs)));
  const than = `${longerUs > 0 ? "longer" : "less"} than ${base} (${one} instead of ${two})`;
  const length = `${capital(other)} took ${by} ${than}`;
  const [first] = reasons;
  if (first === undefined) return `${length}; no single operation explains it.`;
  // What others made up for is more than the whole.
  const isPart = Math.abs(first.differenceUs) <= Math.abs(longerUs) * (1 + TIME_SHARE_MIN);
  const parts = reasons.map((reason, at) => {
    const amount = formatDuration(round(Math.abs(reason.differenceUs)));
    const words = isPart
      ? `${amount} of ${at === 0 ? "it is self time of " : ""}`
      : `${longerUs > 0 ? "+" : "−"}${amount} ${at === 0 ? "self time " : ""}in `;
    return words + nameAndCalls(comparison, reason, base);
  });
  const rest = isPart ? "" : `, while others took ${longerUs > 0 ? "less" : "more"}`;
  return `${length}: ${parts.join("; ")}${rest}.`;
}

/** `payment Charge, called 3 times instead of once` */
function nameAndCalls(
  { paths, ranges }: Comparison,
  { path, baseCount, otherCount }: SummaryReason,
  base: string,
): string {
  const { service, operation } = paths.step[path]!;
  const name = `${service} ${operation}`;
  if (baseCount === otherCount) return name;
  if (otherCount === 0) return `${name}, which is not called`;
  if (baseCount === 0) {
    return `${name}, which ${ranges === undefined ? `${base} does not call` : "is not typical"}`;
  }
  return `${name}, called ${times(otherCount)} instead of ${times(baseCount)}`;
}

function structureSentence(
  { onlyBaseCount, onlyOtherCount }: ComparisonSummary,
  { base, other }: SideNames,
): string {
  return hasAndLacks(
    other,
    onlyOtherCount === 0 ? "" : `${branches(onlyOtherCount)} that ${base} has not`,
    onlyBaseCount === 0 ? "" : `${branches(onlyBaseCount)} that ${base} has`,
  );
}

function typicalStructureSentence({ onlyBaseCount, onlyOtherCount }: ComparisonSummary): string {
  return hasAndLacks(
    "it",
    onlyOtherCount === 0 ? "" : `${branches(onlyOtherCount)} that none of the others has`,
    onlyBaseCount === 0 ? "" : `${branches(onlyBaseCount)} that most of the others have`,
  );
}

function hasAndLacks(name: string, more: string, less: string): string {
  if (more === "" && less === "") return "";
  if (more === "") return `${capital(name)} lacks ${less}.`;
  return `${capital(name)} has ${more}${less === "" ? "" : ` and lacks ${less}`}.`;
}

function errorSentence(
  { baseErrors, otherErrors }: ComparisonSummary,
  { base, other }: SideNames,
): string {
  if (otherErrors === baseErrors) return "";
  return `Errors: ${amount(otherErrors)} in ${other}, ${amount(baseErrors)} in ${base}.`;
}

/** Less than half an error is the usual one in a few traces. */
function typicalErrors({ baseErrors, otherErrors }: ComparisonSummary): string {
  if (Math.abs(otherErrors - baseErrors) < 0.5) return "";
  return `Errors: ${amount(otherErrors)}, in the others ${amount(baseErrors)} on average.`;
}

function amount(count: number): string {
  return count === 0 ? "none" : String(Number(count.toPrecision(3)));
}

function times(count: number): string {
  return count === 1 ? "once" : `${Number(count.toPrecision(3))} times`;
}

function branches(count: number): string {
  return count === 1 ? "1 branch" : `${count.toLocaleString()} branches`;
}

/** Three digits: a difference is no more exact than that to a reader. */
function round(us: number): number {
  return Number(us.toPrecision(3));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
