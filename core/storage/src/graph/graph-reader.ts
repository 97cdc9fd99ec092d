import type { ReadOptions, TimeRange } from "../read/read-options.ts";

/**
 * Who calls whom, from edges that are computed beforehand and never from spans. A call is one called end (a server
 * or consumer span) with the client or producer span that it names as its parent or in a link; it counts in the
 * minute in which the called end started, as often as its sampling says that it stands for.
 *
 * A client without a called end is a call to what it names: a database, a queue or another host. A server without
 * a parent is called by "user". Reads throw CodedError `STORAGE_UNREACHABLE` or `QUERY_TIMEOUT`.
 */
export interface GraphReader {
  /** Nodes and edges of a time, grouped at a level, and compared with another time when asked. */
  readGraph(question: GraphQuestion, options?: ReadOptions): Promise<Graph>;
  /** Calls between services by name, the most first, then by the names. At most DEPENDENCIES_MAX. */
  readDependencies(
    tenant: string,
    time: TimeRange,
    options?: ReadOptions,
  ): Promise<readonly Dependency[]>;
  /** Everything that metrics of a service graph are made of, summed up over a time. */
  readEdgeCounters(question: EdgeCountersQuestion, options?: ReadOptions): Promise<EdgeCounters>;
}

/** What a call goes over, as service graphs have named it: "" between two instrumented ends. */
export type ConnectionType = "" | "messaging_system" | "database" | "virtual_node";

export interface Dependency {
  readonly client: string;
  readonly server: string;
  readonly connectionType: ConnectionType;
  /** Weighted by sampling. */
  readonly callCount: number;
  /** Calls of which at least one end is an error. */
  readonly errorCount: number;
}

/** What a node of the graph stands for. Nodes that are inferred are the same at every level. */
export type GraphLevel =
  "service" | "namespace" | "workload" | "pod" | "node" | "host" | "environment";

export interface GraphQuestion {
  readonly tenant: string;
  /** Widened to whole minutes; at the levels workload, pod, node and host to whole five minutes. */
  readonly time: TimeRange;
  readonly level: GraphLevel;
  /** Such as the same hours of yesterday. Widened likewise. */
  readonly compareTo?: TimeRange;
  /** Only what is at most `depth` calls away from the nodes with this name, either way. */
  readonly focus?: { readonly name: string; readonly depth: number };
  /** Edges at most, those with the most calls; at most GRAPH_EDGES_MAX. */
  readonly limit: number;
}

export interface Graph {
  /** What is in effect after widening. */
  readonly time: TimeRange;
  readonly compareTo?: TimeRange;
  /** Those with edges in the answer, or without any edge at all. By calls, then by id. */
  readonly nodes: readonly GraphNode[];
  /** By calls, then by ids. */
  readonly edges: readonly GraphEdge[];
  readonly unpaired: UnpairedCalls;
  /** Everything that was stored when a minute was computed last is in it: the oldest such moment, or 0. */
  readonly asOfUnixMs: number;
  /** Whether minutes of the time have spans that are not in the graph yet. */
  readonly isCurrent: boolean;
  /** Edges that are left out by `limit`. */
  readonly edgesLeftOut: number;
  /** Calls that are counted at nodes called "other", because there were too many different ends. */
  readonly foldedCalls: number;
}

export type GraphNodeType =
  GraphLevel | "user" | "database" | "messaging_system" | "virtual_node" | "other";

export interface GraphNode {
  /** The same in every answer for the same thing. */
  readonly id: string;
  readonly name: string;
  readonly type: GraphNodeType;
  /** What else is known and says the same for all of it, by the names of OpenTelemetry. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Calls that came in, whether their caller is known or not. */
  readonly in: CallNumbers;
  /** Calls that went out. */
  readonly out: CallNumbers;
  /** The same in the other time. */
  readonly previous?: { readonly in: CallNumbers; readonly out: CallNumbers };
}

export interface GraphEdge {
  /** Ids of nodes. */
  readonly client: string;
  readonly server: string;
  readonly connectionType: ConnectionType;
  readonly now: CallNumbers;
  readonly previous?: CallNumbers;
  /** A trace with such a call. */
  readonly exemplarTraceId: string;
}

/** Latencies are those that the called end saw, or else the caller; in nanoseconds, NaN without calls. */
export interface CallNumbers {
  readonly calls: number;
  readonly errors: number;
  readonly callsPerSecond: number;
  readonly p50Nano: number;
  readonly p95Nano: number;
  readonly p99Nano: number;
}

/** Ends without another end that do not say where they belong: they are no edges. Weighted. */
export interface UnpairedCalls {
  /** Clients and producers that name no peer. */
  readonly clients: number;
  /** Servers and consumers whose parent is not stored. */
  readonly servers: number;
}

export interface EdgeCountersQuestion {
  readonly tenant: string;
  /** Widened to whole minutes. Counters that only grow begin at a fixed moment. */
  readonly time: TimeRange;
  /** Those with the most calls; of the others the sum is in `foldedCalls`. */
  readonly edgesMax: number;
}

export interface EdgeCounters {
  /** The most calls first, then by names. */
  readonly edges: readonly EdgeCounter[];
  readonly foldedCalls: number;
  readonly unpaired: UnpairedCalls;
}

export interface EdgeCounter extends Dependency {
  /** Of the caller's spans; empty where there are none. */
  readonly clientLatency: LatencySketch;
  /** Of the called spans; empty where there are none. */
  readonly serverLatency: LatencySketch;
  readonly exemplarTraceId: string;
}

export interface LatencySketch {
  readonly sumNano: number;
  /** Weight per bin of core/model/src/call-latency-bins.ts. */
  readonly bins: ReadonlyMap<number, number>;
}
