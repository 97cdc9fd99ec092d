import { FILE_BYTES_MAX } from "../files/limits.ts";
import type { FileProblem } from "../files/messages.ts";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The page of an opened file. */
export const text = defineTexts("file", {
  openTitle: "Open a file · Spanhouse",
  fileTitle: (file: string) => `${file} · Spanhouse`,
  open: "Open a file of traces",
  howToOpen:
    "Choose a file, drop it anywhere on the page, or paste its text: JSON of OTLP, Jaeger or Zipkin, " +
    "also packed with gzip. It is read in this browser and not sent anywhere, and it is gone when the " +
    "page is loaded again.",
  reading: "Reading the file …",
  cannotBeOpened: (file: string) => `${file} cannot be opened`,
  whyNotOpened: (problem: Extract<FileProblem, string>) =>
    ({
      unreadable: "It cannot be read.",
      tooLarge: `It has more than ${FILE_BYTES_MAX / 1024 / 1024} MiB, which is the most that is opened.`,
      damagedGzip: "It is gzip that is damaged or cut off.",
      noSpans: "It has no spans.",
      notReadToEnd: "It is too large for this browser, or reading it went wrong.",
    })[problem],
  find: "Find traces",
  shown: (shown: number, traces: number, spans: number, formats: string) => (
    <>
      <strong>{shown.toLocaleString()}</strong> of {counted(traces, "trace")} ·{" "}
      {counted(spans, "span")} · {formats} · not sent anywhere
    </>
  ),
  tableLabel: "Traces of the file",
  truncated: (spans: number) => `These are the first ${counted(spans, "span")} of the file`,
  partNotRead: "A part of the file could not be read",
  leftOut: (spans: number) =>
    `${counted(spans, "span")} of the file ${spans === 1 ? "is" : "are"} left out`,
  trace: "Trace",
  started: "Started",
  duration: "Duration",
  spans: "Spans",
  errors: "Errors",
  services: "Services",
});
