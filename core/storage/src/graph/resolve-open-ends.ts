import type { Engine, QueryOptions } from "../connection/engine.ts";
import { locateTraces, locationQuery, type TraceLocation } from "../read/trace-location.ts";
import type { Layout } from "../schema/layout.ts";
import { findCallers, linksOf, type Caller } from "./find-callers.ts";
import { idKey, type OpenEnd, type SpanId } from "./open-end.ts";

/** Called ends of one bucket of which a caller is looked for in the buckets around it; see GRAPH_* in limits.ts. */
export interface OpenEndLimits {
  /** Ends that are looked for at all. */
  readonly near: number;
  /** Of those not found in the neighbourhood, how many are looked for wherever their trace is. */
  readonly far: number;
}

/** A called end and what became of it. */
export interface ResolvedEnd {
  readonly end: OpenEnd;
  /** All its callers that were found besides the one it has been paired with already. */
  readonly callers: readonly Caller[];
  /** Callers that it names and that are not stored. */
  readonly missing: readonly SpanId[];
}

export interface Resolution {
  readonly resolved: readonly ResolvedEnd[];
  /** Ends that were not looked for, because there were too many. */
  readonly unchecked: number;
}

/**
 * Finds the callers of called ends that have none in their own bucket and trace: across the borders of buckets,
 * under a shared id, through links, hours away.
 */
export async function resolveOpenEnds(
  engine: Engine,
  layout: Layout,
  request: {
    readonly tenant: string;
    readonly timeBucket: number;
    /** Those of which a caller is likely come first. */
    readonly openEnds: readonly OpenEnd[];
    readonly limits: OpenEndLimits;
  },
  options: QueryOptions,
): Promise<Resolution> {
  const { tenant, timeBucket, limits } = request;
  const ends = request.openEnds.slice(0, limits.near);
  const withLinks = ends.filter(({ hasLinks }) => hasLinks);
  const links = await linksOf(engine, layout, { tenant, timeBucket, wanted: withLinks }, options);
  const wishes = ends.map((end) => ({ end, ...wishesOf(end, links.get(idKey(end)) ?? []) }));
  const all = unique(wishes.flatMap(({ own, linked }) => [...own, ...linked]));
  const near = [timeBucket - 1, timeBucket, timeBucket + 1].filter((bucket) => bucket >= 0);
  const callers = new Map(
    await findCallers(engine, layout, { tenant, places: near, wanted: all }, options),
  );
  const open = wishes.filter(
    ({ own, linked }) =>
      (own.length > 0 && !own.some((id) => callers.has(idKey(id)))) ||
      linked.some((id) => !callers.has(idKey(id))),
  );
  const wanted = unique(
    open.slice(0, limits.far).flatMap(({ own, linked }) => [...own, ...linked]),
  ).filter((id) => !callers.has(idKey(id)));
  const locations = await locationsOf(engine, layout, { tenant, wanted }, options);
  const far = { tenant, wanted, places: locations };
  for (const [key, caller] of await findCallers(engine, layout, far, options)) {
    callers.set(key, caller);
  }
  const rest = request.openEnds.slice(limits.near).map((end) => ({ end, ...wishesOf(end, []) }));
  return {
    resolved: [...wishes, ...rest].map(({ end, own, linked }) =>
      resolve(end, own, linked, callers),
    ),
    unchecked: rest.length + Math.max(0, open.length - limits.far),
  };
}

/** Which callers an end would like: one of `own`, the first that is there, and all of `linked`. */
function wishesOf(
  end: OpenEnd,
  links: readonly SpanId[],
): { readonly own: readonly SpanId[]; readonly linked: readonly SpanId[] } {
  const { traceId, spanId, callerId, isPaired } = end;
  const parent = { traceId, spanId: callerId };
  const linked = unique(links).filter((link) => idKey(link) !== idKey(parent));
  if (isPaired) return { own: [], linked };
  return { own: unique([parent, { traceId, spanId }]), linked };
}

function resolve(
  end: OpenEnd,
  own: readonly SpanId[],
  linked: readonly SpanId[],
  callers: ReadonlyMap<string, Caller>,
): ResolvedEnd {
  const ownCaller = own.map((id) => callers.get(idKey(id))).find((caller) => caller !== undefined);
  const others = linked.flatMap((id) => callers.get(idKey(id)) ?? []);
  const found = [...(ownCaller === undefined ? [] : [ownCaller]), ...others];
  const isFound = new Set(found.map(idKey));
  const missing = [
    ...(ownCaller === undefined ? own : []),
    ...linked.filter((id) => !isFound.has(idKey(id))),
  ];
  return { end, callers: [...new Map(found.map((one) => [idKey(one), one])).values()], missing };
}

/** Where the traces of the wanted spans lie, whichever buckets these are. */
async function locationsOf(
  engine: Engine,
  layout: Layout,
  { tenant, wanted }: { readonly tenant: string; readonly wanted: readonly SpanId[] },
  options: QueryOptions,
): Promise<readonly TraceLocation[]> {
  const traceIds = [...new Set(wanted.map(({ traceId }) => traceId))];
  const locations: TraceLocation[] = [];
  for (let at = 0; at < traceIds.length; at += TRACES_LOCATED_AT_ONCE) {
    const some = traceIds.slice(at, at + TRACES_LOCATED_AT_ONCE);
    const there = await locateTraces(engine, locationQuery(layout, tenant, some), options);
    locations.push(...there);
  }
  return locations;
}

const TRACES_LOCATED_AT_ONCE = 5_000;

function unique(ids: readonly SpanId[]): SpanId[] {
  return [...new Map(ids.map((id) => [idKey(id), id])).values()];
}
