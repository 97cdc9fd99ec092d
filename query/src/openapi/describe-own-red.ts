import {
  COMPLETIONS_DEFAULT,
  COMPLETIONS_MAX,
  RED_QUANTILES_DEFAULT,
  RED_SERIES_DEFAULT,
  RED_SERIES_MAX,
  RED_STEPS_MAX,
  RED_TOTALS_DEFAULT,
  RED_TOTALS_MAX,
} from "../limits.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import {
  inQuery,
  json,
  type ParameterDescription,
  type RouteDescription,
} from "./route-description.ts";
import {
  flag,
  integer,
  list,
  number,
  object,
  oneOf,
  ref,
  SPAN_ID,
  text,
  TRACE_ID,
  type Schema,
} from "./schema.ts";

const MICROS = { pattern: "^\\d{1,17}$" };

function limit(fallback: number, max: number): ParameterDescription {
  return inQuery("limit", `More than ${max} is taken as ${max}.`, {
    schema: integer(undefined, { minimum: 1, default: fallback }),
    example: "10",
  });
}

const COMMON: readonly ParameterDescription[] = [
  inQuery("start", "Microseconds since 1970; an hour before the end when absent.", {
    ...{ schema: text(undefined, MICROS), example: "1759999800000000" },
  }),
  inQuery("end", "Microseconds since 1970; now when absent.", {
    ...{ schema: text(undefined, MICROS), example: "1760000400000000" },
  }),
  inQuery("service", "Only spans of these services.", {
    ...{ schema: text(), example: "shop", repeated: true },
  }),
  inQuery("operation", "Only spans with these names.", {
    ...{ schema: text(), example: "GET /cart", repeated: true },
  }),
  inQuery("kind", "Only spans of these kinds; 2 and 5 are calls that came in.", {
    ...{ schema: integer(undefined, { minimum: 0, maximum: 5 }), example: "2", repeated: true },
  }),
  inQuery("groupBy", "What a series is.", {
    ...{ schema: oneOf(["service", "operation"]), example: "operation" },
  }),
  inQuery("quantile", `0 to 1; ${RED_QUANTILES_DEFAULT.join(", ")} when absent.`, {
    ...{ schema: number(undefined, { minimum: 0, maximum: 1 }), example: "0.9", repeated: true },
  }),
];

const PREFIX = inQuery("prefix", "How it begins, in any case.", {
  ...{ schema: text(), example: "g" },
});
const LEVEL = inQuery("level", "Only keys of these levels.", {
  schema: oneOf(["span", "resource", "scope", "event"]),
  ...{ example: "span", repeated: true },
});
const OFFERS = limit(COMPLETIONS_DEFAULT, COMPLETIONS_MAX);
const ORDER = "Last received first (by day), then most used, then by name.";

/** Rates, errors, durations and completion: query/src/routes/own-red.ts. */
export const OWN_RED_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/red", group: "Own API" },
    summary: "Rates, errors and durations over time",
    description:
      "Every span counts in the step it started in, as often as it stands for by its sampling. Quantiles are at most 2 % off.",
    parameters: [
      ...COMMON,
      inQuery(
        "step",
        `Such as 30s or 1h; at most ${RED_STEPS_MAX} steps. A round one when absent.`,
        {
          ...{ schema: text(), example: "1m" },
        },
      ),
      inQuery("window", "How far each point looks back; the step when absent.", {
        ...{ schema: text(), example: "5m" },
      }),
      inQuery("exemplars", "With the slowest span of each step.", {
        ...{ schema: oneOf(["true", "false"]), example: "true" },
      }),
      limit(RED_SERIES_DEFAULT, RED_SERIES_MAX),
    ],
    answers: [json(200, "One array place per step.", ref("OwnRed")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/red/totals", group: "Own API" },
    summary: "Rates, errors and durations of a range, and of an earlier one",
    parameters: [
      ...COMMON,
      inQuery("compare", "How much earlier the range to compare with is, such as 24h.", {
        ...{ schema: text(), example: "24h" },
      }),
      limit(RED_TOTALS_DEFAULT, RED_TOTALS_MAX),
    ],
    answers: [json(200, "Most spans first.", ref("OwnRedTotals")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/red/distribution", group: "Own API" },
    summary: "How long the spans of one operation took",
    description:
      "From rollups, so it costs the same however many spans there are. Bins are 2.8 % wide; those without spans are left out. The range is widened to whole minutes.",
    parameters: [
      ...COMMON.slice(0, 2),
      inQuery("service", "Its service.", { required: true, schema: text(), example: "shop" }),
      inQuery("operation", "Its name.", { required: true, schema: text(), example: "GET /cart" }),
      ...COMMON.slice(4, 5),
    ],
    answers: [json(200, "Shortest first.", ref("OwnRedDistribution")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/complete/keys", group: "Own API" },
    summary: "Attribute keys to offer",
    parameters: [PREFIX, LEVEL, OFFERS],
    answers: [json(200, ORDER, ref("OwnKeyCompletions")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/complete/values", group: "Own API" },
    summary: "Values of an attribute to offer",
    parameters: [
      inQuery("key", "The key.", { required: true, schema: text(), example: "http.route" }),
      ...[PREFIX, LEVEL, OFFERS],
    ],
    answers: [json(200, ORDER, ref("OwnValueCompletions")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/complete/services", group: "Own API" },
    summary: "Services to offer",
    parameters: [PREFIX, OFFERS],
    answers: [json(200, ORDER, ref("OwnNameCompletions")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/complete/operations", group: "Own API" },
    summary: "Operations to offer",
    parameters: [
      inQuery("service", "Of this service; of all when absent.", {
        schema: text(),
        example: "shop",
      }),
      ...[PREFIX, OFFERS],
    ],
    answers: [json(200, ORDER, ref("OwnNameCompletions")), INVALID, ...TROUBLE],
  },
];

const QUANTILES = list(number(), "Ascending.");
const MAYBE = number(undefined, { type: ["number", "null"] });
const COMPLETED_TYPE = oneOf(["string", "int", "double", "bool", "other"]);
const SERIES: Readonly<Record<string, Schema>> = {
  service: text(),
  operation: text("Empty when grouped by service."),
};

/** The bodies of core/model/src/own-red.ts. */
export const OWN_RED_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnRed: object({
    startUnixSeconds: integer("Start of the first step."),
    stepSeconds: integer("The step in effect."),
    windowSeconds: integer("How far each point looks back from the end of its step."),
    steps: integer("Length of every array of a series."),
    quantiles: QUANTILES,
    series: list(ref("OwnRedSeries"), "Most spans first, then by name."),
    seriesLeftOut: integer("Series with fewer spans that are not here."),
    warnings: list(text()),
  }),
  OwnRedSeries: object({
    ...SERIES,
    count: list(number(), "Weighted by sampling."),
    errorCount: list(number()),
    durationSumUs: list(number()),
    quantilesUs: list(list(MAYBE), "One array per quantile; null where there are no spans."),
    "exemplars?": list({ anyOf: [ref("OwnRedExemplar"), { type: "null" }] }),
  }),
  OwnRedExemplar: object({ traceId: TRACE_ID, spanId: SPAN_ID, durationUs: number() }),
  OwnRedTotals: object({
    quantiles: QUANTILES,
    rows: list(ref("OwnRedTotal"), "Most spans first, then by name."),
    rowsLeftOut: integer(),
    warnings: list(text()),
  }),
  OwnRedDistribution: object({
    count: number(),
    upToUs: list(number(), "Ascending."),
    counts: list(number(), "Weighted by sampling."),
  }),
  OwnRedTotal: object({
    ...SERIES,
    now: ref("OwnRedNumbers"),
    "earlier?": ref("OwnRedNumbers"),
    "exemplar?": ref("OwnRedExemplar"),
    "errorExemplar?": ref("OwnRedExemplar"),
  }),
  OwnRedNumbers: object({
    ...{ count: number(), errorCount: number(), durationSumUs: number() },
    quantilesUs: list(MAYBE),
  }),
  OwnKeyCompletions: object({
    keys: list(
      object({
        key: text(),
        level: oneOf(["span", "resource", "scope", "event"]),
        types: list(COMPLETED_TYPE),
      }),
    ),
    limited: flag("There are more."),
  }),
  OwnValueCompletions: object({
    values: list(object({ text: text(), type: COMPLETED_TYPE })),
    limited: flag(),
  }),
  OwnNameCompletions: object({ names: list(text()), limited: flag() }),
};
