import { defineTexts } from "./define-texts.ts";

/** Why a question was not answered, where the service itself says nothing. */
export const text = defineTexts("request", {
  doesNotAnswer: "Spanhouse does not answer. Is it still running?",
  strangeError: "The server answered with an error of its own.",
});
