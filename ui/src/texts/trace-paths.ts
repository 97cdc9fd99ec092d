import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The paths of a trace as a flame graph. */
export const text = defineTexts("trace-paths", {
  label: "Paths",
  asWideAs: "As wide as",
  self: "time at work",
  critical: "time waited for",
  topDown: "Top down",
  bottomUp: "Bottom up",
  whatIsBelow: "What is below a box",
  calledBy: "Called by",
  wholeTrace: "Whole trace",
  counted: (paths: number) => counted(paths, "path"),
  countedOfFirst: ({ paths, spansMax, leftOut }: PathsOfFirst) =>
    `${counted(paths, "path")}; ${counted(leftOut, "span")} beyond the first ${spansMax.toLocaleString()} ` +
    `${leftOut === 1 ? "is" : "are"} left out`,
  noTime: "No span of this trace took any time.",
  box: (path: string, duration: string) => `${path}: ${duration}`,
  boxWithErrors: (path: string, duration: string, errors: number) =>
    `${path}: ${duration}, ${errors.toLocaleString()} with an error`,

  spans: "Spans",
  errors: "Errors",
  total: "Total",
  atWork: "At work itself",
  waitedFor: "Waited for",
  shareWithBelow: "Share with all below",
  shareOfSelf: (percent: number) => `${percent} % of the time at work`,
  shareOfCritical: (percent: number) => `${percent} % of the time waited for`,
  goToLongest: "Go to the longest",
});

interface PathsOfFirst {
  readonly paths: number;
  /** Only so many spans were looked at. */
  readonly spansMax: number;
  readonly leftOut: number;
}
