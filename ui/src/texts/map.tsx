import type { MapLevel, MapView } from "../logic/map-params.ts";
import { short } from "../logic/range-params.ts";
import { defineTexts } from "./define-texts.ts";

/** The page of the service map: as a graph, a matrix and a table. */
export const text = defineTexts("map", {
  pageTitle: "Service map · Spanhouse",
  serviceMap: "Service map",
  notAnswered: "The graph was not answered",
  reading: "Reading who calls whom …",
  noCalls: "No calls are known in this time",
  notSeen: (focus: string) => `${focus} was not seen in this time`,
  showLastDay: "Show all of the last day",
  searchTraces: "Search traces",
  madeOf:
    "The map is made of spans of kind client, server, producer and consumer. It has none here.",
  beingPaired:
    "Spans of this time have arrived and are being paired; the map follows within seconds.",

  goFromBoxToBox: "From box to box, from cell to cell",
  showNumbers: "Show the numbers of a box or cell",
  focusOnBox: "Focus on a box",
  showView: (view: MapView) =>
    ({ graph: "Show the graph", matrix: "Show the matrix", table: "Show the table" })[view],
  refresh: "Refresh",

  whatIsShown: "What is shown",
  view: "View",
  viewName: (view: MapView) => ({ graph: "Graph", matrix: "Matrix", table: "Table" })[view],
  groupBy: "Group by",
  automatic: "Automatic",
  levelName: (level: MapLevel) =>
    ({
      ...{ service: "Service", namespace: "Namespace", workload: "Workload", pod: "Pod" },
      ...{ node: "Node", host: "Host", environment: "Environment" },
    })[level],
  focusOn: "Focus on",
  everything: "everything",
  callsAway: "Calls away",
  find: "Find",
  partOfName: "part of a name",
  found: (nodes: number) => `${nodes} found`,
  leaveNamespace: (namespace: string) => `Namespace ${namespace} ×`,

  // How far it can be trusted, and what of it is drawn
  notCurrent: "Newer spans are not in these numbers yet",
  oldestPart: (ago: string) => `The oldest part is as of ${ago}. Load again in a moment.`,
  notEverything: "Not everything is here",
  edgesLeftOut: (edges: number) =>
    `${short(edges)} rare ${edges === 1 ? "edge is" : "edges are"} left out.`,
  callsSummedUp: (calls: number) =>
    `${short(calls)} rare ${calls === 1 ? "call is" : "calls are"} summed up as “other”.`,
  onlyOneEnd: (calls: number) =>
    `${short(calls)} ${calls === 1 ? "call has" : "calls have"} only one end and ${calls === 1 ? "is" : "are"} not drawn`,
  missingEnds: (callers: number, called: number) =>
    `${knownEnds(callers, called)}: the spans of the other side were not sent, or have not arrived.`,
  namespacesDrawn: "Services are many, so their namespaces are drawn.",
  busiestNodes: (drawn: number, all: number) => `The ${drawn} busiest of ${all} nodes are drawn.`,
  busiestLines: (drawn: number, all: number) => `The ${drawn} busiest of ${all} lines are drawn.`,
  seeEverything: (onMatrix: () => void, onTable: () => void) => (
    <>
      See everything as a{" "}
      <button type="button" onClick={onMatrix}>
        matrix
      </button>{" "}
      or a{" "}
      <button type="button" onClick={onTable}>
        table
      </button>
      .
    </>
  ),

  whoCallsWhom: "Who calls whom",
  rowCallsColumn: "row calls column",
  doesNotCall: (client: string, server: string) => `${client} does not call ${server}`,
  callsWith: ({ client, server, rate, errors, p95, change }: SaidCalls) =>
    `${client} calls ${server}: ${rate}, ${errors} errors, p95 ${p95}` +
    (change === undefined ? "" : `, ${change}`),

  // What is chosen, and the tables
  overTime: "Over time",
  traces: "Traces",
  showServices: "Show its services",
  focus: "Focus",
  callsIn: "Calls that came in",
  callsOut: "Calls to others",
  calledByCount: (callers: number) => `Called by ${callers}`,
  callsCount: (called: number) => `Calls ${called}`,
  moreInTable: (more: number) => `and ${more} more, in the table`,
  openTrace: "Open a trace with such a call",
  calls: "Calls",
  nodes: "Nodes",
  rate: "Rate",
  errors: "Errors",
  caller: "Caller",
  called: "Called",
  through: "Through",
  trace: "Trace",
  openOne: "open one",
  node: "Node",
  is: "Is",
  namespace: "Namespace",
  callsOthers: "Calls others",
});

function knownEnds(callers: number, called: number): string {
  if (callers === 0) return "Only what was called is known";
  if (called === 0) return "Only the caller is known";
  return `Of ${short(callers)} only the caller is known, of ${short(called)} only what was called`;
}

/** Calls from a row to a column of the matrix, their numbers as texts. */
interface SaidCalls {
  readonly client: string;
  readonly server: string;
  readonly rate: string;
  readonly errors: string;
  readonly p95: string;
  /** How they differ from an earlier time. */
  readonly change: string | undefined;
}
