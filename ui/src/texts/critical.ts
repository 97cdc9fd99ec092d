import { defineTexts } from "./define-texts.ts";

/** Which traces were counted: the first of an order, or all that there are. */
interface CountedTraces {
  readonly traces: number;
  /** `newest`, `longest`, `mostErrors` or `mostSpans`. */
  readonly order: string;
  /** True when there are more than these. */
  readonly limited: boolean;
}

/** What traces waited for most. Times and shares are written out already. */
interface MostWaitedFor {
  readonly of: CountedTraces;
  readonly share: string;
  readonly name: string;
  /** Traces that waited for it. */
  readonly traces: number;
  readonly p95: string;
  readonly p95Without: string;
  readonly p50: string;
}

const SUPERLATIVES: Readonly<Record<string, string>> = {
  newest: "newest traces",
  longest: "longest traces",
  mostErrors: "traces with the most errors",
  mostSpans: "traces with the most spans",
};

/** `the 200 newest traces`, or `all 24 traces` when there are no others. */
function tracesCounted({ traces, order, limited }: CountedTraces): string {
  if (traces === 1) return limited ? "one trace" : "the one trace";
  const count = traces.toLocaleString();
  return limited ? `the ${count} ${SUPERLATIVES[order] ?? "first traces"}` : `all ${count} traces`;
}

function inTraces({ of, traces }: MostWaitedFor): string {
  if (of.traces === 1) return "";
  if (traces === of.traces) return ", in each of them";
  return `, in ${traces === 1 ? "one" : traces.toLocaleString()} of them`;
}

/** What would be won without it, and how long they took. */
function withoutIt({ of, p95, p95Without, p50 }: MostWaitedFor): string {
  if (of.traces === 1) return `Without it, it would take ${p95Without} at best instead of ${p95}.`;
  return (
    `Without it their p95 would be ${p95Without} at best instead of ${p95}. ` +
    `Half of them took ${p50} or less, p95 is ${p95}.`
  );
}

/** Where the traces of a search spend their time. */
export const text = defineTexts("critical", {
  whereTimeGoes: "Where the time goes",
  looking: "Looking for the traces …",
  reading: (read: number, found: number) =>
    `Reading traces: ${read.toLocaleString()} of ${found.toLocaleString()} …`,
  notRead: "The traces were not read",
  aboutTraces: "About these traces",
  notAllCounted: "Not all traces are counted",
  noneCounted: "No trace was counted.",
  noneTookTime: (of: CountedTraces) => `No span of ${tracesCounted(of)} took any time.`,
  mostWaitedFor: (most: MostWaitedFor) =>
    `${most.share} of the time of ${tracesCounted(most.of)} went into ${most.name}${inTraces(most)}. ` +
    withoutIt(most),

  whatTracesWaitedFor: "What traces waited for",
  operation: "Operation",
  waitedFor: "Waited for",
  traces: "Traces",
  spans: "Spans",
  p50PerTrace: "p50 per trace",
  p95PerTrace: "p95 per trace",
  p95OfAllWithout: "p95 of all without",
  worst: "Worst",
  searchSpansOf: (name: string) => `Search the spans of ${name}`,
  openWaiting: (duration: string, name: string) =>
    `Open the trace that waited ${duration} for ${name}`,

  pathsToIt: "Paths to it",
  byPath: "By path, as wide as the time waited for",
  allPaths: "All paths",
  shareOfPath: (name: string, share: string) => `${name}: ${share} of the time with all below`,
  tracesThatWaited: "Traces that waited",
  countOf: (count: number, all: number) => `${count.toLocaleString()} of ${all.toLocaleString()}`,
  waitedForItself: "Waited for itself",
  withAllBelow: "with all below",
  p95OfAll: "p95 of all",
  withoutItAtBest: "without it at best",
  withoutAllBelow: "without all below",
  searchItsSpans: "Search its spans",
  openWorst: (duration: string) => `Open the worst, ${duration}`,
});
