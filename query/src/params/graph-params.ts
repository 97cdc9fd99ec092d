import { err, ok, type Result } from "@spanhouse/base";
import type { GraphLevel, GraphQuestion, TimeRange } from "@spanhouse/storage";
import {
  GRAPH_DEPTH_DEFAULT,
  GRAPH_DEPTH_MAX,
  GRAPH_EDGES_DEFAULT,
  GRAPH_EDGES_MAX,
  GRAPH_FOCUS_CHARS_MAX,
  GRAPH_LOOKBACK_MS,
} from "../limits.ts";

export const GRAPH_LEVELS: readonly GraphLevel[] = [
  "service",
  "namespace",
  "workload",
  "pod",
  "node",
  "host",
  "environment",
];

const NANO_PER_MICRO = 1_000n;
/** 2^64 nanoseconds. */
const UNIX_MICROS_MAX = (2n ** 64n - 1n) / NANO_PER_MICRO;

/** Parses the parameters of `GET /api/graph`; an error is the sentence for the client. */
export function parseGraphParams(
  query: URLSearchParams,
  tenant: string,
  nowMs: number,
): Result<GraphQuestion, string> {
  const now = BigInt(Math.floor(nowMs)) * 1_000n;
  const end = parseMicros(query, "end", now);
  if (!end.ok) return end;
  const start = parseMicros(query, "start", end.value - BigInt(GRAPH_LOOKBACK_MS) * 1_000n);
  if (!start.ok) return start;
  if (start.value >= end.value) return err("parameter 'start' must be before 'end'");
  const compareTo = parseComparison(query, end.value - start.value);
  if (!compareTo.ok) return compareTo;
  const level = query.get("level") ?? "service";
  const known = GRAPH_LEVELS.find((one) => one === level);
  if (known === undefined) {
    return err(`parameter 'level' must be one of ${GRAPH_LEVELS.join(", ")}`);
  }
  const limit = parseWhole(query, "limit", GRAPH_EDGES_DEFAULT, 1, GRAPH_EDGES_MAX);
  if (!limit.ok) return limit;
  const depth = parseWhole(query, "depth", GRAPH_DEPTH_DEFAULT, 0, GRAPH_DEPTH_MAX);
  if (!depth.ok) return depth;
  const focus = query.get("focus") ?? "";
  if (focus.length > GRAPH_FOCUS_CHARS_MAX) return err("parameter 'focus' is too long");
  return ok({
    ...{ tenant, level: known, limit: limit.value },
    time: rangeOf(start.value, end.value),
    ...(compareTo.value === undefined ? {} : { compareTo: compareTo.value }),
    ...(focus === "" ? {} : { focus: { name: focus, depth: depth.value } }),
  });
}

/** `compareStart`, and `compareEnd` or else a time of the same length. */
function parseComparison(
  query: URLSearchParams,
  lengthMicros: bigint,
): Result<TimeRange | undefined, string> {
  if (!query.has("compareStart")) {
    if (query.has("compareEnd")) return err("parameter 'compareEnd' needs 'compareStart'");
    return ok(undefined);
  }
  const start = parseMicros(query, "compareStart", 0n);
  if (!start.ok) return start;
  const end = parseMicros(query, "compareEnd", start.value + lengthMicros);
  if (!end.ok) return end;
  if (start.value >= end.value) return err("parameter 'compareStart' must be before 'compareEnd'");
  return ok(rangeOf(start.value, end.value));
}

function rangeOf(startMicros: bigint, endMicros: bigint): TimeRange {
  return {
    fromUnixNano: startMicros * NANO_PER_MICRO,
    toUnixNano: endMicros * NANO_PER_MICRO,
  };
}

function parseMicros(
  query: URLSearchParams,
  name: string,
  otherwise: bigint,
): Result<bigint, string> {
  const text = query.get(name);
  if (text === null) return ok(otherwise < 0n ? 0n : otherwise);
  const value = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > UNIX_MICROS_MAX) {
    return err(`parameter '${name}' must be microseconds since 1970`);
  }
  return ok(value);
}

function parseWhole(
  query: URLSearchParams,
  name: string,
  otherwise: number,
  min: number,
  max: number,
): Result<number, string> {
  const text = query.get(name);
  if (text === null) return ok(otherwise);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (value === undefined || value < min || value > max) {
    return err(`parameter '${name}' must be a whole number from ${min} to ${max}`);
  }
  return ok(value);
}
