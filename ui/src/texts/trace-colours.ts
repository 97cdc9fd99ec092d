import { defineTexts } from "./define-texts.ts";

/** What the colours of spans can be by, and what their steps mean. */
export const text = defineTexts("trace-colours", {
  colourBy: "Colour by",
  colours: "Colours",
  selfBelow: (percent: number) => `under ${percent} % of the trace`,
  selfFrom: (percent: number) => `${percent} % and more`,
  fasterHalf: "faster half",
  slowerHalf: "slower half",
  slowestQuarter: "slowest quarter",
  slowestTwentieth: "slowest 5 %",
  fewerThan: (spans: number) => `fewer than ${spans}`,
  tooFewToCompare: (spans: number) =>
    `one of ${spans} of its operation in the trace, too few to compare`,
  slowerThan: (percent: number, spans: number) =>
    `slower than ${percent} % of the ${spans.toLocaleString()} of its operation in the trace`,
});
