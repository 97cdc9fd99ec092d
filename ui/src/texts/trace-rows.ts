import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The spans on an axis of time: as rows, and as a flame chart. */
export const text = defineTexts("trace-rows", {
  spans: "Spans",
  span: "Span",
  spanWidth: "Width of the span column",
  duration: "Duration",
  time: "Time",
  noMatch: "No span matches. Without “Only matches” the others are shown too.",
  fold: "Fold similar siblings",
  expandAll: "Expand all ( [ )",
  collapseAll: "Collapse all ( ] )",
  expandLevel: "Expand one level ( o )",
  collapseLevel: "Collapse one level ( p )",
  nothingRan: (duration: string) => `nothing ran for ${duration}`,

  below: (spans: number) => `${spans.toLocaleString()} below`,
  linked: "linked trace",
  warning: "warning",
  links: "links to other spans",
  error: "error",
  self: (duration: string) => `self ${duration}`,
  folded: ({ p50, p95, sum, errors }: FoldedSpans) =>
    [
      `p50 ${p50} · p95 ${p95} · sum ${sum}`,
      ...(errors === 0 ? [] : [counted(errors, "error")]),
    ].join(" · "),
  bar: ({ start, events, isCritical, more }: BarInWords) =>
    [
      `at ${start}`,
      ...(events === 0 ? [] : [counted(events, "event")]),
      ...(isCritical ? ["on the critical path"] : []),
      ...more,
    ].join(", "),

  flame: "Flame chart",
  flameKeys: "Flame chart: the arrow keys move through the spans, Enter shows one",
  flameSpan: ({ name, duration, self, start, isError }: FlameSpan) =>
    `${name}: ${duration}, self ${self}, at ${start}${isError ? ", error" : ""}`,
  byService: "Lanes by service",
});

/** Similar siblings that one row stands for; durations. */
interface FoldedSpans {
  readonly p50: string;
  readonly p95: string;
  readonly sum: string;
  readonly errors: number;
}

/** What a bar shows, for people who do not see it. */
interface BarInWords {
  /** Since the start of the trace. */
  readonly start: string;
  readonly events: number;
  readonly isCritical: boolean;
  /** What else is to be said, such as attributes. */
  readonly more: readonly string[];
}

interface FlameSpan {
  /** Service and operation. */
  readonly name: string;
  readonly duration: string;
  /** What it did itself. */
  readonly self: string;
  readonly start: string;
  readonly isError: boolean;
}
