import { assert } from "@spanhouse/base";
import { EXEMPLAR_LABEL_CHARS_MAX } from "../limits.ts";
import { openMetricsBound, sampleValue } from "./metric-number.ts";
import type { MetricExemplar, MetricFamily, MetricLabels, MetricSample } from "./metric-family.ts";

/** The two formats that scrapers ask for, and the content type of each. */
export const EXPOSITION_TYPES = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const;

export type ExpositionFormat = keyof typeof EXPOSITION_TYPES;

/** Characters of a piece; pieces let an answer go out while the rest is written. */
const PIECE_CHARS = 32 * 1024;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** A unit is the end of the family's name in OpenMetrics. */
const UNIT = /_(seconds|bytes|ratio)$/;

/**
 * Writes families in one of the formats, in pieces. Names that are no names assert: they come from code.
 * Values and texts of labels may be anything.
 */
export function* writeExposition(
  families: Iterable<MetricFamily>,
  format: ExpositionFormat,
): Generator<string, void, undefined> {
  let piece = "";
  for (const family of families) {
    for (const line of familyLines(family, format)) {
      piece += line;
      if (piece.length < PIECE_CHARS) continue;
      yield piece;
      piece = "";
    }
  }
  if (format === "openMetrics") piece += "# EOF\n";
  if (piece !== "") yield piece;
}

function* familyLines(family: MetricFamily, format: ExpositionFormat): Generator<string> {
  assert(METRIC_NAME.test(family.name), `${family.name} is a name of a metric`);
  const isText = format === "text";
  const total = isText && family.type === "counter" ? "_total" : "";
  yield head(family, family.name + total, format);
  yield* sampleLines(family, format);
  if (total === "" || family.plainAlias !== true) return;
  yield head(family, family.name, format);
  yield* sampleLines(family, format, "");
}

function head(
  { name: family, type, help }: MetricFamily,
  name: string,
  format: ExpositionFormat,
): string {
  const text = escaped(help);
  if (format === "text") {
    const typeName = type === "unknown" ? "untyped" : type;
    return `# HELP ${name} ${text}\n# TYPE ${name} ${typeName}\n`;
  }
  const unit = UNIT.exec(family)?.[1];
  return (
    `# HELP ${name} ${text.replaceAll('"', '\\"')}\n# TYPE ${name} ${type}\n` +
    (unit === undefined ? "" : `# UNIT ${name} ${unit}\n`)
  );
}

/** @param total what a counter's samples end with, when not `_total`. */
function* sampleLines(
  { name, samples }: MetricFamily,
  format: ExpositionFormat,
  total = "_total",
): Generator<string> {
  let labels: MetricLabels | undefined;
  let labelText = "";
  for (const sample of samples) {
    if (sample.labels !== labels) {
      labels = sample.labels;
      labelText = labelPairs(labels);
    }
    const suffix = sample.suffix === "_total" ? total : sample.suffix;
    const exemplar = format === "openMetrics" ? exemplarText(sample) : "";
    const pairs = withBound(labelText, sample, format);
    yield `${name}${suffix}${pairs} ${sampleValue(sample.value)}${exemplar}\n`;
  }
}

function withBound(
  labels: string,
  { le, quantile }: MetricSample,
  format: ExpositionFormat,
): string {
  const bound = le ?? quantile;
  if (bound === undefined) return labels === "" ? "" : `{${labels}}`;
  const value = format === "openMetrics" ? openMetricsBound(bound) : sampleValue(bound);
  const name = le === undefined ? "quantile" : "le";
  return `{${labels}${labels === "" ? "" : ","}${name}="${value}"}`;
}

function labelPairs(labels: MetricLabels): string {
  return labels
    .map(([name, value]) => {
      assert(LABEL_NAME.test(name), `${name} is a name of a label`);
      return `${name}="${escaped(value).replaceAll('"', '\\"')}"`;
    })
    .join(",");
}

/** An exemplar whose labels are too long is left out: a scraper refuses the whole answer for one. */
function exemplarText({ suffix, exemplar }: MetricSample): string {
  if (exemplar === undefined || lengthOf(exemplar) > EXEMPLAR_LABEL_CHARS_MAX) return "";
  assert(suffix === "_total" || suffix === "_bucket", "exemplars are on counters and buckets");
  const { labels, value, timestampSeconds } = exemplar;
  return ` # {${labelPairs(labels)}} ${sampleValue(value)} ${timestampSeconds.toFixed(3)}`;
}

/** In characters of Unicode, names and values together. */
function lengthOf({ labels }: MetricExemplar): number {
  return labels.reduce((sum, [name, value]) => sum + Array.from(name + value).length, 0);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
