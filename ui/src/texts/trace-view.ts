import { defineTexts } from "./define-texts.ts";

/** What stands above a trace: what it is, and how it is looked at. */
export const text = defineTexts("trace-view", {
  copyTraceId: "Copy trace id",
  duration: "Duration",
  started: "Started",
  spans: "Spans",
  depth: "Depth",
  errors: "Errors",
  noErrors: "none",
  services: "Services",

  export: "Export",
  otlp: "OTLP JSON",
  jaeger: "Jaeger JSON",
  perfetto: "Perfetto (Chrome trace events)",
  copyMarkdown: "Copy a summary in Markdown",
  copied: "Copied",
  notCopied: "The browser did not allow copying",
  picture: "PNG of what is shown",
  notWritten:
    "It was not written: Spanhouse does not answer, or was updated since this page was opened.",

  view: "View",
  timeline: "Timeline",
  flame: "Flame chart",
  statistics: "Statistics",
  paths: "Paths",
  calls: "Calls",

  find: "Find in this trace",
  findBy: "Find spans by service, operation, id, field or attribute",
  findExample: "Find: checkout, duration>10ms, { … }",
  noMatch: "none",
  matchOf: (place: number, matches: number) =>
    `${place.toLocaleString()} of ${matches.toLocaleString()}`,
  previousMatch: "Previous match",
  nextMatch: "Next match",

  filters: "Filters",
  onlyErrors: "Errors",
  onlyCritical: "Critical path",
  ofService: "Only spans of a service",
  service: "Service",
  onlyMatches: "Only matches",
  whatOnlyMatches: "Hide spans that do not match and hold none that does",

  onlySubtree: (operation: string) => `Only ${operation}`,
  attributeNotCome: (why: string) => `An attribute did not come: ${why}`,
  table: "Table",
  wholeTrace: "Whole trace",
  idleShort: "Draw idle time short",
  attributesInRows: "Show pinned attributes in rows",
});
