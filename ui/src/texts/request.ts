import { defineTexts } from "./define-texts.ts";

/** Why a question was not answered, where the service itself says nothing. */
export const text = defineTexts("request", {
  doesNotAnswer: "Spanhouse does not answer. Is it still running?",
  strangeError: "The server answered with an error of its own.",
  endedEarly: "The answer ended before it was complete.",
  noTrace: (problem: string) => `The answer is not a trace: ${problem}.`,
  keepsChanging: "Spans keep arriving: the pages of this trace do not fit together.",
  noColumn: (problem: string) => `The answer is not an attribute's column: ${problem}.`,
  namesNoRows: "The answer does not name its rows.",
});
