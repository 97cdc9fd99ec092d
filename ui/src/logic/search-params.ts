import { err, ok, type Result } from "@spanhouse/base";
import { parseDuration } from "./duration.ts";

/**
 * What is asked for on the search page, as it stands in the address: texts as people typed them, and
 * nothing for what is at its default. The names are those of Jaeger's search page, so its links work here.
 *
 *   /search?service=checkout&tags=http.route%3D%2Fcart+error%3Dtrue&minDuration=100ms&lookback=6h
 */
export interface SearchParams {
  readonly service?: string;
  readonly operation?: string;
  /** `key=value` texts, see `parseAttributeFilter`. */
  readonly tags?: string;
  readonly minDuration?: string;
  readonly maxDuration?: string;
  /** Amount and unit such as `15m`, or `custom`, which means `start` and `end`. */
  readonly lookback?: string;
  /** Microseconds since 1970, decimal. */
  readonly start?: string;
  readonly end?: string;
  readonly limit?: string;
  /** `1` while the list refreshes itself. */
  readonly live?: string;
}

export const LOOKBACKS = [
  { value: "5m", label: "Last 5 minutes" },
  { value: "15m", label: "Last 15 minutes" },
  { value: "1h", label: "Last hour" },
  { value: "6h", label: "Last 6 hours" },
  { value: "1d", label: "Last day" },
  { value: "2d", label: "Last 2 days" },
  { value: "7d", label: "Last 7 days" },
] as const;

export const DEFAULT_LOOKBACK = "1h";
export const CUSTOM_LOOKBACK = "custom";
export const DEFAULT_LIMIT = 20;
export const LIMIT_MAX = 1500;

const NAMES = [
  "service",
  "operation",
  "tags",
  "minDuration",
  "maxDuration",
  "lookback",
  "start",
  "end",
  "limit",
  "live",
] as const satisfies readonly (keyof SearchParams)[];

/** The known, non-empty parameters of an address. */
export function toSearchParams(raw: Readonly<Record<string, unknown>>): SearchParams {
  const params: { -readonly [Name in keyof SearchParams]: SearchParams[Name] } = {};
  for (const name of NAMES) {
    const value = raw[name];
    // Jaeger writes "all" for any operation.
    if (typeof value !== "string" || value === "" || (name === "operation" && value === "all")) {
      continue;
    }
    params[name] = value;
  }
  return params;
}

/** What is wrong with the parameters, by field. Empty when they can be asked. */
export type SearchProblems = Partial<Record<keyof SearchParams, string>>;

/** One sentence for each field that cannot be understood. */
export function searchProblems(params: SearchParams): SearchProblems {
  const problems: SearchProblems = {};
  const filter = parseAttributeFilter(params.tags ?? "");
  if (!filter.ok) problems.tags = filter.error;
  for (const name of ["minDuration", "maxDuration"] as const) {
    const text = params[name];
    if (text !== undefined && parseDuration(text) === undefined) {
      problems[name] = "Write an amount with a unit, such as 1.5ms, 300us or 2s.";
    }
  }
  const min = parseDuration(params.minDuration ?? "");
  const max = parseDuration(params.maxDuration ?? "");
  if (min !== undefined && max !== undefined && min > max) {
    problems.maxDuration = "The longest duration is below the shortest.";
  }
  const limit = Number(params.limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    problems.limit = `Write a whole number from 1 to ${LIMIT_MAX}.`;
  }
  const range = timeRangeUs(params, 0);
  if (range === undefined) problems.start = "Give a start that is before the end.";
  return problems;
}

/** Start and end in microseconds since 1970; undefined when they are missing or the wrong way round. */
export function timeRangeUs(
  params: SearchParams,
  nowMs: number,
): { readonly startUs: number; readonly endUs: number } | undefined {
  if (params.lookback === CUSTOM_LOOKBACK) {
    const startUs = Number(params.start ?? NaN);
    const endUs = Number(params.end ?? NaN);
    return startUs < endUs ? { startUs, endUs } : undefined;
  }
  const lookbackMs = parseLookbackMs(params.lookback ?? DEFAULT_LOOKBACK);
  if (lookbackMs === undefined) return undefined;
  return { startUs: (nowMs - lookbackMs) * 1000, endUs: nowMs * 1000 };
}

function parseLookbackMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * LOOKBACK_UNITS_MS[unit]!;
}

const LOOKBACK_UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

export interface AttributeFilter {
  readonly key: string;
  readonly text: string;
}

/**
 * `key=value` texts apart by white space, quotes around what contains some; or a JSON object of texts.
 *
 *   http.route=/cart error=true   ->  http.route is "/cart", error is "true"
 *   db.statement="SELECT 1"       ->  db.statement is "SELECT 1"
 *   {"error":"true"}              ->  error is "true"
 */
export function parseAttributeFilter(text: string): Result<readonly AttributeFilter[], string> {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return parseJsonFilter(trimmed);
  const filters: AttributeFilter[] = [];
  const pattern = /\s*([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(trimmed);
    if (found === null) {
      const word = trimmed.slice(at).trim().split(/\s/)[0]!;
      return err(`Write attributes as key=value; ${word} is not.`);
    }
    const quoted = found[2]?.replaceAll(/\\(.)/g, "$1");
    filters.push({ key: found[1]!, text: quoted ?? found[3] ?? "" });
  }
  return ok(filters);
}

function parseJsonFilter(text: string): Result<readonly AttributeFilter[], string> {
  const wrong = err("This is not a JSON object of texts.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return wrong;
  }
  if (typeof parsed !== "object" || parsed === null) return wrong;
  const filters: AttributeFilter[] = [];
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value !== "string") return wrong;
    filters.push({ key, text: value });
  }
  return ok(filters);
}
