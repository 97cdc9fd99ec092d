import { err, ok, type Result } from "@spanhouse/base";
import type { RedFilter, RedGrouping, TimeRange } from "@spanhouse/storage";
import {
  RED_LOOKBACK_MS,
  RED_NAMES_MAX,
  RED_POINTS_WANTED,
  RED_QUANTILES_DEFAULT,
  RED_QUANTILES_MAX,
  RED_SERIES_DEFAULT,
  RED_SERIES_MAX,
  RED_STEPS_MAX,
  RED_TOTALS_DEFAULT,
  RED_TOTALS_MAX,
  RED_WINDOW_STEPS_MAX,
} from "../limits.ts";
import { parseCount } from "./count-param.ts";
import { parseGoDuration } from "./go-duration.ts";

/** The parameters of `/api/own/red` and `/api/own/red/totals`. An error is the sentence for the client. */

/** What both have. */
export interface RedParams extends RedFilter {
  readonly time: TimeRange;
  readonly groupBy: RedGrouping;
  /** Ascending, each once. */
  readonly quantiles: readonly number[];
  readonly limit: number;
}

export interface RedSeriesParams extends RedParams {
  readonly stepSeconds: number;
  readonly windowSeconds: number;
  readonly exemplars: boolean;
}

export interface RedTotalsParams extends RedParams {
  readonly earlier: TimeRange | undefined;
}

const TENANT = "";
const MICROS = /^\d{1,17}$/;
const NANO_PER_MICRO = 1_000n;
const NANO_PER_SECOND = 1_000_000_000n;

export function parseRedSeriesParams(
  query: URLSearchParams,
  nowMs: number,
): Result<RedSeriesParams, string> {
  const common = parseCommon(query, nowMs, { fallback: RED_SERIES_DEFAULT, max: RED_SERIES_MAX });
  if (!common.ok) return common;
  const seconds = Number(common.value.time.toUnixNano - common.value.time.fromUnixNano) / 1e9;
  const step = parseSeconds(query, "step");
  if (!step.ok) return step;
  const window = parseSeconds(query, "window");
  if (!window.ok) return window;
  const stepSeconds = step.value ?? comfortableStep(seconds);
  const windowSeconds = window.value ?? stepSeconds;
  if (seconds / stepSeconds > RED_STEPS_MAX) {
    return err(`step is too short: the range would have more than ${RED_STEPS_MAX} steps`);
  }
  if (windowSeconds / stepSeconds > RED_WINDOW_STEPS_MAX) {
    return err(`window must have at most ${RED_WINDOW_STEPS_MAX} steps`);
  }
  const exemplars = query.get("exemplars") ?? "false";
  if (exemplars !== "true" && exemplars !== "false") return err("exemplars must be true or false");
  return ok({ ...common.value, stepSeconds, windowSeconds, exemplars: exemplars === "true" });
}

export function parseRedTotalsParams(
  query: URLSearchParams,
  nowMs: number,
): Result<RedTotalsParams, string> {
  const common = parseCommon(query, nowMs, { fallback: RED_TOTALS_DEFAULT, max: RED_TOTALS_MAX });
  if (!common.ok) return common;
  const before = parseSeconds(query, "compare");
  if (!before.ok) return before;
  if (before.value === undefined) return ok({ ...common.value, earlier: undefined });
  const by = BigInt(before.value) * NANO_PER_SECOND;
  const { fromUnixNano, toUnixNano } = common.value.time;
  const earlier = { fromUnixNano: fromUnixNano - by, toUnixNano: toUnixNano - by };
  return ok({ ...common.value, earlier });
}

function parseCommon(
  query: URLSearchParams,
  nowMs: number,
  limits: { readonly fallback: number; readonly max: number },
): Result<RedParams, string> {
  const time = parseRange(query, nowMs, RED_LOOKBACK_MS);
  if (!time.ok) return time;
  const [services, operations] = [query.getAll("service"), query.getAll("operation")];
  if (services.length > RED_NAMES_MAX || operations.length > RED_NAMES_MAX) {
    return err(`at most ${RED_NAMES_MAX} services and operations may be named`);
  }
  const kinds = query.getAll("kind");
  if (!kinds.every((kind) => /^[0-5]$/.test(kind))) return err("kind must be 0 to 5");
  const groupBy = query.get("groupBy") ?? "service";
  if (groupBy !== "service" && groupBy !== "operation") {
    return err("groupBy must be service or operation");
  }
  const quantiles = parseQuantiles(query.getAll("quantile"));
  if (!quantiles.ok) return quantiles;
  const limit = parseCount(query, "limit", { missing: limits.fallback, max: limits.max });
  if (!limit.ok) return limit;
  return ok({
    ...{ tenant: TENANT, time: time.value, groupBy, quantiles: quantiles.value },
    limit: limit.value,
    ...(services.length === 0 ? {} : { services }),
    ...(operations.length === 0 ? {} : { operations }),
    ...(kinds.length === 0 ? {} : { kinds: [...new Set(kinds.map(Number))] }),
  });
}

/** `start` and `end` in microseconds; the last `lookbackMs` when nothing is said. */
export function parseRange(
  query: URLSearchParams,
  nowMs: number,
  lookbackMs: number,
): Result<TimeRange, string> {
  const [start, end] = [query.get("start"), query.get("end")];
  for (const [name, text] of [
    ["start", start],
    ["end", end],
  ] as const) {
    if (text !== null && !MICROS.test(text)) {
      return err(`${name} must be microseconds since 1970, up to 17 digits`);
    }
  }
  const toMicros = end === null ? BigInt(nowMs) * 1_000n : BigInt(end);
  const fallback = toMicros - BigInt(lookbackMs) * 1_000n;
  const fromMicros = start === null ? (fallback > 0n ? fallback : 0n) : BigInt(start);
  if (fromMicros >= toMicros) return err("start must be before end");
  return ok({
    fromUnixNano: fromMicros * NANO_PER_MICRO,
    toUnixNano: toMicros * NANO_PER_MICRO,
  });
}

function parseQuantiles(texts: readonly string[]): Result<readonly number[], string> {
  if (texts.length === 0) return ok(RED_QUANTILES_DEFAULT);
  const numbers = new Set(texts.map((text) => (/^\d*\.?\d+$/.test(text) ? Number(text) : NaN)));
  if (numbers.size > RED_QUANTILES_MAX) {
    return err(`at most ${RED_QUANTILES_MAX} quantiles may be asked for`);
  }
  const quantiles = [...numbers].sort((a, b) => a - b);
  return quantiles.every((one) => one <= 1) ? ok(quantiles) : err("quantile must be 0 to 1");
}

/** A duration such as `30s` or `1h`; undefined when absent. */
function parseSeconds(query: URLSearchParams, name: string): Result<number | undefined, string> {
  const text = query.get(name);
  if (text === null) return ok(undefined);
  const duration = parseGoDuration(text);
  if (!duration.ok) return err(`${name}: ${duration.error}`);
  const seconds = Number(duration.value) / 1e9;
  return Number.isInteger(seconds) && seconds > 0
    ? ok(seconds)
    : err(`${name} must be whole seconds, such as 30s or 1h`);
}

const STEPS_SECONDS = [10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200];
const DAY_SECONDS = 86_400;

/** A round step with about RED_POINTS_WANTED points. */
function comfortableStep(seconds: number): number {
  const wanted = seconds / RED_POINTS_WANTED;
  return (
    STEPS_SECONDS.find((step) => step >= wanted) ?? Math.ceil(wanted / DAY_SECONDS) * DAY_SECONDS
  );
}
