import { defineTexts } from "./define-texts.ts";

/** Conditions of a search as they are read, and what is wrong with those that cannot be understood. */
export const text = defineTexts("conditions", {
  exists: (key: string) => `${key} exists`,
  isMissing: (key: string) => `${key} is missing`,
  matches: (key: string, pattern: string) => `${key} matches ${pattern}`,
  doesNotMatch: (key: string, pattern: string) => `${key} does not match ${pattern}`,
  filter: (json: string) => `filter ${json}`,
  ofEverySpan: "of every span",
  service: "service",
  attributes: "attributes",

  noCondition: (word: string) =>
    `Write conditions as key=value, key>5 or key!=nil; ${word} is not one.`,
  noObjectOfTexts: "This is not a JSON object of texts.",
  howDurationsCompare: "A duration is compared with =, !=, <, <=, > or >=.",
  noAmountCompared: "Compare a duration with an amount and its unit, such as duration>=100ms.",
  isOneOf: (field: string, words: readonly string[]) =>
    `The ${field} is one of ${words.join(", ")}.`,
  noFilter: 'A filter is JSON with "op" and "args".',
  noAmount: "Write an amount with a unit, such as 1.5ms, 300us or 2s.",
  longestBelowShortest: "The longest duration is below the shortest.",
  noLimit: (max: number) => `Write a whole number from 1 to ${max}.`,
  noRange: "Give a start that is before the end.",
});
