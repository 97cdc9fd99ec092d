import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

function spanCount(spans: number, withErrors: number): string {
  const all = counted(spans, "span");
  return withErrors === 0 ? all : `${all}, ${withErrors.toLocaleString()} with errors`;
}

/** A part of the heatmap: `90.51 ms to 128 ms`, `10:02:00`, `10:02:30`, 812 spans, 4 of them with errors. */
export interface DescribedBox {
  readonly durations: string;
  readonly from: string;
  readonly to: string;
  readonly spans: number;
  readonly withErrors: number;
}

function boxWords({ durations, from, to, spans, withErrors }: DescribedBox): string {
  return `${durations}, ${from} to ${to}: ${spanCount(spans, withErrors)}`;
}

/** Spans by start and duration, and how some of them differ from the others. */
export const text = defineTexts("heatmap", {
  title: "Duration heatmap",
  kind: "heatmap",
  spansByStart: "Spans by start and duration",
  spanCount,
  few: "few",
  many: "many",
  withErrors: "with errors",
  durationRange: (shortest: string, longest: string) => `${shortest} to ${longest}`,
  box: boxWords,
  selectedBox: (box: DescribedBox) => `Selected: ${boxWords(box)}`,
  selectedErrors: "Selected: spans with an error",
  selectedOutside: "What is selected lies outside of this picture.",
  howToSelect: "Drag over spans to see how they differ from the others.",
  keys:
    "Arrow keys move through the cells, with Shift they draw a box, Enter selects it, Escape lets " +
    "it go. The same numbers are in the table below.",
  notAllCounted: "Not all spans are counted",
  explainSlowest: "Explain slowest",
  explainErrors: "Explain errors",
  openTrace: "Open a trace",
  searchOnlyThese: "Search only these",
  clearSelection: "Clear selection",

  showAsTable: "Show as a table",
  spansByDuration: "Spans by duration and start",
  duration: "Duration",
  fromTime: (time: string) => `from ${time}`,
  all: "All",
  errors: "Errors",

  howSelectedDiffer: "How the selected spans differ",
  howSelectedDifferFromOthers: "How the selected spans differ from the others",
  notCompared: "The spans were not compared",
  comparing: "Comparing all attributes …",
  compared: (selected: number, others: number) =>
    `${selected.toLocaleString()} selected against ${others.toLocaleString()} others, every one counted.`,
  aboutComparison: "About this comparison",
  nothingTellsApart: "Nothing tells them apart",
  noneSelected: "No span is selected: choose a part of the picture with spans in it.",
  allSelected: "All spans are selected, so there are no others. Choose a part of them.",
  noneDiffers: "No attribute differs between the selected spans and the others.",
  showFewer: "Show fewer",
  showAllAttributes: (count: number) => `Show all ${count} attributes`,
  differsBy: (percent: number) => `differs by ${percent} %`,
  andMoreValues: (count: number) => `and ${counted(count, "more value")}`,
  cutValue: "cut, cannot be searched",
  onlySpansWith: (condition: string) => `Only spans with ${condition}`,
  ofSelected: (share: string, count: number) => (
    <>
      {share} of selected <small>({count.toLocaleString()})</small>
    </>
  ),
  ofOthers: (share: string, count: number) => (
    <>
      {share} of others <small>({count.toLocaleString()})</small>
    </>
  ),
});
