import type { Engine, QueryOptions } from "../connection/engine.ts";
import {
  CALL_PASS_SPANS_MAX,
  GRAPH_EDGES_PER_STEP_MAX,
  GRAPH_FAR_ENDS_MAX,
  GRAPH_OPEN_ENDS_MAX,
  GRAPH_PAIRS_PER_STEP_MAX,
  GRAPH_WAITING_MAX,
} from "../limits.ts";
import type { Layout } from "../schema/layout.ts";
import {
  CallGraphMaker,
  UNKNOWN,
  USER,
  type Claim,
  type NodeType,
  type ResourceNode,
  type ServiceNode,
} from "./call-graph.ts";
import { CallSums, type OneCall } from "./call-sums.ts";
import { calledEndsIn, findCallers, idKey, type Caller } from "./find-callers.ts";
import type { GraphState } from "./graph-state.ts";
import {
  NO_RESOURCE,
  pairCalls,
  type CallGroup,
  type OpenEnd,
  type PairedCalls,
  type SpanId,
} from "./pair-calls.ts";
import {
  CALLED_ALONE,
  CALLED_BY_NOBODY,
  CALLER_ALONE,
  NAMELESS_PER_GROUP_MAX,
  PAIRED,
} from "./pair-calls-sql.ts";
import { CONNECTIONS } from "./peer-sql.ts";
import {
  environmentOf,
  namespaceOf,
  readResourceFacts,
  type ResourceFacts,
} from "./resource-nodes.ts";
import { resolveOpenEnds, type ResolvedEnd } from "./resolve-open-ends.ts";
import type { CallGraphGeneration } from "./write-call-graph.ts";

/** What computing a bucket needs besides its spans. */
export interface ComputeContext {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly state: GraphState;
  readonly options: QueryOptions;
}

export interface BucketRequest {
  readonly tenant: string;
  readonly timeBucket: number;
  /** Ends of calls that have been received, as `call_arrivals` says. */
  readonly arrivals: number;
  readonly nowMs: number;
  /** Callers that are stored by now although they were missing: `idKey` of each. */
  readonly first: ReadonlySet<string>;
  /** Whether other buckets may claim callers of this one. */
  readonly isClaimed: boolean;
}

export interface ComputedBucket {
  readonly generation: CallGraphGeneration;
  readonly waitedFor: readonly SpanId[];
  readonly unpaired: number;
}

/**
 * Computes the calls of five minutes from their spans, whatever was computed before:
 *
 *   1. both ends in the bucket: in the engine, summed up
 *   2. called ends without a caller: it is looked for elsewhere, one by one; what is found in another bucket is
 *      claimed there, so that it does not count there as a call to nobody
 *   3. callers of this bucket that are claimed, by 2. or by other buckets: taken out of the sums of 1.
 */
export async function computeBucket(
  context: ComputeContext,
  request: BucketRequest,
): Promise<ComputedBucket> {
  const { engine, layout, options } = context;
  const { tenant, timeBucket, arrivals } = request;
  const bucket = { tenant, timeBucket };
  const { groups, openEnds, waitedFor, nameless } = await pairBucket(context, request);
  const calls = new CallGroups(groups);
  const here = { tenant, places: [timeBucket] };
  const named = await findCallers(engine, layout, { ...here, wanted: nameless }, options);
  for (const caller of named.values()) calls.name(caller);
  const limits = { near: GRAPH_OPEN_ENDS_MAX, far: GRAPH_FAR_ENDS_MAX };
  const { resolved, unchecked } = await resolveOpenEnds(
    ...[engine, layout],
    { ...bucket, openEnds, limits, first: request.first },
    options,
  );
  for (const one of resolved) calls.settle(one);
  const claimed = request.isClaimed
    ? await context.state.claimsOn(tenant, timeBucket)
    : { ids: [], hash: 0n };
  const own = resolved.flatMap(({ callers }) =>
    callers.filter((caller) => caller.timeBucket === timeBucket),
  );
  const others = await findCallers(engine, layout, { ...here, wanted: claimed.ids }, options);
  const answered = new Map([...own, ...others.values()].map((one) => [idKey(one), one]));
  const wanted = [...answered.values()];
  const called = await calledEndsIn(engine, layout, { ...bucket, wanted }, options);
  for (const [key, caller] of answered) if (!called.has(key)) calls.takeCallerAway(caller);
  const graph = await toGraph(context, request, calls);
  return {
    generation: {
      ...{ tenant, stepSeconds: 300, step: timeBucket, generation: request.nowMs, arrivals },
      ...{ inputs: claimed.hash, unchecked, graph },
      claims: claimsOf(resolved, timeBucket),
      waiting: waitingOf(resolved),
    },
    waitedFor,
    unpaired: calls.unpaired,
  };
}

/** Passes over all parts of the bucket, each with few enough spans for the engine's memory. */
async function pairBucket(
  { engine, layout, options, state }: ComputeContext,
  { tenant, timeBucket, arrivals }: BucketRequest,
): Promise<PairedCalls> {
  let parts = 1;
  while (arrivals / parts > CALL_PASS_SPANS_MAX && parts < 256) parts *= 2;
  for (let peers = state.peersOf(tenant); ; peers = "all") {
    const groups: CallGroup[] = [];
    const openEnds: OpenEnd[] = [];
    const waitedFor: SpanId[] = [];
    const nameless: SpanId[] = [];
    for (let part = 0; part < parts; part++) {
      const scope = { tenant, timeBucket, part, parts, peers };
      const paired = await pairCalls(engine, layout, scope, options);
      groups.push(...paired.groups);
      openEnds.push(...paired.openEnds);
      waitedFor.push(...paired.waitedFor);
      nameless.push(...paired.nameless);
    }
    if (peers === "all") return { groups, openEnds, waitedFor, nameless: [] };
    if (spansWithoutName(groups) <= NAMELESS_LOOKED_UP_MAX) {
      return { groups, openEnds, waitedFor, nameless };
    }
    // Somebody uses names that are not promoted: from now on they are looked at at once.
    state.usesAllPeers(tenant);
  }
}

/** Callers whose peers are looked up one by one; of more, all are read with their maps, which is slower. */
const NAMELESS_LOOKED_UP_MAX = NAMELESS_PER_GROUP_MAX;

function spansWithoutName(groups: readonly CallGroup[]): number {
  return groups
    .filter(({ what, peer }) => what === CALLER_ALONE && peer === "")
    .reduce((sum, { sums }) => sum + sums.spans, 0);
}

/** The groups of a bucket while calls are moved between them. */
class CallGroups {
  readonly #groups = new Map<string, CallGroup>();

  constructor(groups: readonly CallGroup[]) {
    for (const group of groups) this.#at(group).sums.add(group.sums);
  }

  get all(): readonly CallGroup[] {
    return [...this.#groups.values()].filter(({ sums }) => sums.spans > 0);
  }

  /** Ends without another one. */
  get unpaired(): number {
    return this.all
      .filter(({ what, peer }) => (what === CALLER_ALONE || what === CALLED_ALONE) && peer === "")
      .reduce((sum, { sums }) => sum + sums.spans, 0);
  }

  /** Moves a called end from "alone" to where it belongs, once for each of its callers. */
  settle({ end, callers }: ResolvedEnd): void {
    const { minute, server, what } = end.group;
    if (callers.length === 0) return;
    if (what !== PAIRED) this.#at(end.group).sums.addCall(calledCall(end), -1);
    for (const caller of callers) {
      const isMessage = caller.isProducer || end.isConsumer;
      this.#at({
        ...{ minute, client: caller.resource, server, what: PAIRED, peer: "" },
        connection: isMessage ? CONNECTIONS.messagingSystem : CONNECTIONS.direct,
      }).sums.addCall({
        client: caller,
        server: end,
        weight: Math.max(caller.weight, end.weight),
        traceId: end.traceId,
      });
    }
  }

  /** Moves a caller without a called end to the peer that only its older attributes name. */
  name(caller: Caller): void {
    if (caller.peer === "") return;
    this.takeCallerAway({ ...caller, peer: "" });
    const { minute, resource, connection, peer, weight, traceId } = caller;
    this.#at({
      ...{ minute, client: resource, server: NO_RESOURCE, what: CALLER_ALONE, connection, peer },
    }).sums.addCall({ client: caller, weight, traceId });
  }

  /** Somebody else has counted the call of this caller. */
  takeCallerAway(caller: Caller): void {
    const { minute, resource, connection, peer } = caller;
    const group = this.#at({
      ...{ minute, client: resource, server: NO_RESOURCE, what: CALLER_ALONE, connection, peer },
    });
    const { weight, traceId } = caller;
    group.sums.addCall({ client: caller, weight, traceId }, -1);
  }

  #at(group: Omit<CallGroup, "sums">): CallGroup {
    const { minute, client, server, what, connection, peer } = group;
    const key = [minute, client, server, what, connection, peer].join("\u0000");
    let known = this.#groups.get(key);
    if (known === undefined) {
      known = { ...group, sums: new CallSums() };
      this.#groups.set(key, known);
    }
    return known;
  }
}

function calledCall(end: OpenEnd): OneCall {
  return { server: end, weight: end.weight, traceId: end.traceId };
}

async function toGraph(
  { engine, layout, options }: ComputeContext,
  { tenant, timeBucket }: BucketRequest,
  calls: CallGroups,
): Promise<CallGraphGeneration["graph"]> {
  const groups = calls.all;
  const ids = new Set(groups.flatMap(({ client, server }) => [client, server]));
  ids.delete(NO_RESOURCE);
  const facts = await readResourceFacts(engine, layout, tenant, [...ids], options);
  const maker = new CallGraphMaker();
  for (const group of groups) {
    const { sums } = group;
    const connection = connectionOf(group);
    const minute = group.minute - timeBucket * 5;
    const [missingClient, missingServer] = missingEnds(group);
    maker.addEdge({
      ...{ minute, connection, sums },
      client: missingClient ?? serviceOf(facts.get(group.client)),
      server: missingServer ?? serviceOf(facts.get(group.server)),
    });
    maker.addPair({
      ...{ connection, sums },
      client: resourceNode(group.client, missingClient),
      server: resourceNode(group.server, missingServer),
    });
  }
  return maker.finish(GRAPH_EDGES_PER_STEP_MAX, GRAPH_PAIRS_PER_STEP_MAX);
}

/** What an edge goes over; a call of a user to a service is virtual, as service graphs have it. */
function connectionOf({ what, connection, peer }: CallGroup): number {
  if (what === PAIRED) return connection;
  if (what === CALLER_ALONE) return peer === "" ? CONNECTIONS.direct : connection;
  if (peer !== "") return CONNECTIONS.messagingSystem;
  return what === CALLED_BY_NOBODY ? CONNECTIONS.virtualNode : CONNECTIONS.direct;
}

/** The ends that no span stands for: client, then server. */
function missingEnds(group: CallGroup): [ServiceNode | undefined, ServiceNode | undefined] {
  const { what, connection, peer } = group;
  if (what === PAIRED) return [undefined, undefined];
  if (what === CALLER_ALONE) {
    return [undefined, peer === "" ? UNKNOWN : peerNode(typeOf(connection), peer)];
  }
  if (peer !== "") return [peerNode("messaging_system", peer), undefined];
  return [what === CALLED_BY_NOBODY ? USER : UNKNOWN, undefined];
}

function typeOf(connection: number): NodeType {
  if (connection === CONNECTIONS.database) return "database";
  return connection === CONNECTIONS.messagingSystem ? "messaging_system" : "virtual_node";
}

function peerNode(type: NodeType, name: string): ServiceNode {
  return { type, name, namespace: "", environment: "" };
}

function serviceOf(facts: ResourceFacts | undefined): ServiceNode {
  if (facts === undefined) return peerNode("service", "");
  return {
    type: "service",
    name: facts.service,
    namespace: namespaceOf(facts),
    environment: environmentOf(facts),
  };
}

function resourceNode(resource: string, missing: ServiceNode | undefined): ResourceNode {
  if (missing === undefined) return { resource, type: "service", name: "" };
  return { resource: NO_RESOURCE, type: missing.type, name: missing.name };
}

function claimsOf(resolved: readonly ResolvedEnd[], timeBucket: number): readonly Claim[] {
  const claims = resolved
    .flatMap(({ callers }) => callers)
    .filter((caller) => caller.timeBucket !== timeBucket);
  return [...new Map(claims.map((claim) => [idKey(claim), claim])).values()].map((claim) => ({
    ...{ timeBucket: claim.timeBucket, traceId: claim.traceId, spanId: claim.spanId },
  }));
}

function waitingOf(resolved: readonly ResolvedEnd[]): readonly bigint[] {
  const hashes = new Set<bigint>();
  for (const { missing } of resolved) {
    for (const id of missing) {
      if (hashes.size >= GRAPH_WAITING_MAX) return [...hashes];
      hashes.add(waitingHash(id));
    }
  }
  return [...hashes];
}

/** As the engine computes it for a caller; see pair-calls-sql.ts. Its numbers are little endian. */
export function waitingHash({ traceId, spanId }: SpanId): bigint {
  const word = (hex: string): bigint => Buffer.from(hex, "hex").readBigUInt64LE();
  return word(traceId.slice(0, 16)) ^ word(traceId.slice(16)) ^ word(spanId);
}
