import {
  SEARCH_LOOKBACK_MS,
  SEARCH_TAGS_MAX,
  SEARCH_TRACES_DEFAULT,
  SEARCH_TRACES_MAX,
  TRACE_IDS_MAX,
} from "../limits.ts";
import { inPath, inQuery, type ParameterDescription } from "./route-description.ts";
import { flag, integer, oneOf, text } from "./schema.ts";

/** Parameters that several routes read with the same parser. */

const HOURS = SEARCH_LOOKBACK_MS / 3_600_000;
const EXAMPLE_TRACE_ID = "5b8aa5a2d2c872e8321cf37308d69df2";

/** Of a search, in the order of a form. */
export const SEARCH_PARAMETERS: readonly ParameterDescription[] = [
  inQuery("service", "Service of the span. Any, when it is missing.", {
    schema: text(),
    example: "cart",
  }),
  inQuery("operation", "Name of the span.", { schema: text(), example: "GET /cart" }),
  inQuery(
    "tag",
    "A condition `key:value` on an attribute of the span or of its resource, compared as text. " +
      "`error` (`true`, `false`), `span.kind` (`server`, …) and `otel.status_code` (`OK`, `ERROR`, `UNSET`) ask for " +
      `the span's own fields. At most ${SEARCH_TAGS_MAX}.`,
    { schema: text(), repeated: true, example: "error:true" },
  ),
  inQuery("tags", 'The same as a JSON object of texts: `{"http.route":"/cart"}`.', {
    schema: text(),
    repeated: true,
    example: '{"http.route":"/cart"}',
  }),
  inQuery(
    "start",
    `The span starts at this time or later: microseconds since 1970. ${HOURS} hours ago, when it is missing.`,
    { schema: integer(), example: "1760000000000000" },
  ),
  inQuery(
    "end",
    "The span starts before this time: microseconds since 1970. Now, when it is missing.",
    {
      schema: integer(),
      example: "1760003600000000",
    },
  ),
  inQuery("minDuration", "The span lasts this long or longer: `1.5ms`, `300us`, `2s`, `1m30s`.", {
    schema: text(),
    example: "1ms",
  }),
  inQuery("maxDuration", "The span lasts this long or shorter.", {
    schema: text(),
    example: "10s",
  }),
  inQuery("limit", `Traces. More than ${SEARCH_TRACES_MAX} is taken as ${SEARCH_TRACES_MAX}.`, {
    schema: integer(undefined, { minimum: 1, default: SEARCH_TRACES_DEFAULT }),
    example: "20",
  }),
];

/** What the own search has besides. */
export const OWN_SEARCH_PARAMETERS: readonly ParameterDescription[] = [
  inQuery(
    "order",
    "Which traces come first: those with the latest matching span, or of the whole trace the longest, with the " +
      "most errors, with the most spans.",
    {
      schema: { ...oneOf(["newest", "longest", "mostErrors", "mostSpans"]), default: "newest" },
      example: "newest",
    },
  ),
  inQuery(
    "cursor",
    "Goes on behind an earlier answer: its `nextCursor`, with everything else as it was, `start` and `end` included.",
    { schema: text(), example: `n1760000000000000000.${EXAMPLE_TRACE_ID}` },
  ),
  inQuery(
    "filter",
    "A condition that holds besides, as the JSON of Jaeger's structured filter: a tree of `and`, `or`, `not`, " +
      "comparisons, patterns (RE2), lists and `some` event or link.",
    {
      schema: text(),
      example:
        '{"op":"gt","args":[{"field":{"level":"span","name":"duration"}},{"scalar":{"value":"2s"}}]}',
    },
  ),
  inQuery(
    "q",
    "A query of TraceQL that holds besides. What is not answered is refused with its place: metrics, and a query for " +
      "several spans of a trace where single spans are asked for.",
    { schema: text(), example: '{ span.http.route = "/cart" && duration > 1ms }' },
  ),
];

/** Traces to read instead of searching, as Jaeger has it. */
export const TRACE_IDS_PARAMETER: ParameterDescription = inQuery(
  "traceID",
  "Reads these traces instead of searching: hexadecimal, or 8 or 16 bytes in base64. " +
    `At most ${TRACE_IDS_MAX}.`,
  { schema: text(), repeated: true, example: EXAMPLE_TRACE_ID },
);

/** When a trace was, for reading it by its id. */
export const TIME_HINT_PARAMETERS: readonly ParameterDescription[] = [
  inQuery(
    "start",
    "A hint when the trace was, microseconds since 1970: it is looked for around it first, then everywhere.",
    { schema: integer(), example: "1760000000000000" },
  ),
  inQuery("end", "The end of that hint.", { schema: integer(), example: "1760003600000000" }),
];

export const RAW_PARAMETER: ParameterDescription = inQuery(
  "raw",
  "Spans as they were sent: nothing is put in order, joined or corrected.",
  { schema: { ...flag(), default: false }, example: "true" },
);

export const PRETTY_PARAMETER: ParameterDescription = inQuery(
  "prettyPrint",
  "Any value but `false` indents the JSON.",
  { schema: text(), example: "true" },
);

/** A trace id in the path, by the name that the route has for it. */
export function traceIdInPath(name: string): ParameterDescription {
  return inPath(name, "1 to 32 hexadecimal digits; leading zeros may be missing.", {
    schema: text(undefined, { pattern: "^[0-9a-fA-F]{1,32}$" }),
    example: EXAMPLE_TRACE_ID,
  });
}
