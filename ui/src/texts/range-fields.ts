import { defineTexts } from "./define-texts.ts";

/** Which time is shown, and what it is compared with. */
export const text = defineTexts("rangeFields", {
  timeBefore: "The time before",
  timeAfter: "The time after",
  moveThroughTime: "Move through time",
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  time: "Time",
  from: "From",
  to: "To",
  loadAgain: "Load again",
  compareWith: "Compare with",
  nothing: "nothing",
});
