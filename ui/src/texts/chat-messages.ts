import { defineTexts } from "./define-texts.ts";

/** Messages to and from a model, in the details of a span. */
export const text = defineTexts("chat-messages", {
  reasoning: "reasoning",
  toolCall: "calls a tool",
  toolAnswer: "answer of a tool",
});
