import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** Where a span stands among those of its operation. */
export const text = defineTexts("span-cohort", {
  label: "Among its like",
  comparing: "Comparing with its like …",
  notCompared: (why: string) => `No comparison: ${why}`,
  tooFew: (spans: number, operation: string) =>
    `Only ${counted(spans, "span")} of ${operation} in the hour around this trace: too few to compare.`,
  slowerThan: (percent: number, spans: number, operation: string) =>
    `Slower than ${percent} % of ${counted(spans, "span")} of ${operation} in the hour around this trace.`,
  fasterThan: (percent: number, spans: number, operation: string) =>
    `Faster than ${percent} % of ${counted(spans, "span")} of ${operation} in the hour around this trace.`,
  slowOnes: "The slow ones",
  explain: "Explain them",
  copyTraceql: "Copy TraceQL for its like",
});
