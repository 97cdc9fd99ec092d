import { defineTexts } from "./define-texts.ts";

/** The bar and the form that write a search. */
export const text = defineTexts("searchForm", {
  title: "Search · Spanhouse",
  searchTraces: "Search traces",
  find: "Find traces",
  service: "Service",
  operation: "Operation",
  any: "any",
  minDuration: "Min duration",
  maxDuration: "Max duration",
  time: "Time",
  from: "From",
  to: "To",
  limit: "Limit",

  conditions: "Conditions",
  writeConditions: "Write conditions",
  conditionsOfSearch: "Conditions of this search",
  howToWrite:
    "Add conditions: http.route=/cart  duration>=100ms, write { TraceQL }, or paste an id",
  addCondition: "Add a condition",
  change: (condition: string) => `Change ${condition}`,
  remove: (condition: string) => `Remove ${condition}`,
  proposals: "Proposals",

  showInForm: "Show in the form",
  noFieldsFor: (part: string) => (
    <>
      The form has no fields for <code>{part}</code>
    </>
  ),
  writeAsTraceql: "Write as TraceQL",
  noTraceqlFor: (part: string) => (
    <>
      TraceQL has no words for <code>{part}</code>
    </>
  ),
  traceqlExamples: "TraceQL:",
});
