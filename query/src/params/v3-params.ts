import { err, ok, type Result } from "@spanhouse/base";
import { CALL, fromMessageJson, parseTimestamp, type FilterCall } from "@spanhouse/wire";
import type { V3Query } from "../jaeger/v3-search.ts";
import { SEARCH_TRACES_DEFAULT } from "../limits.ts";
import { parseGoDuration } from "./go-duration.ts";
import { parseGoBool } from "./go-parameter.ts";
import { parseTextObject } from "./search-params.ts";

/**
 * Parameters of Jaeger's HTTP API v3. Names are in camelCase; those in snake case, which came before, are taken
 * too. Errors are the sentences of Jaeger, with the name that was used.
 */

/** Older names, and what they are called now. */
const ALIASES: Readonly<Record<string, string>> = {
  start_time: "startTime",
  end_time: "endTime",
  raw_traces: "rawTraces",
  span_kind: "spanKind",
  "query.service_name": "query.serviceName",
  "query.operation_name": "query.operationName",
  // What a release of Jaeger's UI sends.
  "query.span_name": "query.operationName",
  "query.start_time_min": "query.startTimeMin",
  "query.start_time_max": "query.startTimeMax",
  "query.duration_min": "query.durationMin",
  "query.duration_max": "query.durationMax",
  "query.search_depth": "query.searchDepth",
  "query.num_traces": "query.searchDepth",
  "query.raw_traces": "query.rawTraces",
};

/** The parameters by the names they have now, and the names that were used. An empty value is none. */
interface NamedParams {
  readonly query: URLSearchParams;
  readonly usedNames: ReadonlyMap<string, string>;
}

function withNewNames(given: URLSearchParams): NamedParams {
  const query = new URLSearchParams();
  const usedNames = new Map<string, string>();
  for (const [used, text] of given) {
    const name = Object.hasOwn(ALIASES, used) ? ALIASES[used]! : used;
    const isFirst = !usedNames.has(name);
    const wins = used === name && usedNames.get(name) !== name;
    if (text === "" || !(isFirst || wins)) continue;
    usedNames.set(name, used);
    query.set(name, text);
  }
  return { query, usedNames };
}

const GO_TIME_LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";
const UINT32_MAX = 2 ** 32 - 1;

/** The parameters of a search. */
export function parseV3Query(given: URLSearchParams): Result<V3Query, string> {
  const query = withNewNames(given);
  const attributes = parameter(query, "query.attributes", parseAttributes);
  if (!attributes.ok) return attributes;
  const filter = parameter(query, "query.filter", parseFilterJson);
  if (!filter.ok) return filter;
  const startTimeMin = parameter(query, "query.startTimeMin", parseTime);
  if (!startTimeMin.ok) return startTimeMin;
  const startTimeMax = parameter(query, "query.startTimeMax", parseTime);
  if (!startTimeMax.ok) return startTimeMax;
  const searchDepth = parameter(query, "query.searchDepth", parseUint32);
  if (!searchDepth.ok) return searchDepth;
  const durationMin = parameter(query, "query.durationMin", parseGoDuration);
  if (!durationMin.ok) return durationMin;
  const durationMax = parameter(query, "query.durationMax", parseGoDuration);
  if (!durationMax.ok) return durationMax;
  const rawTraces = parameter(query, "query.rawTraces", parseGoBool);
  if (!rawTraces.ok) return rawTraces;
  return ok({
    serviceName: query.query.get("query.serviceName") ?? "",
    operationName: query.query.get("query.operationName") ?? "",
    attributes: attributes.value ?? new Map<string, string>(),
    startTimeMin: startTimeMin.value,
    startTimeMax: startTimeMax.value,
    durationMin: durationMin.value,
    durationMax: durationMax.value,
    searchDepth: depthOrDefault(searchDepth.value ?? 0),
    rawTraces: rawTraces.value ?? false,
    filter: filter.value,
  });
}

/** Over HTTP, none is Jaeger's default. */
export function depthOrDefault(searchDepth: number): number {
  return searchDepth === 0 ? SEARCH_TRACES_DEFAULT : searchDepth;
}

/** The times of a question about a trace or about dependencies. */
export function parseV3Times(given: URLSearchParams): Result<
  {
    readonly startTime: bigint | undefined;
    readonly endTime: bigint | undefined;
  },
  string
> {
  const query = withNewNames(given);
  const startTime = parameter(query, "startTime", parseTime);
  if (!startTime.ok) return startTime;
  const endTime = parameter(query, "endTime", parseTime);
  if (!endTime.ok) return endTime;
  return ok({ startTime: startTime.value, endTime: endTime.value });
}

/** Whether a trace is wanted as it is stored. */
export function parseV3Raw(given: URLSearchParams): Result<boolean, string> {
  const rawTraces = parameter(withNewNames(given), "rawTraces", parseGoBool);
  return rawTraces.ok ? ok(rawTraces.value ?? false) : rawTraces;
}

/** A parameter that is a text; "" when it is absent. */
export function parseV3Text(query: URLSearchParams, name: string): string {
  return withNewNames(query).query.get(name) ?? "";
}

function parameter<T>(
  { query, usedNames }: NamedParams,
  name: string,
  parse: (text: string) => Result<T, string>,
): Result<T | undefined, string> {
  const text = query.get(name);
  if (text === null) return ok(undefined);
  const value = parse(text);
  return value.ok
    ? value
    : err(`malformed parameter ${usedNames.get(name) ?? name}: ${value.error}`);
}

/** Clients that do not escape the `+` of an offset are understood. */
function parseTime(text: string): Result<bigint, string> {
  const nano = parseTimestamp(text.replace(" ", "+"));
  const problem = `parsing time ${JSON.stringify(text)} as "${GO_TIME_LAYOUT}": cannot parse it`;
  return nano === undefined ? err(problem) : ok(nano);
}

function parseUint32(text: string): Result<number, string> {
  const subject = `strconv.ParseUint: parsing ${JSON.stringify(text)}`;
  if (!/^\d{1,100}$/.test(text)) return err(`${subject}: invalid syntax`);
  const value = Number(text);
  return value > UINT32_MAX ? err(`${subject}: value out of range`) : ok(value);
}

function parseAttributes(json: string): Result<ReadonlyMap<string, string>, string> {
  const members = parseTextObject(json);
  return members.ok ? ok(new Map(members.value)) : members;
}

/** The form of a filter; what it means is the search's business. */
function parseFilterJson(json: string): Result<FilterCall, string> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return err((error as Error).message);
  }
  return fromMessageJson(CALL, value);
}
