import { Link } from "@tanstack/react-router";
import { backWords, type BackUnit } from "./back-words.ts";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The time that was searched: an amount back from now, or a range of one's own. */
type SearchedTime = { readonly amount: number; readonly unit: BackUnit } | undefined;

type Order = "newest" | "longest" | "mostErrors" | "mostSpans";

const FIRST: Readonly<Record<Order, string>> = {
  newest: "Newest first",
  longest: "Longest first",
  mostErrors: "Most errors first",
  mostSpans: "Most spans first",
};

/** Which traces come first in an order: `The 20 newest traces`. */
const LEADING: Readonly<Record<Order, (count: string) => string>> = {
  newest: (count) => `The ${count} newest traces`,
  longest: (count) => `The ${count} longest traces`,
  mostErrors: (count) => `The ${count} traces with the most errors`,
  mostSpans: (count) => `The ${count} traces with the most spans`,
};

function inTime(time: SearchedTime): string {
  return time === undefined
    ? "in the chosen time"
    : `in the last ${backWords(time.amount, time.unit)}`;
}

/** What a search has found: how much, in which order, and each trace of it. */
export const text = defineTexts("searchResults", {
  tracesFound: "Traces found",
  searching: "searching …",
  searchingTraces: "Searching",
  found: (traces: number, time: SearchedTime) => (
    <>
      <strong>{counted(traces, "trace")}</strong> {inTime(time)}
    </>
  ),
  /** When there are more than these. */
  foundFirst: (traces: number, order: Order, time: SearchedTime) => (
    <>
      <strong>{LEADING[order](traces.toLocaleString())}</strong> {inTime(time)}
    </>
  ),
  live: "Live",
  livePaused: "Live, paused while you are at the list",
  asked: (ago: string) => `asked ${ago}`,
  askedWithAll: (ago: string) => `asked ${ago}, with everything that had arrived`,
  pending: (spans: number) => `${counted(spans, "span")} arrived and cannot be searched yet`,
  pendingSince: (spans: number, oldestAgo: string) =>
    `${counted(spans, "span")} arrived and cannot be searched yet, the oldest ${oldestAgo}`,

  order: "Order",
  orderName: (order: Order) => FIRST[order],
  orderCommand: (order: Order) => `Order: ${FIRST[order].toLowerCase()}`,
  showAsList: "Show as a list",
  showAsTable: "Show as a table",
  whereTimeGoes: "Where the time goes",
  stopRefreshing: "Stop refreshing by itself",
  refreshByItself: "Refresh by itself every few seconds",
  refresh: "Refresh",
  previousNext: "Previous, next trace",
  openTrace: "Open the trace",
  goToTraces: "Go to the traces found",
  compare: "Compare",
  compareTrace: (service: string, operation: string) => `Compare ${service} ${operation}`,
  compareWithTypical: "Compare with the typical trace",
  compareTwo: "Compare the two",
  loadMore: "Load more",
  loading: "Loading …",
  notAnswered: "The search was not answered",
  foundBefore: "The search was not answered: what is below was found before",
  spansNotCounted: "The spans were not counted",
  noHeatmap: "No heatmap of this query",
  onlySingleSpans:
    "It asks for several spans of a trace, or for a trace as a whole. The heatmap counts single spans.",
  aboutAnswer: "About this answer",
  notAllSearched: "Not all was searched",
  moreGoesOn: "“Load more” goes on from there.",

  trace: "Trace",
  started: "Started",
  duration: "Duration",
  spans: "Spans",
  errors: "Errors",
  services: "Services",
  countedSpans: (spans: number) => counted(spans, "span"),
  countedErrors: (errors: number) => counted(errors, "error"),
  andMore: (services: number) => `and ${services} more`,
  noRootYet: "root span has not arrived",

  noTraceMatches: "No trace matches",
  whatMatches:
    "A span matches only when its service, its operation, its duration and all conditions do. " +
    "Attribute values are compared whole, in upper and lower case as they are.",
  searchLast: (amount: number, unit: BackUnit) => `Search the last ${backWords(amount, unit)}`,
  without: (condition: string) => `Without ${condition}`,

  waitingForFirst: "Waiting for the first trace",
  howToSend: () => (
    <>
      Anything that speaks OpenTelemetry can send here: OTLP over gRPC to port <code>4317</code>,
      OTLP over HTTP to port <code>4318</code>. This page shows the first trace as soon as it is
      here. Traces that are in a file already can be <Link to="/file">opened here</Link> without
      sending them.
    </>
  ),
  nodeService: "A Node.js service, unchanged",
  spanByHand: "One span by hand",
  copy: (title: string) => `Copy: ${title}`,
});
