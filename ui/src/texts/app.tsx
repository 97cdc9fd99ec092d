import type { Theme } from "../app/theme.ts";
import { defineTexts } from "./define-texts.ts";

/** What every page has around it, and what stands where there is no page. */
export const text = defineTexts("app", {
  skipToContent: "Skip to content",
  sections: "Sections",
  search: "Search",
  services: "Services",
  map: "Map",
  timeZone: "Time zone",
  localTime: "Local time",
  themeIs: (theme: Theme, next: Theme) => `Theme: ${theme}. Change to ${next}`,
  savedViewsKey: "Saved views ( b )",
  commandsKey: "Commands ( Ctrl K )",
  openInSpanhouse: "Open in Spanhouse",

  openTrace: "Open a trace",
  openTraceById: "Open trace by id",
  traceId: "Trace id",
  noTraceId: "A trace id is 1 to 32 hexadecimal digits.",

  // Commands
  everyPage: "Every page",
  listCommands: "List the commands",
  listKeys: "List the keys",
  copyLink: "Copy the link to this view",
  goToSearch: "Go to search",
  goToServices: "Go to services",
  goToMap: "Go to the service map",
  openTraceByItsId: "Open a trace by its id",
  showTimesInUtc: "Show times in UTC",
  showLocalTimes: "Show times in the browser’s zone",
  chooseTimeZone: "Choose a time zone",
  changeTheme: "Change the theme",
  views: "Views",
  savedViews: "Saved views",

  didNotLoad: "This page did not load",
  couldNotBeDrawn: "This page could not be drawn",
  stoppedOrUpdated: "Spanhouse does not answer, or was updated since this page was opened.",
  loadAgain: "Load again",
  noSuchPageTitle: "No such page · Spanhouse",
  noSuchPage: "There is no such page",
  whereTracesAre: () => (
    <>
      Traces are at <code>/trace/</code> followed by their id.
    </>
  ),
});
