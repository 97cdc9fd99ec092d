import { defineTexts } from "./define-texts.ts";

/** What spans can be grouped and coloured by besides their attributes. */
export const text = defineTexts("span-fields", {
  service: "service",
  operation: "operation",
  kind: "kind",
  status: "status",
  self: "self time",
  percentile: "percentile in the trace",
  attributes: "Attributes",
});
