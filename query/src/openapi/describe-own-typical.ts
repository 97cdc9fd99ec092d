import {
  TYPICAL_LOOKBACK_MS,
  TYPICAL_PATHS_MAX,
  TYPICAL_TRACE_SPANS_MAX,
  TYPICAL_TRACES_MAX,
} from "../limits.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import { inQuery, json, type RouteDescription } from "./route-description.ts";
import { integer, list, number, object, ref, text, TRACE_ID, type Schema } from "./schema.ts";

/** What traces of an operation have in common: query/src/routes/own-typical.ts. */
export const OWN_TYPICAL_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/typical", group: "Own API" },
    summary: "What the traces of an operation have in common, path by path",
    description:
      "Of the newest traces whose root span is this operation, how often, how long and with how many errors spans are " +
      `reached in the same way. Complete traces of up to ${TYPICAL_TRACE_SPANS_MAX} spans count, and up to ` +
      `${TYPICAL_PATHS_MAX} paths. When reading takes too long, fewer are counted, and \`partial\` says how many.`,
    parameters: [
      inQuery(
        "service",
        "Service of the root span. That of spans without one, when it is missing.",
        {
          schema: text(),
          example: "cart",
        },
      ),
      inQuery("operation", "Name of the root span.", {
        required: true,
        schema: text(),
        example: "GET /cart",
      }),
      inQuery(
        "start",
        `The root starts at this time or later: microseconds since 1970. ${TYPICAL_LOOKBACK_MS / 3_600_000} hours before the end, when it is missing.`,
        { schema: integer(), example: "1760000000000000" },
      ),
      inQuery(
        "end",
        "The root starts before this time: microseconds since 1970. Now, when it is missing.",
        {
          schema: integer(),
          example: "1760003600000000",
        },
      ),
      inQuery(
        "limit",
        `Traces. More than ${TYPICAL_TRACES_MAX} is taken as ${TYPICAL_TRACES_MAX}.`,
        {
          schema: integer(undefined, { minimum: 1, default: TYPICAL_TRACES_MAX }),
          example: "100",
        },
      ),
      inQuery("without", "A trace that is not counted: the one that is compared with the others.", {
        schema: text(undefined, { pattern: "^[0-9a-fA-F]{1,32}$" }),
        example: "0af7651916cd43dd8448eb211c80319c",
      }),
    ],
    answers: [
      json(200, "Without traces, when there are none.", ref("OwnTypicalTrace")),
      INVALID,
      ...TROUBLE,
    ],
  },
];

const COUNT = integer(undefined, { minimum: 0 });
const FIGURE = ref("OwnTypicalFigure");

/** The bodies of core/model/src/own-typical.ts. */
export const OWN_TYPICAL_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnTypicalTrace: object({
    ...{ service: text(), operation: text() },
    traces: list(
      object({
        traceId: TRACE_ID,
        rootUs: number("Duration of the root span, microseconds."),
        durationUs: number("Of the whole trace, microseconds."),
        ...{ spanCount: COUNT, errorCount: COUNT, serviceCount: COUNT, depth: COUNT },
      }),
      "What was counted, the shortest root span first.",
    ),
    leftOutCount: integer("Traces that are not complete or have too many spans.", { minimum: 0 }),
    paths: list(ref("OwnTypicalPath"), "Each after the one it continues."),
    "partial?": text("Which traces were not counted, and why; missing when all were."),
    warnings: list(text(), "Sentences for people; empty when all is well."),
  }),
  OwnTypicalPath: object({
    parent: integer("Place of the path that it continues, -1 for the root.", { minimum: -1 }),
    ...{ service: text(), operation: text(), kind: COUNT },
    traceCount: integer("Traces that have it.", { minimum: 1 }),
    ...{ spanCount: FIGURE, errorCount: FIGURE, totalUs: FIGURE, selfUs: FIGURE },
    criticalUs: FIGURE,
    startUs: number("When the first began, since the start of the trace: median."),
  }),
  OwnTypicalFigure: object(
    { p05: number(), p50: number(), p95: number(), mean: number() },
    "Per trace: quantiles of the traces that have the path, the mean of all.",
  ),
};
