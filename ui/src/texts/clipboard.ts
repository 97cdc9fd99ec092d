import { defineTexts } from "./define-texts.ts";

/** What became of copying. */
export const text = defineTexts("clipboard", {
  copied: "Copied",
  linkCopied: "The link to this view is copied",
  notAllowed: "The browser did not allow copying",
});
