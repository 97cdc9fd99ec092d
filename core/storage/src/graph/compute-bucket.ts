import type { Engine, QueryOptions } from "../connection/engine.ts";
import {
  CALL_PASS_SPANS_MAX,
  GRAPH_FAR_ENDS_MAX,
  GRAPH_OPEN_ENDS_MAX,
  GRAPH_WAITING_MAX,
} from "../limits.ts";
import type { Layout } from "../schema/layout.ts";
import { CallEndNumbers } from "./call-end-numbers.ts";
import type { BucketCalls } from "./bucket-calls.ts";
import { storedCallerHash } from "./caller-hash.ts";
import type { Claim } from "./call-graph.ts";
import { findCallers, type Caller } from "./find-callers.ts";
import type { ClaimedCallers, GraphState } from "./graph-state.ts";
import { LoneCallers } from "./lone-callers.ts";
import { CallMoves } from "./move-calls.ts";
import { idKey, type OpenEnd, type SpanId } from "./open-end.ts";
import { NAMELESS_MAX, pairCallEnds, type LookFor } from "./pair-call-ends.ts";
import { readCallEnds } from "./read-call-ends.ts";
import { resolveOpenEnds, type ResolvedEnd } from "./resolve-open-ends.ts";
import type { ResourceServices } from "./resource-services.ts";
import { StepCalls } from "./step-calls.ts";
import type { CallGraphGeneration } from "./write-call-graph.ts";

/** What computing a bucket needs besides its spans. */
export interface ComputeContext {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly state: GraphState;
  readonly services: ResourceServices;
  readonly options: QueryOptions;
}

export interface BucketRequest extends LookFor {
  readonly tenant: string;
  readonly timeBucket: number;
  /** Ends of calls that have been received, as `call_arrivals` says: how many passes it takes. */
  readonly arrivals: number;
  readonly generation: number;
  /** Callers of this bucket that others claim. */
  readonly claims: ClaimedCallers;
}

export interface ComputedBucket {
  /** It may say that it contains `arrivals`. */
  readonly generation: Omit<CallGraphGeneration, "arrivals">;
  readonly calls: BucketCalls;
}

/**
 * Computes the calls of five minutes from their spans, whatever was computed before:
 *
 *   1. both ends in the bucket are paired and summed up
 *   2. called ends without a caller: it is looked for elsewhere, one by one; what is found in another bucket is
 *      claimed there, so that it does not count there as a call to nobody
 *   3. callers of this bucket that are claimed, by 2. or by other buckets: taken out of the sums of 1.
 *
 * With `recent`, only the last one: nothing else has changed since.
 */
export async function computeBucket(
  context: ComputeContext,
  request: BucketRequest,
  recent?: BucketCalls,
): Promise<ComputedBucket> {
  const { tenant, timeBucket, claims } = request;
  const calls = recent ?? (await readBucket(context, request));
  const claimed = claims.ids.filter((id) => !calls.claimed.has(idKey(id)));
  const here = { tenant, places: [timeBucket], wanted: claimed };
  const { engine, layout, options } = context;
  const callers = await findCallers(engine, layout, here, options);
  await takeAway(context, request, calls, [...callers.values()]);
  for (const id of claimed) calls.claimed.add(idKey(id));
  return {
    generation: {
      ...{ tenant, stepSeconds: 300, step: timeBucket, generation: request.generation },
      ...{ inputs: claims.hash, unchecked: calls.unchecked, graph: calls.finish() },
      ...{ claims: calls.claims, waiting: calls.waiting },
    },
    calls,
  };
}

/** Pairs the ends of a bucket, names and looks for those that are alone. */
async function readBucket(context: ComputeContext, request: BucketRequest): Promise<BucketCalls> {
  const { engine, layout, services, options } = context;
  const { tenant, timeBucket } = request;
  const { calls, nameless, openEnds, ...paired } = await pairBucket(context, request);
  const moves = new CallMoves(calls, timeBucket);
  const unnamed = { tenant, places: [timeBucket], wanted: nameless, peers: "all" } as const;
  const named = await findCallers(engine, layout, unnamed, options);
  for (const caller of named.values()) moves.name(caller);
  const limits = { near: GRAPH_OPEN_ENDS_MAX, far: GRAPH_FAR_ENDS_MAX };
  const search = { tenant, timeBucket, openEnds, limits };
  const { resolved, unchecked } = await resolveOpenEnds(engine, layout, search, options);
  const found = resolved.flatMap(({ callers }) => callers);
  await services.load(
    tenant,
    found.map(({ resource }) => resource),
  );
  for (const one of resolved) moves.settle(one);
  const bucket: BucketCalls = {
    ...{ ...paired, moves, named, unchecked: unchecked + paired.unchecked + paired.lone.unknown },
    claims: claimsOf(found, timeBucket),
    waiting: waitingOf(resolved),
    claimed: new Set(),
    finish: () => calls.finish(),
  };
  const own = found.filter((caller) => caller.timeBucket === timeBucket);
  await takeAway(context, request, bucket, [
    ...new Map(own.map((one) => [idKey(one), one])).values(),
  ]);
  return bucket;
}

/** Takes callers away whose calls are counted where they are answered, unless they were answered here as well. */
async function takeAway(
  { engine, layout, options }: ComputeContext,
  { tenant, timeBucket }: BucketRequest,
  { lone, moves, named, peers }: BucketCalls,
  callers: readonly Caller[],
): Promise<void> {
  const wrong = callers.filter((caller) => lone.take(caller));
  // They were counted under the name of their peer, which may be where it is slow to read.
  const wanted = wrong.filter((one) => one.peer === "" && !named.has(idKey(one)));
  const slow =
    peers === "all"
      ? await findCallers(engine, layout, { tenant, places: [timeBucket], wanted, peers }, options)
      : named;
  for (const one of wrong) {
    const key = idKey(one);
    moves.takeCallerAway(one.peer === "" ? (named.get(key) ?? slow.get(key) ?? one) : one);
  }
}

interface PairedBucket {
  readonly calls: StepCalls;
  readonly lone: LoneCallers;
  /** Where the names of peers were looked for. */
  readonly peers: "promoted" | "all";
  readonly rows: number;
  readonly openEnds: readonly OpenEnd[];
  readonly unchecked: number;
  readonly waitedFor: readonly SpanId[];
  readonly nameless: readonly SpanId[];
  readonly unpaired: number;
}

/** Passes over all parts of the bucket, each with few enough ends for the memory of this process. */
async function pairBucket(
  { engine, layout, options, state, services }: ComputeContext,
  request: BucketRequest,
): Promise<PairedBucket> {
  const { tenant, timeBucket } = request;
  const parts = partsOf(request.arrivals);
  for (let peers = state.peersOf(tenant); ; peers = "all") {
    const lone = new LoneCallers();
    const calls = new StepCalls(new CallEndNumbers((id) => services.get(tenant, id)));
    const sums = { rows: 0, unchecked: 0, unpaired: 0, nameless: 0 };
    const openEnds: OpenEnd[] = [];
    const waitedFor: SpanId[] = [];
    const nameless: SpanId[] = [];
    for (let part = 0; part < parts; part++) {
      const scope = { tenant, timeBucket, part, parts, peers };
      const ends = await readCallEnds(engine, layout, scope, options);
      await services.load(tenant, ends.resources.texts);
      const paired = await pairCallEnds(ends, calls, lone, request);
      sums.rows += ends.rows;
      sums.unpaired += paired.unpaired;
      sums.nameless += paired.namelessCount;
      sums.unchecked += paired.unchecked;
      const room = GRAPH_OPEN_ENDS_MAX - openEnds.length;
      sums.unchecked += Math.max(0, paired.openEnds.length - room);
      openEnds.push(...paired.openEnds.slice(0, room));
      waitedFor.push(...paired.waitedFor);
      nameless.push(...paired.nameless);
    }
    const done = { calls, lone, peers, ...sums, openEnds, waitedFor };
    if (peers === "all") return { ...done, nameless: [] };
    if (sums.nameless <= NAMELESS_MAX) return { ...done, nameless };
    // Somebody uses names that are not promoted: from now on they are looked at at once.
    state.usesAllPeers(tenant);
  }
}

/** A power of two. */
function partsOf(arrivals: number): number {
  let parts = 1;
  while (arrivals / parts > CALL_PASS_SPANS_MAX && parts < 256) parts *= 2;
  return parts;
}

function claimsOf(callers: readonly Caller[], timeBucket: number): readonly Claim[] {
  const claims = callers.filter((caller) => caller.timeBucket !== timeBucket);
  return [...new Map(claims.map((claim) => [idKey(claim), claim])).values()].map((claim) => ({
    ...{ timeBucket: claim.timeBucket, traceId: claim.traceId, spanId: claim.spanId },
  }));
}

function waitingOf(resolved: readonly ResolvedEnd[]): readonly bigint[] {
  const hashes = new Set<bigint>();
  for (const { missing } of resolved) {
    for (const id of missing) {
      if (hashes.size >= GRAPH_WAITING_MAX) return [...hashes];
      hashes.add(storedCallerHash(id));
    }
  }
  return [...hashes];
}
