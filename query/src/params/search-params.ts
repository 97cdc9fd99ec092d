import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate, fieldIs, type SpanPredicate } from "@spanhouse/model";
import type { TimeRange, TraceSearch } from "@spanhouse/storage";
import { parseJaegerTraceId, toTagPredicate } from "@spanhouse/wire";
import {
  SEARCH_LOOKBACK_MS,
  SEARCH_TAGS_MAX,
  SEARCH_TRACES_DEFAULT,
  SEARCH_TRACES_MAX,
  TIME_HINT_MARGIN_MS,
  TRACE_IDS_MAX,
} from "../limits.ts";
import { parseGoDuration } from "./go-duration.ts";
import { parseGoInt } from "./go-parameter.ts";

/**
 * The parameters of Jaeger's HTTP API. Defaults, order of checks and the sentences of errors are those of
 * Jaeger 2.20, with one difference: a search needs no `service`.
 */

/** What `GET /api/traces` asks for. */
export interface SearchParams {
  readonly search: TraceSearch;
  /** 32 digits each, without repetitions; when there are any, the search is not made. */
  readonly traceIds: readonly string[];
  readonly hint: TimeRange | undefined;
  readonly raw: boolean;
}

const NANO_PER_MICRO = 1_000n;
const NANO_PER_MILLI = 1_000_000n;
/** Start times are unsigned 64-bit nanoseconds; a range beyond them asks for nothing more. */
const UNIX_NANO_MAX = 2n ** 64n - 1n;
const INT64_MAX = 2n ** 63n - 1n;
const INT32_MAX = 2n ** 31n - 1n;

/** Parses the parameters of a search; an error is the sentence for the client. */
export function parseSearchParams(
  query: URLSearchParams,
  nowMs: number,
): Result<SearchParams, string> {
  const time = parseTimes(query, nowMs);
  if (!time.ok) return time;
  const tags = parseTags(query);
  if (!tags.ok) return tags;
  const limit = parseLimit(query.get("limit"));
  if (!limit.ok) return limit;
  const durations = parseDurations(query);
  if (!durations.ok) return durations;
  const traceIds = parseTraceIds(query.getAll("traceID"));
  if (!traceIds.ok) return traceIds;
  const raw = parseFlag(query, "raw");
  if (!raw.ok) return raw;
  const wrong = checkTogether(limit.value, time.value, durations.value);
  if (wrong !== undefined) return err(wrong);
  const where = predicateOf(query, tags.value, durations.value);
  const sound = checkSpanPredicate(where);
  if (!sound.ok) return err(sound.error);
  const hint = parseTimeHint(query);
  if (!hint.ok) return hint;
  return ok({
    search: {
      tenant: "",
      time: { fromUnixNano: time.value.start, toUnixNano: time.value.end },
      where,
      order: "newest",
      limit: Number(limit.value > SEARCH_TRACES_MAX ? SEARCH_TRACES_MAX : limit.value),
    },
    traceIds: traceIds.value,
    hint: hint.value,
    raw: raw.value,
  });
}

/** Only what says which spans match, and nothing of how traces are listed. */
export function parseMatchingSpans(
  query: URLSearchParams,
  nowMs: number,
): Result<Pick<TraceSearch, "tenant" | "time" | "where">, string> {
  const time = parseTimes(query, nowMs);
  if (!time.ok) return time;
  const tags = parseTags(query);
  if (!tags.ok) return tags;
  const durations = parseDurations(query);
  if (!durations.ok) return durations;
  const wrong = checkTogether(1n, time.value, durations.value);
  if (wrong !== undefined) return err(wrong);
  return ok({
    tenant: "",
    time: { fromUnixNano: time.value.start, toUnixNano: time.value.end },
    where: predicateOf(query, tags.value, durations.value),
  });
}

function predicateOf(
  query: URLSearchParams,
  tags: ReadonlyMap<string, string>,
  durations: Durations,
): SpanPredicate {
  return allOf([
    ...textIs("service", query.get("service")),
    ...textIs("name", query.get("operation")),
    ...[...tags].map(([key, text]) => toTagPredicate(key, text)),
    ...durationPredicates(durations),
  ]);
}

/**
 * `start` and `end` (microseconds) given with a trace id, widened by TIME_HINT_MARGIN_MS; undefined when
 * neither is given.
 */
export function parseTimeHint(query: URLSearchParams): Result<TimeRange | undefined, string> {
  const start = parseMicroseconds(query, "start");
  if (!start.ok) return start;
  const end = parseMicroseconds(query, "end");
  if (!end.ok) return end;
  if (start.value === undefined && end.value === undefined) return ok(undefined);
  const margin = BigInt(TIME_HINT_MARGIN_MS) * NANO_PER_MILLI;
  return ok({
    fromUnixNano: clampTime((start.value ?? 0n) - margin),
    toUnixNano: clampTime((end.value ?? UNIX_NANO_MAX) + margin),
  });
}

/** A parameter that is true or false in one of Go's spellings; false when absent or empty. */
export function parseFlag(query: URLSearchParams, name: string): Result<boolean, string> {
  const text = query.get(name) ?? "";
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return ok(true);
  if (["", "0", "f", "F", "FALSE", "false", "False"].includes(text)) return ok(false);
  return err(unparsable(name, `strconv.ParseBool: parsing ${quote(text)}: invalid syntax`));
}

/** Any value but `false` asks for indented JSON. */
export function wantsPretty(query: URLSearchParams): boolean {
  const text = query.get("prettyPrint") ?? "";
  return text !== "" && text !== "false";
}

interface Times {
  readonly start: bigint;
  readonly end: bigint;
}

function parseTimes(query: URLSearchParams, nowMs: number): Result<Times, string> {
  const nowNano = BigInt(nowMs) * NANO_PER_MILLI;
  const start = parseMicroseconds(query, "start");
  if (!start.ok) return start;
  const end = parseMicroseconds(query, "end");
  if (!end.ok) return end;
  return ok({
    start: clampTime(start.value ?? nowNano - BigInt(SEARCH_LOOKBACK_MS) * NANO_PER_MILLI),
    end: clampTime(end.value ?? nowNano),
  });
}

/** Nanoseconds of a parameter in microseconds; undefined when absent or empty. */
function parseMicroseconds(
  query: URLSearchParams,
  name: string,
): Result<bigint | undefined, string> {
  const text = query.get(name) ?? "";
  if (text === "") return ok(undefined);
  const value = parseGoInt(text, INT64_MAX);
  return value.ok ? ok(value.value * NANO_PER_MICRO) : err(unparsable(name, value.error));
}

function clampTime(unixNano: bigint): bigint {
  return unixNano < 0n ? 0n : unixNano > UNIX_NANO_MAX ? UNIX_NANO_MAX : unixNano;
}

/** Tags by key; a key given twice has its last value, as in Jaeger. */
function parseTags(query: URLSearchParams): Result<ReadonlyMap<string, string>, string> {
  const tags = new Map<string, string>();
  for (const tag of query.getAll("tag")) {
    const colon = tag.indexOf(":");
    if (colon < 0) {
      return err(`malformed 'tag' parameter, expecting key:value, received: ${tag}`);
    }
    tags.set(tag.slice(0, colon), tag.slice(colon + 1));
  }
  for (const json of query.getAll("tags")) {
    const members = parseTextObject(json);
    if (!members.ok) {
      return err(`malformed 'tags' parameter, cannot unmarshal JSON: ${members.error}`);
    }
    for (const [key, value] of members.value) tags.set(key, value);
  }
  if (tags.size > SEARCH_TAGS_MAX)
    return err(`at most ${SEARCH_TAGS_MAX} tags can be searched for`);
  return ok(tags);
}

export function parseTextObject(
  json: string,
): Result<readonly (readonly [string, string])[], string> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return err(json === "" ? "unexpected end of JSON input" : (error as Error).message);
  }
  if (value === null) return ok([]);
  if (typeof value !== "object" || Array.isArray(value)) {
    return err(`json: cannot unmarshal ${goKind(value)} into Go value of type map[string]string`);
  }
  const members: [string, string][] = [];
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    // Go leaves a text it is given null for empty.
    if (member !== null && typeof member !== "string") {
      return err(`json: cannot unmarshal ${goKind(member)} into Go value of type string`);
    }
    members.push([key, member ?? ""]);
  }
  return ok(members);
}

/** What Go's JSON package calls the kind of a value. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function textIs(field: "service" | "name", text: string | null): readonly SpanPredicate[] {
  return text === null || text === "" ? [] : [fieldIs(field, "=", text)];
}

function durationPredicates({ min, max }: Durations): readonly SpanPredicate[] {
  return [
    ...(min === 0n ? [] : [fieldIs("duration", ">=", min)]),
    ...(max === 0n ? [] : [fieldIs("duration", "<=", max)]),
  ];
}

function parseLimit(text: string | null): Result<bigint, string> {
  return text === null || text === ""
    ? ok(BigInt(SEARCH_TRACES_DEFAULT))
    : parseGoInt(text, INT32_MAX);
}

interface Durations {
  /** 0 means any. */
  readonly min: bigint;
  readonly max: bigint;
}

function parseDurations(query: URLSearchParams): Result<Durations, string> {
  const min = parseDuration(query, "minDuration");
  if (!min.ok) return min;
  const max = parseDuration(query, "maxDuration");
  return max.ok ? ok({ min: min.value, max: max.value }) : max;
}

function parseDuration(query: URLSearchParams, name: string): Result<bigint, string> {
  const text = query.get(name) ?? "";
  if (text === "") return ok(0n);
  const duration = parseGoDuration(text);
  return duration.ok ? duration : err(unparsable(name, duration.error));
}

function parseTraceIds(texts: readonly string[]): Result<readonly string[], string> {
  const ids = new Set<string>();
  for (const text of texts) {
    const id = parseJaegerTraceId(text);
    if (!id.ok) return err(`cannot parse traceID param: ${id.error}`);
    ids.add(id.value);
  }
  return ids.size > TRACE_IDS_MAX
    ? err(`at most ${TRACE_IDS_MAX} traces can be read at once`)
    : ok([...ids]);
}

function checkTogether(limit: bigint, time: Times, durations: Durations): string | undefined {
  if (limit <= 0n) return "invalid parameter: limit must be greater than 0";
  if (time.start > time.end) return "invalid parameter: start time must be before end time";
  if (durations.min !== 0n && durations.max !== 0n && durations.max < durations.min) {
    return "'maxDuration' should be greater than 'minDuration'";
  }
  return undefined;
}

function unparsable(name: string, why: string): string {
  return `unable to parse param '${name}': ${why}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
