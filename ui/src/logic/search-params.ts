import type { BackUnit } from "../texts/back-words.ts";

/**
 * What is asked for on the search page, as it stands in the address: texts as people typed them, and
 * nothing for what is at its default. The names are those of Jaeger's search page, so its links work here.
 *
 *   /search?service=checkout&tags=http.route%3D%2Fcart+error%3Dtrue&minDuration=100ms&lookback=6h
 */
export interface SearchParams {
  readonly service?: string;
  readonly operation?: string;
  /** Conditions such as `key=value`, see `parseConditions`. */
  readonly tags?: string;
  /** A condition as JSON, in the words of the API: alternatives, events, links. */
  readonly filter?: string;
  /** A query of TraceQL, which must hold besides. */
  readonly q?: string;
  readonly minDuration?: string;
  readonly maxDuration?: string;
  /** Amount and unit such as `15m`, or `custom`, which means `start` and `end`. */
  readonly lookback?: string;
  /** Microseconds since 1970, decimal. */
  readonly start?: string;
  readonly end?: string;
  readonly limit?: string;
  /** One of ORDERS; `newest` when absent. */
  readonly order?: string;
  /** `table`, `where` the time goes, or a list when absent. */
  readonly view?: string;
  /** The column that `where` is sorted by. */
  readonly sort?: string;
  /** Spans that are compared with the others, see `parseSelection`. */
  readonly select?: string;
  /** `1` while the list refreshes itself. */
  readonly live?: string;
  /** Traces that were picked to be compared, see `picked-traces.ts`. */
  readonly pick?: string;
}

/** Times to look back that are offered. */
export const LOOKBACKS = ["5m", "15m", "1h", "6h", "1d", "2d", "7d"] as const;

export const DEFAULT_LOOKBACK = "1h";
export const CUSTOM_LOOKBACK = "custom";
export const DEFAULT_LIMIT = 20;
export const LIMIT_MAX = 1500;

/** How traces can be sorted, by the server. */
export const ORDERS = ["newest", "longest", "mostErrors", "mostSpans"] as const;
export type SearchOrder = (typeof ORDERS)[number];

/** The order that is asked for; anything unknown is the newest first. */
export function orderOf({ order }: SearchParams): SearchOrder {
  return ORDERS.find((known) => known === order) ?? "newest";
}

const NAMES = [
  "service",
  "operation",
  "tags",
  "filter",
  "q",
  "minDuration",
  "maxDuration",
  "lookback",
  "start",
  "end",
  "limit",
  "order",
  "view",
  "sort",
  "select",
  "live",
  "pick",
] as const satisfies readonly (keyof SearchParams)[];

/** The known, non-empty parameters of an address. A time that cannot be understood is the usual one. */
export function toSearchParams(raw: Readonly<Record<string, unknown>>): SearchParams {
  const params: { -readonly [Name in keyof SearchParams]: SearchParams[Name] } = {};
  for (const name of NAMES) {
    const value = raw[name];
    // Jaeger writes "all" for any operation.
    if (typeof value !== "string" || value === "" || (name === "operation" && value === "all")) {
      continue;
    }
    if (name === "lookback" && !isLookback(value)) continue;
    params[name] = value;
  }
  return params;
}

/** The parameters without some of them. */
export function withoutParams(
  params: SearchParams,
  ...names: readonly (keyof SearchParams)[]
): SearchParams {
  return toSearchParams({ ...params, ...Object.fromEntries(names.map((name) => [name, ""])) });
}

/** What says how an answer is looked at, not what is asked. */
const SHOWN = ["live", "view", "sort", "select", "pick"] as const;

/** The question alone, without how its answer is shown, and without some more. */
export function withoutShown(
  params: SearchParams,
  ...more: readonly (keyof SearchParams)[]
): SearchParams {
  return withoutParams(params, ...SHOWN, ...more);
}

/** Microseconds since 1970, the end not included. */
export interface TimeRangeUs {
  readonly startUs: number;
  readonly endUs: number;
}

/** Start and end in microseconds since 1970; undefined when they are missing or the wrong way round. */
export function timeRangeUs(params: SearchParams, nowMs: number): TimeRangeUs | undefined {
  if (params.lookback === CUSTOM_LOOKBACK) {
    const startUs = Number(params.start ?? NaN);
    const endUs = Number(params.end ?? NaN);
    return startUs < endUs ? { startUs, endUs } : undefined;
  }
  const lookbackMs = parseLookbackMs(params.lookback ?? DEFAULT_LOOKBACK);
  if (lookbackMs === undefined) return undefined;
  return { startUs: (nowMs - lookbackMs) * 1000, endUs: nowMs * 1000 };
}

function isLookback(text: string): boolean {
  return text === CUSTOM_LOOKBACK || parseLookbackMs(text) !== undefined;
}

function parseLookbackMs(text: string): number | undefined {
  const parts = lookbackParts(text);
  return parts && parts.amount * LOOKBACK_UNITS_MS[parts.unit];
}

/** Amount and unit of a time to look back, such as `15m`; undefined when it is none. */
export function lookbackParts(
  text: string,
): { readonly amount: number; readonly unit: BackUnit } | undefined {
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  return unit === undefined ? undefined : { amount: Number(amount), unit: unit as BackUnit };
}

const LOOKBACK_UNITS_MS: Readonly<Record<BackUnit, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
