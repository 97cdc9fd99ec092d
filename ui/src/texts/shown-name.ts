import { defineTexts } from "./define-texts.ts";

/** Names where there is none, and titles of pages about what has one. */
export const text = defineTexts("shownName", {
  noService: "(no service name)",
  noOperation: "(no name)",
  pageTitle: (name: string) => `${name} · Spanhouse`,
});
