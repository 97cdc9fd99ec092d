import type { ComparedSide } from "../logic/compared-sides.ts";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The page of two traces side by side. What English calls its sides are their names: `A`, `B`, `typical`. */
export const text = defineTexts("compare", {
  title: "Compare traces · Spanhouse",
  compareTraces: "Compare traces",
  reading: "Reading the traces …",
  come: (side: ComparedSide, spans: number, spanCount: number) =>
    `${side}: ${spans.toLocaleString()} of ${counted(spanCount, "span")} have come`,
  cannotBeShown: (side: ComparedSide) => `Trace ${side} cannot be shown`,
  rootIsMissing: "The root of this trace is missing",
  rootIsNeeded: "Without it, nothing says which operation the trace is of.",
  mayBeIncomplete: (side: ComparedSide) => `${side} may not be complete`,
  sameTrace: "A and B are the same trace",

  // Which traces.
  whatIsCompared: "What is compared",
  trace: (side: ComparedSide) => `Trace ${side}`,
  insteadOfTypical: "Trace B, instead of the typical one",
  pasteId: "paste an id, press Enter",
  notAnId: "A trace id is 1 to 32 hexadecimal digits.",
  swap: "Swap",
  compareWith: "Compare with",
  typicalTrace: "The typical trace",
  comparedWithWhat: "What is it compared with?",
  howToChoose: "Paste the id of another trace, or choose one of the same operation above.",
  whichTraces: "Which traces are compared?",
  howToBegin:
    "Paste the ids of two traces above. “Compare” on the page of a trace brings its id here.",

  // Both as a whole.
  bothTraces: "Both traces",
  sideTitle: (side: ComparedSide) => (side === "typical" ? "Typical" : side),
  difference: "Difference",
  /** The same on a small screen. */
  differenceShort: "Diff",
  traceRow: "Trace",
  started: "Started",
  duration: "Duration",
  rootSpan: "Root span",
  spans: "Spans",
  errors: "Errors",
  services: "Services",
  depth: "Depth",
  noRoot: "(root missing)",
  summary: "Summary",

  // How it is looked at.
  whatIsShown: "What is shown",
  view: "View",
  tree: "Tree",
  largestDifferences: "Largest differences",
  order: "Order",
  byTime: "when they began",
  bySelfTime: "difference in self time",
  byCriticalPath: "difference on the critical path",
  byCalls: "difference in calls",
  byErrors: "difference in errors",
  find: "Find",
  partOfName: "part of a name",
  onlyDifferences: "Only differences",
  expandAll: "Expand all",
  collapseAll: "Collapse all",
  pathsDiffer: (different: number, paths: number, shown: number) => (
    <>
      <strong>{different.toLocaleString()}</strong> of {counted(paths, "path")}{" "}
      {different === 1 ? "differs" : "differ"}
      {shown < paths && `, ${shown.toLocaleString()} shown`}
    </>
  ),

  // Commands.
  comparison: "Comparison",
  goToPaths: "Go to the paths",
  findPaths: "Find paths",
  showAll: "Show all paths",
  showOnlyDifferences: "Show only differences",
  showTree: "Show the tree",
  listLargest: "List the largest differences",
  letGo: "Let go of the chosen path",
  previousNext: "Previous, next path",
  openOrClose: "Open or enter, close or leave a subtree",
  openSubtree: "Open the whole subtree",
  choose: "Choose the path, or let go of it",
});
