import {
  COMPARE_KEYS_DEFAULT,
  COMPARE_KEYS_MAX,
  COMPARE_VALUES_DEFAULT,
  COMPARE_VALUES_MAX,
  HEATMAP_COLUMNS_DEFAULT,
  HEATMAP_COLUMNS_MAX,
} from "../limits.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import {
  inQuery,
  json,
  type ParameterDescription,
  type RouteDescription,
} from "./route-description.ts";
import {
  integer,
  list,
  number,
  object,
  oneOf,
  ref,
  text,
  TRACE_ID,
  type Schema,
} from "./schema.ts";
import { OWN_SEARCH_PARAMETERS, SEARCH_PARAMETERS } from "./search-parameters.ts";

/** Which spans; what only matters to a list of traces is read and does nothing. */
const SPANS: readonly ParameterDescription[] = [
  ...SEARCH_PARAMETERS,
  ...OWN_SEARCH_PARAMETERS,
].filter(({ name }) => !["limit", "order", "cursor"].includes(name));

function count(name: string, what: string, fallback: number, max: number): ParameterDescription {
  return inQuery(name, `${what} More than ${max} is taken as ${max}.`, {
    schema: integer(undefined, { minimum: 1, default: fallback }),
    example: "20",
  });
}

const SELECTED: readonly ParameterDescription[] = [
  inQuery(
    "selectStart",
    "Selected are spans that start at this time or later, microseconds since 1970 …",
    {
      schema: integer(),
      example: "1760000000000000",
    },
  ),
  inQuery("selectEnd", "… and before this time …", {
    schema: integer(),
    example: "1760003600000000",
  }),
  inQuery("selectMinDuration", "… that last this long or longer …", {
    schema: text(),
    example: "500ms",
  }),
  inQuery("selectMaxDuration", "… or shorter …", { schema: text(), example: "10s" }),
  inQuery(
    "selectFilter",
    "… and for which this holds, a condition as in `filter`. Without any of the five, spans with an error are selected.",
    {
      schema: text(),
      example:
        '{"op":"gt","args":[{"field":{"level":"span","name":"duration"}},{"scalar":{"value":"2s"}}]}',
    },
  ),
];

/** All spans that match a search: query/src/routes/own-explore.ts. */
export const OWN_EXPLORE_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/heatmap", group: "Own API" },
    summary: "How many matching spans there are, by start and duration",
    description:
      "Every matching span is counted. When a limit ends it early, the newest were counted and `partial` says since when.",
    parameters: [
      ...SPANS,
      count(
        "columns",
        "Into how many equal parts the time is divided.",
        HEATMAP_COLUMNS_DEFAULT,
        HEATMAP_COLUMNS_MAX,
      ),
    ],
    answers: [json(200, "Only cells with spans.", ref("OwnHeatmap")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/compare", group: "Own API" },
    summary: "How some of the matching spans differ from the others, attribute by attribute",
    description:
      "Every matching span is counted, in one of two groups; the values whose shares differ most come first.",
    parameters: [
      ...SPANS,
      ...SELECTED,
      count("keys", "Attributes.", COMPARE_KEYS_DEFAULT, COMPARE_KEYS_MAX),
      count("values", "Values of each.", COMPARE_VALUES_DEFAULT, COMPARE_VALUES_MAX),
    ],
    answers: [
      json(200, "Those that differ most first.", ref("OwnAttributeComparison")),
      INVALID,
      ...TROUBLE,
    ],
  },
];

const PARTIAL = text("What was not counted; absent when all was.");

/** The bodies of core/model/src/own-explore.ts. */
export const OWN_EXPLORE_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnHeatmap: object({
    startUnixNano: text("Start of the first column."),
    columnUs: number("How long a column is."),
    columns: integer(),
    cells: list(ref("OwnHeatmapCell"), "Without any order."),
    spanCount: integer(),
    "partial?": PARTIAL,
  }),
  OwnHeatmapCell: object({
    column: integer(),
    row: integer(
      "0 for durations of 0; row r from 2^((r - 1) / 2) to below 2^(r / 2) nanoseconds.",
    ),
    ...{ spanCount: integer(), errorCount: integer(), traceId: TRACE_ID },
  }),
  OwnAttributeComparison: object({
    ...{ selectedCount: integer(), otherCount: integer() },
    attributes: list(ref("OwnComparedAttribute")),
    "partial?": PARTIAL,
    warnings: list(text()),
  }),
  OwnComparedAttribute: object({
    level: oneOf(["field", "span", "resource"]),
    key: text(),
    difference: number("Between the shares of a value, 0 to 1."),
    values: list(ref("OwnComparedValue")),
  }),
  OwnComparedValue: object({
    text: text("As text; long ones are cut. Kinds and states are numbers."),
    ...{ selectedCount: integer(), otherCount: integer() },
  }),
};
