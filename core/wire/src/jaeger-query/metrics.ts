import {
  double,
  enumeration,
  many,
  message,
  oneOf,
  sub,
  text,
  timestamp,
} from "../message/message.ts";

/** OpenMetrics as Jaeger's metrics API answers it, of which only gauges are used. */

const PACKAGE = "jaeger.api_v2.metrics";

const METRIC_TYPE = { name: `${PACKAGE}.MetricType`, values: ["UNKNOWN", "GAUGE"] };

/** By number, in METRIC_TYPE. */
export const METRIC_TYPE_GAUGE = 1;

const LABEL = message(`${PACKAGE}.Label`, { name: text(1), value: text(2) });
const GAUGE_VALUE = message(`${PACKAGE}.GaugeValue`, { doubleValue: oneOf("value", double(1)) });
const METRIC_POINT = message(`${PACKAGE}.MetricPoint`, {
  gaugeValue: oneOf(
    "value",
    sub(2, () => GAUGE_VALUE),
  ),
  timestamp: timestamp(8),
});
const METRIC = message(`${PACKAGE}.Metric`, {
  labels: many(sub(1, () => LABEL)),
  metricPoints: many(sub(2, () => METRIC_POINT)),
});

export const METRIC_FAMILY = message(`${PACKAGE}.MetricFamily`, {
  name: text(1),
  type: enumeration(2, METRIC_TYPE),
  unit: text(3),
  help: text(4),
  metrics: many(sub(5, () => METRIC)),
});
