/**
 * The body of `GET /api/graph` (docs/api/graph.md), shared by the side that writes it (query) and those that read it.
 * Times are microseconds since 1970, latencies microseconds; a latency is null without calls.
 */

/** What a node stands for. Nodes of the second group are inferred from what callers say, at every level. */
export type OwnGraphNodeType =
  | "service"
  | "namespace"
  | "workload"
  | "pod"
  | "node"
  | "host"
  | "environment"
  // Inferred
  | "user"
  | "database"
  | "messaging_system"
  | "virtual_node"
  | "other";

export interface OwnGraph {
  /** What is in effect after widening to whole minutes. */
  readonly startUs: number;
  readonly endUs: number;
  /** Present when compared. */
  readonly compareStartUs?: number;
  readonly compareEndUs?: number;
  /** By calls, then by id. */
  readonly nodes: readonly OwnGraphNode[];
  /** By calls, then by ids. */
  readonly edges: readonly OwnGraphEdge[];
  /** Calls of which one end is missing and not named either. Weighted by sampling. */
  readonly unpaired: { readonly clients: number; readonly servers: number };
  /** Everything that had been stored then is in the graph, in milliseconds since 1970. */
  readonly asOfMs: number;
  /** Spans of the time have been stored that are not in the graph yet. */
  readonly isCurrent: boolean;
  /** What is left out, or summed up at nodes called "other"; null when nothing is. */
  readonly cut: { readonly edgesLeftOut: number; readonly foldedCalls: number } | null;
}

export interface OwnGraphNode {
  /** The same in every answer for the same thing. */
  readonly id: string;
  readonly name: string;
  readonly type: OwnGraphNodeType;
  /** By the names of OpenTelemetry: what all of it has in common. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Calls that came in, and calls that went out. */
  readonly in: OwnCallNumbers;
  readonly out: OwnCallNumbers;
  readonly previous?: { readonly in: OwnCallNumbers; readonly out: OwnCallNumbers };
}

export interface OwnGraphEdge {
  /** Ids of nodes. */
  readonly client: string;
  readonly server: string;
  /** As service graphs name it; "" between two instrumented ends. */
  readonly connectionType: "" | "messaging_system" | "database" | "virtual_node";
  readonly now: OwnCallNumbers;
  readonly previous?: OwnCallNumbers;
  /** A trace with such a call. */
  readonly exemplarTraceId: string;
}

export interface OwnCallNumbers {
  /** Weighted by sampling. */
  readonly calls: number;
  readonly errors: number;
  readonly callsPerSecond: number;
  /** 0 to 1; 0 without calls. */
  readonly errorRatio: number;
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
}
