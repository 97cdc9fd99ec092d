import { defineTexts } from "./define-texts.ts";

/** Spans of a trace by a field or an attribute. */
export const text = defineTexts("trace-statistics", {
  label: "Statistics",
  by: "By",
  statisticsBy: "Statistics by",
  reading: "Reading the attribute …",
  noSpan: "No span has this attribute.",
  firstValues: (drawn: number, values: number) =>
    `The first ${drawn} of ${values.toLocaleString()} values.`,
  empty: "(empty)",
  spanCount: "Spans",
  errorCount: "Errors",
  selfUs: "Self time",
  totalUs: "Total",
  p50Us: "p50",
  p95Us: "p95",
  maxUs: "Longest",
});
