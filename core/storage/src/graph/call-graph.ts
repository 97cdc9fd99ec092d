import type { CallSums } from "./call-sums.ts";
import type { SumsColumns } from "./call-sums-table.ts";
import type { SpanId } from "./open-end.ts";

export const NO_RESOURCE = "0".repeat(32);

/**
 * The calls of five minutes or of an hour, as a row of `call_graphs` has them: between services by minute, and
 * between resources for the whole step. Keys are places in `services` and in `nodes`.
 */
export interface CallGraph {
  readonly services: readonly ServiceNode[];
  readonly nodes: readonly ResourceNode[];
  readonly edges: SumsColumns;
  /** All minutes are 0; one latency each, in `server`. */
  readonly pairs: SumsColumns;
}

/** Kinds of nodes, as they are stored: append only. */
export const NODE_TYPES = [
  "service",
  "user",
  "database",
  "messaging_system",
  "virtual_node",
  "other",
  // The missing end of a call that says nothing about it.
  "unknown",
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

export interface ServiceNode {
  readonly type: NodeType;
  readonly name: string;
  readonly namespace: string;
  readonly environment: string;
}

export interface ServiceEdge {
  /** Minutes since the start of the step; 0 in an hour. */
  readonly minute: number;
  readonly client: ServiceNode;
  readonly server: ServiceNode;
  readonly connection: number;
  readonly sums: CallSums;
}

/** An end of a call at the finer levels: a resource, or a node with only a name. */
export interface ResourceNode {
  /** Hexadecimal; NO_RESOURCE when there is none. */
  readonly resource: string;
  readonly type: NodeType;
  /** "" for a resource. */
  readonly name: string;
}

export interface ResourcePair {
  readonly client: ResourceNode;
  readonly server: ResourceNode;
  readonly connection: number;
  readonly sums: CallSums;
}

/** A caller in another bucket that a call of this one belongs to. */
export interface Claim extends SpanId {
  readonly timeBucket: number;
}

/** Stands for the nodes that are too many to have one each. */
export const OTHER_NODE = { type: "other", name: "other" } as const;
export const USER: ServiceNode = { type: "user", name: "user", namespace: "", environment: "" };
export const UNKNOWN: ServiceNode = { type: "unknown", name: "", namespace: "", environment: "" };
