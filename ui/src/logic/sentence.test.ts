import { expect, it } from "vitest";
import { sentence } from "./sentence.ts";

it.each([
  ["no such trace", "No such trace."],
  ["it ended. Look again.", "It ended. Look again."],
  ["is it running?", "Is it running?"],
  ["reading …", "Reading …"],
])("%j is said as %j", (message, said) => {
  expect(sentence(message)).toBe(said);
});
