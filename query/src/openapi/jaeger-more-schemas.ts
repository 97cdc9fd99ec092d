import {
  anyOf,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  ref,
  text,
  UNIX_NANO,
} from "./schema.ts";
import type { Schema } from "./schema.ts";

/** Bodies of Jaeger's metrics, dependencies and API v3. Fields at their default are left out of v3. */

const LINK = { parent: text(), child: text() };
/** OTLP's own schema describes what is in these. */
const OTLP_OBJECT: Schema = { type: "object" };
const NUMBER_OR_NAN = anyOf(number(), oneOf(["NaN"]));

function structured(data: Schema): Schema {
  const counts = { total: integer(), limit: integer(), offset: integer() };
  return object({ data, ...counts, errors: { type: "null" } });
}

export const MORE_JAEGER_SCHEMAS: Readonly<Record<string, Schema>> = {
  JaegerDependencies: structured(list(object({ ...LINK, callCount: integer() }))),
  JaegerArchived: structured(list(OTLP_OBJECT)),
  JaegerMinStep: structured(integer("Milliseconds.")),
  JaegerDeepDependencies: object({ dependencies: list(OTLP_OBJECT) }),
  JaegerQualityMetrics: object({
    traceQualityDocumentationLink: text(),
    bannerText: object({ value: text() }),
    scores: list(OTLP_OBJECT),
    metrics: list(OTLP_OBJECT),
  }),
  JaegerMetricFamily: object({
    name: text(),
    type: oneOf(["GAUGE"]),
    help: text(),
    metrics: list(
      object({
        labels: list(object({ name: text(), "value?": text() })),
        metricPoints: list(
          object({ gaugeValue: object({ doubleValue: NUMBER_OR_NAN }), timestamp: text() }),
        ),
      }),
    ),
  }),
  OtlpTraces: object({ resourceSpans: list(OTLP_OBJECT) }, "OTLP JSON."),
  JaegerV3Error: object({ error: object({ httpCode: integer(), message: text() }) }),
  JaegerV3Services: object({ services: list(text()) }),
  JaegerV3Operations: object({
    operations: list(object({ "name?": text(), spanKind: text() })),
  }),
  JaegerV3Dependencies: object({
    dependencies: list(object({ ...LINK, "callCount?": text("A whole number.") })),
  }),
  JaegerV3Traces: object({ result: ref("OtlpTraces") }),
  JaegerV3Summaries: object({
    summaries: list(
      object({
        traceId: text(),
        "rootServiceName?": text(),
        "rootOperationName?": text(),
        "minStartTimeUnixNano?": UNIX_NANO,
        "maxEndTimeUnixNano?": UNIX_NANO,
        "spanCount?": integer(),
        "errorSpanCount?": integer(),
        "orphanSpanCount?": integer(),
        services: list(
          object({ "name?": text(), "spanCount?": integer(), "errorSpanCount?": integer() }),
        ),
      }),
    ),
  }),
  JaegerV3Query: object({
    query: object({
      "serviceName?": text(),
      "operationName?": text(),
      "attributes?": map(text()),
      startTimeMin: text("RFC 3339."),
      startTimeMax: text("RFC 3339."),
      "durationMin?": text("Such as `1.5s`."),
      "durationMax?": text(),
      "searchDepth?": integer(),
      "rawTraces?": { type: "boolean" },
      "filter?": OTLP_OBJECT,
    }),
  }),
};
