import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The calls between the operations of a trace. */
export const text = defineTexts("trace-calls", {
  label: "Calls",
  operations: (count: number) => counted(count, "operation"),
  asTable: "As a table",
  firstCalls: (drawn: number, calls: number) =>
    `The first ${drawn} of ${calls.toLocaleString()} different calls.`,
  caller: "Caller",
  called: "Called",
  spans: "Spans",
  errors: "Errors",
  total: "Total",
  mean: "Mean",
  longest: "Longest",
  noCaller: "nothing in the trace",

  graph: "Operations of the trace",
  meanLatency: (latency: string) => `mean ${latency}`,
});
