import type { Around } from "../logic/compare-params.ts";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** Where a trace stands among others of its operation. */
export interface Standing {
  readonly isSlower: boolean;
  /** Than this share of them, written out; undefined for all. */
  readonly share: string | undefined;
  readonly others: number;
  /** With its service before it. */
  readonly operation: string;
  readonly around: Around;
}

/** Other traces of an operation, with which one is compared. They are looked for in the time `around` it. */
export const text = defineTexts("otherTraces", {
  within: "Others within",
  around: (around: Around) => AROUND[around],
  othersOfOperation: "Others of the operation",
  fastest: "Fastest",
  median: "Median",
  slowest: "Slowest",
  medians: (traces: number) => `medians of ${counted(traces, "trace")}`,

  standing: ({ isSlower, share, others, operation, around }: Standing) => {
    const than = isSlower ? "Slower than" : "Faster than";
    const of = share === undefined ? "all" : `${share} of`;
    const which = others === 1 ? "the only other trace" : `${of} ${counted(others, "other trace")}`;
    return `${than} ${which} of ${operation} within ${AROUND[around]}.`;
  },
  leftOut: (traces: number) =>
    `${traces.toLocaleString()} more ${traces === 1 ? "is" : "are"} incomplete or too large to count.`,

  noOthers: (operation: string) => `There is no other complete trace of ${operation}`,
  lookedFor: (around: Around) =>
    `Looked for from ${AROUND[around]} before this trace until ${AROUND[around]} after it.`,
  notCounted: (traces: number) =>
    `${traces.toLocaleString()} ${traces === 1 ? "was" : "were"} not counted: spans are missing, or there are too many.`,
  notRead: "The other traces were not read",
  notAllCounted: "Not all traces were counted",
});

const AROUND: Readonly<Record<Around, string>> = { "1h": "an hour", "1d": "a day", "7d": "a week" };
