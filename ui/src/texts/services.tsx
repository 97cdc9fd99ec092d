import type { ReactNode } from "react";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The pages of services: rates, errors and durations. */
export const text = defineTexts("services", {
  title: "Services · Spanhouse",
  services: "Services",
  findServices: "Find services",
  notAnswered: "The numbers were not answered",
  readingAll: "Reading the numbers of all services …",
  shown: (shown: number, services: number) => (
    <>
      <strong>{shown.toLocaleString()}</strong> of {counted(services, "service")}
    </>
  ),
  noneYet: "No service has sent a span yet",
  howToBegin: (linkToSearch: (label: string) => ReactNode) => (
    <>{linkToSearch("The search page")} says how to send a first trace.</>
  ),
  noneCalled: "No service was called in this time",
  onlyCallsCount:
    "Only calls that came in count (spans of kind server and consumer), unless all spans are asked for.",
  showLastDay: "Show the last day",
  countAll: "Count all spans",
  aboutNumbers: "About these numbers",
  leftOut: (rows: number) =>
    `${rows.toLocaleString()} with fewer spans ${rows === 1 ? "is" : "are"} left out.`,

  // The page of one service.
  operationOf: (service: string, operation: string) => `${service} · ${operation}`,
  allOperations: "All operations",
  allServices: "All services",
  onTheMap: "On the map",
  itsTraces: "Its traces",
  findOperations: "Find operations",
  reading: (service: string) => `Reading the numbers of ${service} …`,
  notCalled: (name: string) => `${name} was not called in this time`,
  countAllOfLastDay: "Count all spans of the last day",
  operations: "Operations",

  // Above the tables.
  whatIsShown: "What is shown",
  countCalls: "Count calls that came in",
  refresh: "Refresh",
  spans: "Spans",
  callsThatCameIn: "calls that came in",
  allSpans: "all spans",
  partOfName: "part of a name",

  // Tables and charts.
  service: "Service",
  operation: "Operation",
  rate: "Rate",
  errors: "Errors",
  latency: "Latency",
  calls: "calls",
  failed: "failed",
  traces: "Traces",
  slowestTrace: "slowest",
  failedTrace: "failed",
  openSlowest: (duration: string) => `Open the slowest trace of this time: ${duration}`,
  sameAsTable: "The same as a table",
  numbersOverTime: "Numbers over time",
  notOver: "not over yet",
  time: "Time",
  slowest: "Slowest",
});
