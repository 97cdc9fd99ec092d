import type { ComparedSide } from "../logic/compared-sides.ts";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** What most of the traces have in common at a path. Shares and durations are written out. */
interface Usual {
  readonly share: string;
  readonly traces: number;
  readonly selfFrom: string;
  readonly selfTo: string;
  /** Medians: not always whole numbers. */
  readonly callsFrom: number;
  readonly callsTo: number;
}

/** Paths of both traces: their table, and all about the chosen one. English calls sides as they are named. */
export const text = defineTexts("comparedPath", {
  paths: "Paths",
  operation: "Operation",
  whatDiffers: "What differs",
  callsOf: (side: ComparedSide) => `Calls ${side}`,
  selfOf: (side: ComparedSide) => `Self ${side}`,
  selfTimeDifference: "Self time ±",
  criticalDifference: "Critical path ±",
  noneIsLeft: "No path is left. Clear the filter to see the others.",

  // What differs, a few of these in a row.
  listed: (words: readonly string[]) => words.join(", "),
  onlyIn: (side: ComparedSide) => `only in ${side}`,
  moreOrLessCalls: (signed: string, calls: number) => `${signed} ${calls === 1 ? "call" : "calls"}`,
  moreOrLessErrors: (signed: string, errors: number) =>
    `${signed} ${errors === 1 ? "error" : "errors"}`,
  notInOthers: "not in the others",
  missing: (share: string) => `missing: ${share} have it`,
  fewerCalls: "fewer calls",
  moreCalls: "more calls",
  fewerErrors: "fewer errors",
  moreErrors: "more errors",
  faster: "faster",
  slower: "slower",

  // The chosen one.
  chosenPath: "Chosen path",
  kindAndDifference: (kind: string, difference: string) => `${kind} · ${difference}`,
  figures: "Figures of the path",
  side: (side: ComparedSide): string => side,
  calls: "Calls",
  errors: "Errors",
  selfTime: "Self time",
  criticalPath: "Critical path",
  totalTime: "Total time",
  noneHasIt: (others: number) =>
    others === 1
      ? "The other one has it not."
      : `None of the ${others.toLocaleString()} others has it.`,
  usual: ({ share, traces, selfFrom, selfTo, callsFrom, callsTo }: Usual) =>
    `${share} of ${counted(traces, "trace")} ${traces === 1 ? "has" : "have"} it. Nine in ten of these take ${between(selfFrom, selfTo)} ` +
    `themselves, in ${callsBetween(callsFrom, callsTo)}. Calls and times of the typical trace are medians; ` +
    "errors and the critical path are means.",
  noSpanIn: (side: ComparedSide) => `No such span in ${side}`,
  openSpanIn: (side: ComparedSide) => `Open the span in ${side}`,
  openLongest: (spans: number, side: ComparedSide) => `Open the longest of ${spans} in ${side}`,
  openMedian: "Open the trace of median duration",
  reachedBy: "Reached by",
});

function callsBetween(from: number, to: number): string {
  if (from === 1 && to === 1) return "one call";
  return `${between(from.toLocaleString(), to.toLocaleString())} calls`;
}

function between(from: string, to: string): string {
  return from === to ? to : `${from} to ${to}`;
}
