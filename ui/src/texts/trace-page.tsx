import type { ReactNode } from "react";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The page of a trace as long as there is no trace to show. */
export const text = defineTexts("trace-page", {
  title: "Trace · Spanhouse",
  loading: "Loading the trace",
  come: (spans: number, spanCount: number) =>
    `${spans.toLocaleString()} of ${counted(spanCount, "span")} have come`,
  fileGone: "The file has to be opened again",
  whyFileGone:
    "This trace is in a file, and files stay in the browser only until the page is loaded again. " +
    "Open the file to see the trace.",
  noId: "This is not the id of a trace",
  whyNoId: (typed: ReactNode) => (
    <>{typed} is not: ids are 1 to 32 digits of 0-9 and a-f, not all of them 0.</>
  ),
  notHere: "This trace is not here",
  whyNotHere: (traceId: ReactNode) => (
    <>
      No span of {traceId} is stored. It may not have been sampled, not have arrived yet, or be
      older than what is kept.
    </>
  ),
  cannotBeShown: "The trace cannot be shown",
  lookAgain: "Look again",
  tryAgain: "Try again",
  search: "Search",
  searchOthers: "Search for others",
});
