import {
  GRAPH_DEPTH_DEFAULT,
  GRAPH_DEPTH_MAX,
  GRAPH_EDGES_DEFAULT,
  GRAPH_EDGES_MAX,
  GRAPH_FOCUS_CHARS_MAX,
} from "../limits.ts";
import { GRAPH_LEVELS } from "../params/graph-params.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import { inQuery, json, type RouteDescription } from "./route-description.ts";
import {
  anyOf,
  flag,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  ref,
  text,
  TRACE_ID,
  type Schema,
} from "./schema.ts";

/** Who calls whom: query/src/routes/graph.ts. */
export const GRAPH_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/graph", group: "Service graph" },
    summary: "Who calls whom, how often, how fast and with how many errors",
    description:
      "Nodes and edges of any time, at any level, compared with any other time. Calls are weighted by sampling.",
    parameters: [
      inQuery("start", "Microseconds since 1970; widened to whole minutes.", {
        schema: integer("An hour before the end, when it is missing.", { minimum: 0 }),
        example: "1760000000000000",
      }),
      inQuery("end", "Microseconds since 1970; widened likewise.", {
        schema: integer("Now, when it is missing.", { minimum: 0 }),
        example: "1760003600000000",
      }),
      inQuery(
        "level",
        "What a node stands for. At workload, pod, node and host times are widened to five minutes.",
        { schema: text(undefined, { enum: GRAPH_LEVELS, default: "service" }), example: "service" },
      ),
      inQuery("compareStart", "Also the numbers of the time that starts here.", {
        schema: integer(undefined, { minimum: 0 }),
        example: "1759900000000000",
      }),
      inQuery("compareEnd", "And ends here; it is as long as the other, when this is missing.", {
        schema: integer(undefined, { minimum: 0 }),
        example: "1759903600000000",
      }),
      inQuery("focus", "Only the nodes with this name or id, and those near them.", {
        schema: text(undefined, { maxLength: GRAPH_FOCUS_CHARS_MAX }),
        example: "shop",
      }),
      inQuery("depth", "How many calls away from the focus, in either direction.", {
        schema: integer(undefined, {
          minimum: 0,
          maximum: GRAPH_DEPTH_MAX,
          default: GRAPH_DEPTH_DEFAULT,
        }),
        example: "2",
      }),
      inQuery("limit", "Edges; those with the most calls.", {
        schema: integer(undefined, {
          minimum: 1,
          maximum: GRAPH_EDGES_MAX,
          default: GRAPH_EDGES_DEFAULT,
        }),
        example: "500",
      }),
    ],
    answers: [json(200, "The graph.", ref("OwnGraph")), INVALID, ...TROUBLE],
  },
];

const LATENCY = anyOf(number("Microseconds."), { type: "null" });
const AMOUNT = number(undefined, { minimum: 0 });

/** The bodies of core/model/src/graph-api.ts. */
export const GRAPH_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnGraph: object({
    startUs: integer("Microseconds since 1970, after widening."),
    endUs: integer(),
    "compareStartUs?": integer(),
    "compareEndUs?": integer(),
    nodes: list(ref("OwnGraphNode"), "By calls, then by id."),
    edges: list(ref("OwnGraphEdge"), "By calls, then by ids."),
    unpaired: object(
      { clients: AMOUNT, servers: AMOUNT },
      "Calls of which one end is missing and not named either.",
    ),
    asOfMs: number("Everything stored until then is in the graph: milliseconds since 1970."),
    isCurrent: flag("False while spans of the time are stored that are not in the graph yet."),
    cut: anyOf(object({ edgesLeftOut: integer(), foldedCalls: AMOUNT }), { type: "null" }),
  }),
  OwnGraphNode: object({
    id: text("The same in every answer for the same thing."),
    name: text(),
    type: oneOf([
      ...GRAPH_LEVELS,
      ...["user", "database", "messaging_system", "virtual_node", "other"],
    ]),
    attributes: map(text(), "What all of it has in common, by the names of OpenTelemetry."),
    in: ref("OwnCallNumbers"),
    out: ref("OwnCallNumbers"),
    "previous?": object({ in: ref("OwnCallNumbers"), out: ref("OwnCallNumbers") }),
  }),
  OwnGraphEdge: object({
    client: text("Id of a node."),
    server: text("Id of a node."),
    connectionType: oneOf(["", "messaging_system", "database", "virtual_node"]),
    now: ref("OwnCallNumbers"),
    "previous?": ref("OwnCallNumbers"),
    exemplarTraceId: TRACE_ID,
  }),
  OwnCallNumbers: object({
    calls: AMOUNT,
    errors: AMOUNT,
    callsPerSecond: AMOUNT,
    errorRatio: number(undefined, { minimum: 0, maximum: 1 }),
    p50Us: LATENCY,
    p95Us: LATENCY,
    p99Us: LATENCY,
  }),
};
