import { text } from "../texts/shown-name.ts";

/** What stands where a name is missing: an empty place would look as if something was broken. */

/** The name of a service. */
export function shownService(name: string | undefined): string {
  return name === undefined || name === "" ? text.noService : name;
}

/** The name of a span. */
export function shownOperation(name: string | undefined): string {
  return name === undefined || name === "" ? text.noOperation : name;
}

/** Titles of pages stand in tabs and bookmarks. */
const TITLE_CHARS_MAX = 80;

/** The title of a page about what has this name. */
export function pageTitle(name: string): string {
  const chars = Array.from(name);
  const cut = chars.length > TITLE_CHARS_MAX;
  return text.pageTitle(cut ? `${chars.slice(0, TITLE_CHARS_MAX - 1).join("")}…` : name);
}
