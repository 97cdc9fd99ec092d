import { defineTexts } from "./define-texts.ts";

/** Opening a file of traces, from any page, and asking one that was opened. */
export const text = defineTexts("openFile", {
  openFile: "Open a file of traces",
  dropHere: "Drop the file to open it here",
  pastedText: "Pasted text",
  notOpenAnyMore: "The file is not open any more.",
  noTraceInFile: (traceId: string) => `There is no trace ${traceId} in the file.`,
  noSpanInFile: "There is no such span in the file.",
});
