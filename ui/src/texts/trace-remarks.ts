import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** Whether all of a trace is here, and what is odd about it. */
export const text = defineTexts("trace-remarks", {
  about: "About this trace",
  arriving: "May still grow",
  incomplete: "Incomplete",
  adjusted: "With remarks",
  whole: "No gaps known",
  whyArriving: "Its last span ended a moment ago: more spans may be on their way.",
  whyWhole:
    "Every span that names a parent has it here, and no span was left out. Spans that were " +
    "never sent cannot be known.",
  readAgain: "Read the trace again",
  notReadAgain: (why: string) => `This is the trace as it was read before. ${why}`,
  backwards: (spans: number) =>
    spans === 1
      ? "1 span ends before it starts: drawn as a mark."
      : `${counted(spans, "span")} end before they start: drawn as a mark.`,
  early: (spans: number) =>
    spans === 1
      ? "1 span starts before its parent: clocks of hosts may differ."
      : `${counted(spans, "span")} start before their parents: clocks of hosts may differ.`,
});
