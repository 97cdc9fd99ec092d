import { err, ok, type Result } from "@spanhouse/base";
import { allOf, checkSpanPredicate, fieldIs, type SpanPredicate } from "@spanhouse/model";
import type { TimeRange, TraceSearch } from "@spanhouse/storage";
import { toTagPredicate, type JAEGER_V3, type ReadOf } from "@spanhouse/wire";
import { SEARCH_TAGS_MAX, SEARCH_TRACES_MAX, TIME_HINT_MARGIN_MS } from "../limits.ts";
import { filterToPredicate } from "../params/structured-filter.ts";

/** `TraceQueryParameters` of Jaeger's API v3, whether they came over gRPC, as parameters or as JSON. */
export type V3Query = NonNullable<ReadOf<typeof JAEGER_V3.findTraces.input>["query"]>;

const NANO_PER_MILLI = 1_000_000n;
const UNIX_NANO_MAX = 2n ** 64n - 1n;

/**
 * What a search of API v3 asks the store. The time must be given and not be empty; there is a filter or there
 * are conditions, not both. An error is the sentence for the client.
 */
export function toV3TraceSearch(query: V3Query): Result<TraceSearch, string> {
  const { startTimeMin, startTimeMax, durationMin = 0n, durationMax = 0n, searchDepth } = query;
  if (startTimeMin === undefined || startTimeMax === undefined) {
    return err("query.startTimeMin and query.startTimeMax are required");
  }
  if (startTimeMin >= startTimeMax) {
    return err("query.startTimeMin must be before query.startTimeMax");
  }
  if (searchDepth <= 0) return err("search depth must be greater than 0");
  if (durationMin !== 0n && durationMax !== 0n && durationMax < durationMin) {
    return err("query.durationMax must not be less than query.durationMin");
  }
  const { filter } = query;
  const hasConditions =
    query.serviceName !== "" ||
    query.operationName !== "" ||
    query.attributes.size > 0 ||
    durationMin !== 0n ||
    durationMax !== 0n;
  if (filter !== undefined && hasConditions) {
    return err("query.filter cannot be combined with other conditions");
  }
  const where = filter === undefined ? undefined : filterToPredicate(filter);
  if (where?.ok === false) return where;
  if (query.attributes.size > SEARCH_TAGS_MAX) {
    return err(`at most ${SEARCH_TAGS_MAX} attributes can be searched for`);
  }
  const conditions = where?.value ?? conditionsOf(query);
  const sound = checkSpanPredicate(conditions);
  if (!sound.ok) return sound;
  return ok({
    tenant: "",
    time: { fromUnixNano: toUnixNano(startTimeMin), toUnixNano: toUnixNano(startTimeMax) },
    where: conditions,
    order: "newest",
    limit: Math.min(searchDepth, SEARCH_TRACES_MAX),
  });
}

/** All of them hold for one span. */
function conditionsOf(query: V3Query): SpanPredicate {
  const { serviceName, operationName, attributes, durationMin = 0n, durationMax = 0n } = query;
  return allOf([
    ...(serviceName === "" ? [] : [fieldIs("service", "=", serviceName)]),
    ...(operationName === "" ? [] : [fieldIs("name", "=", operationName)]),
    ...[...attributes].map(([key, text]) => toTagPredicate(key, text)),
    ...(durationMin === 0n ? [] : [fieldIs("duration", ">=", durationMin)]),
    ...(durationMax === 0n ? [] : [fieldIs("duration", "<=", durationMax)]),
  ]);
}

/** Where a trace probably is, by the times given with its id, widened by TIME_HINT_MARGIN_MS. */
export function toTimeHint(
  start: bigint | undefined,
  end: bigint | undefined,
): TimeRange | undefined {
  if (start === undefined && end === undefined) return undefined;
  const margin = BigInt(TIME_HINT_MARGIN_MS) * NANO_PER_MILLI;
  return {
    fromUnixNano: toUnixNano((start ?? 0n) - margin),
    toUnixNano: toUnixNano((end ?? UNIX_NANO_MAX) + margin),
  };
}

function toUnixNano(nano: bigint): bigint {
  return nano < 0n ? 0n : nano > UNIX_NANO_MAX ? UNIX_NANO_MAX : nano;
}
