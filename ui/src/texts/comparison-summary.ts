import type { LengthOf, LengthSides } from "../logic/compared-sides.ts";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** How long both took. Durations are written out: `1.6 s`. */
export interface Lengths extends LengthSides {
  readonly baseDuration: string;
  readonly otherDuration: string;
}

/** The same where they differ. */
export interface LengthDifference extends Lengths {
  /** Whether `other` took longer. */
  readonly isLonger: boolean;
  /** Written out, without a sign. */
  readonly by: string;
}

/** An operation in which time was won or lost. */
export interface LengthReason {
  readonly name: string;
  /** Written out, without a sign. */
  readonly amount: string;
  /** How often each calls it: of a mean, not always a whole number. */
  readonly baseCount: number;
  readonly otherCount: number;
}

/** What differs most between two traces (`B` from `A`), or between a trace and others of its operation. */
export const text = defineTexts("comparisonSummary", {
  unrelated: "The two have no path in common: they began with different operations.",

  aboutAsLong: ({ base, other, baseDuration, otherDuration }: Lengths) =>
    `${capital(LENGTH[other])} took about as long as ${LENGTH[base]}: ${otherDuration} and ${baseDuration}.`,
  unexplained: (difference: LengthDifference) =>
    `${took(difference)}; no single operation explains it.`,
  explained: (difference: LengthDifference, reasons: readonly LengthReason[]) => {
    const parts = reasons.map(
      (reason, at) =>
        `${reason.amount} of ${at === 0 ? "it is self time of " : ""}${called(reason, difference)}`,
    );
    return `${took(difference)}: ${parts.join("; ")}.`;
  },
  /** The operations differ by more than the whole: others made up for a part of it. */
  outweighed: (difference: LengthDifference, reasons: readonly LengthReason[]) => {
    const [sign, rest] = difference.isLonger ? ["+", "less"] : ["−", "more"];
    const parts = reasons.map(
      (reason, at) =>
        `${sign}${reason.amount} ${at === 0 ? "self time " : ""}in ${called(reason, difference)}`,
    );
    return `${took(difference)}: ${parts.join("; ")}, while others took ${rest}.`;
  },

  branches: (onlyInA: number, onlyInB: number) =>
    hasAndLacks(
      "B",
      onlyInB === 0 ? "" : `${branches(onlyInB)} that A has not`,
      onlyInA === 0 ? "" : `${branches(onlyInA)} that A has`,
    ),
  typicalBranches: (missing: number, more: number) =>
    hasAndLacks(
      "It",
      more === 0 ? "" : `${branches(more)} that none of the others has`,
      missing === 0 ? "" : `${branches(missing)} that most of the others have`,
    ),
  errors: (inA: number, inB: number) => `Errors: ${amount(inB)} in B, ${amount(inA)} in A.`,
  typicalErrors: (inOthers: number, inTrace: number) =>
    `Errors: ${amount(inTrace)}, in the others ${amount(inOthers)} on average.`,
});

const LENGTH: Readonly<Record<LengthOf, string>> = {
  A: "A",
  rootOfA: "the root of A",
  B: "B",
  rootOfB: "the root of B",
  thisTrace: "this trace",
  rootOfThisTrace: "the root of this trace",
  meanOfOthers: "the mean of the others",
};

function took({ isLonger, by, base, other, baseDuration, otherDuration }: LengthDifference) {
  const than = `${isLonger ? "longer" : "less"} than ${LENGTH[base]}`;
  return `${capital(LENGTH[other])} took ${by} ${than} (${otherDuration} instead of ${baseDuration})`;
}

/** `payment Charge, called 3 times instead of once` */
function called({ name, baseCount, otherCount }: LengthReason, { base }: LengthSides): string {
  if (baseCount === otherCount) return name;
  if (otherCount === 0) return `${name}, which is not called`;
  if (baseCount === 0) {
    return `${name}, which ${base === "meanOfOthers" ? "is not typical" : `${LENGTH[base]} does not call`}`;
  }
  return `${name}, called ${times(otherCount)} instead of ${times(baseCount)}`;
}

function hasAndLacks(name: string, more: string, less: string): string {
  if (more === "") return `${name} lacks ${less}.`;
  return `${name} has ${more}${less === "" ? "" : ` and lacks ${less}`}.`;
}

function amount(count: number): string {
  return count === 0 ? "none" : String(Number(count.toPrecision(3)));
}

function times(count: number): string {
  return count === 1 ? "once" : `${Number(count.toPrecision(3))} times`;
}

function branches(count: number): string {
  return counted(count, "branch", "branches");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
