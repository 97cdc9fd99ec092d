import { defineTexts } from "./define-texts.ts";

/** The views that this browser keeps. */
export const text = defineTexts("savedViews", {
  savedViews: "Saved views",
  close: "Close",
  nameOfShown: "Name of what is shown now",
  viewOfService: (title: string, service: string) => `${title}: ${service}`,
  saveView: "Save this view",
  noneYet:
    "None yet. A view is the page with all that is chosen on it. This browser keeps it; the " +
    "address of a page is what to send to others.",
  remove: (name: string) => `Remove ${name}`,
});
