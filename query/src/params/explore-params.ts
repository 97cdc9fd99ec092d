import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate, EVERY_SPAN, fieldIs } from "@spanhouse/model";
import type { AttributeQuestion, HeatmapQuestion, MatchingSpans } from "@spanhouse/storage";
import {
  COMPARE_KEYS_DEFAULT,
  COMPARE_KEYS_MAX,
  COMPARE_VALUES_DEFAULT,
  COMPARE_VALUES_MAX,
  HEATMAP_COLUMNS_DEFAULT,
  HEATMAP_COLUMNS_MAX,
} from "../limits.ts";
import { parseCount } from "./count-param.ts";
import { parseGoDuration } from "./go-duration.ts";
import { parseGoInt } from "./go-parameter.ts";
import { withFilter } from "./own-search-params.ts";
import { parseMatchingSpans } from "./search-params.ts";
import { parseStructuredFilter } from "./structured-filter.ts";
import type { ParameterProblem } from "./traceql-param.ts";

/**
 * The parameters of questions about all spans that match: those of the UI's own search, and some more. An error is what
 * the client hears.
 */

/** Of `GET /api/own/heatmap`. */
export function parseHeatmapParams(
  query: URLSearchParams,
  nowMs: number,
): Result<HeatmapQuestion, ParameterProblem> {
  const spans = parseSpans(query, nowMs);
  if (!spans.ok) return spans;
  const columns = parseCount(query, "columns", {
    missing: HEATMAP_COLUMNS_DEFAULT,
    max: HEATMAP_COLUMNS_MAX,
  });
  return columns.ok ? ok({ ...spans.value, columns: columns.value }) : columns;
}

/** Of `GET /api/own/compare`. */
export function parseCompareParams(
  query: URLSearchParams,
  nowMs: number,
): Result<AttributeQuestion, ParameterProblem> {
  const spans = parseSpans(query, nowMs);
  if (!spans.ok) return spans;
  const selected = parseSelected(query, spans.value);
  if (!selected.ok) return selected;
  const keys = parseCount(query, "keys", {
    missing: COMPARE_KEYS_DEFAULT,
    max: COMPARE_KEYS_MAX,
  });
  if (!keys.ok) return keys;
  const values = parseCount(query, "values", {
    missing: COMPARE_VALUES_DEFAULT,
    max: COMPARE_VALUES_MAX,
  });
  if (!values.ok) return values;
  return ok({
    ...{ ...spans.value, selected: selected.value },
    ...{ keysMax: keys.value, valuesMax: values.value },
  });
}

const ERROR_STATUS = 2;

function parseSpans(
  query: URLSearchParams,
  nowMs: number,
): Result<MatchingSpans, ParameterProblem> {
  const spans = parseMatchingSpans(query, nowMs);
  if (!spans.ok) return spans;
  const where = withFilter(query, spans.value.where);
  return where.ok ? ok({ ...spans.value, where: where.value }) : where;
}

/** Without any of its parameters, spans with an error. */
function parseSelected(
  query: URLSearchParams,
  { time }: MatchingSpans,
): Result<AttributeQuestion["selected"], string> {
  const names = ["Start", "End", "MinDuration", "MaxDuration", "Filter"];
  const texts = names.map((name) => query.get(`select${name}`) ?? "");
  const [start = "", end = "", shortest = "", longest = "", filter = ""] = texts;
  if (texts.every((text) => text === "")) {
    return ok({ time, where: fieldIs("status", "=", ERROR_STATUS) });
  }
  const where = [];
  let { fromUnixNano, toUnixNano } = time;
  if (start !== "") {
    const micros = parseGoInt(start);
    if (!micros.ok) return err(`selectStart: ${micros.error}`);
    fromUnixNano = micros.value * 1_000n;
  }
  if (end !== "") {
    const micros = parseGoInt(end);
    if (!micros.ok) return err(`selectEnd: ${micros.error}`);
    toUnixNano = micros.value * 1_000n;
  }
  for (const [name, text, operator] of [
    ["selectMinDuration", shortest, ">="],
    ["selectMaxDuration", longest, "<="],
  ] as const) {
    if (text === "") continue;
    const nanos = parseGoDuration(text);
    if (!nanos.ok) return err(`${name}: ${nanos.error}`);
    where.push(fieldIs("duration", operator, nanos.value));
  }
  if (filter !== "") {
    const parsed = parseStructuredFilter(filter);
    if (!parsed.ok) return err(`selectFilter: ${parsed.error}`);
    where.push(parsed.value);
  }
  const whole = where.length === 0 ? EVERY_SPAN : allOf(where);
  const checked = checkSpanPredicate(whole);
  if (!checked.ok) return err(checked.error);
  return ok({ time: { fromUnixNano, toUnixNano }, where: whole });
}
