import { CallSums } from "./call-sums.ts";
import { NO_RESOURCE, type SpanId } from "./pair-calls.ts";

/**
 * The calls of five minutes or of an hour, as a row of `call_graphs` has them: between services by minute, and
 * between resources for the whole step.
 */
export interface CallGraph {
  readonly edges: ReadonlyMap<string, ServiceEdge>;
  readonly pairs: ReadonlyMap<string, ResourcePair>;
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

export const USER: ServiceNode = { type: "user", name: "user", namespace: "", environment: "" };
export const UNKNOWN: ServiceNode = { type: "unknown", name: "", namespace: "", environment: "" };

/** A graph that is being made. */
export class CallGraphMaker {
  readonly #edges = new Map<string, ServiceEdge>();
  readonly #pairs = new Map<string, ResourcePair>();

  addEdge(edge: ServiceEdge): void {
    const key = [edge.minute, ...keyOf(edge.client), ...keyOf(edge.server), edge.connection].join(
      "\u0000",
    );
    const known = this.#edges.get(key);
    if (known !== undefined) {
      known.sums.add(edge.sums);
      return;
    }
    const sums = new CallSums();
    sums.add(edge.sums);
    this.#edges.set(key, { ...edge, sums });
  }

  addPair(pair: ResourcePair): void {
    const { client, server, connection } = pair;
    const key = [
      ...[client.resource, client.type, client.name],
      ...[server.resource, server.type, server.name, connection],
    ].join("\u0000");
    const known = this.#pairs.get(key);
    if (known !== undefined) {
      known.sums.add(pair.sums);
      return;
    }
    const sums = new CallSums();
    sums.add(pair.sums);
    this.#pairs.set(key, { ...pair, sums });
  }

  /** With at most so many different edges and pairs; the rarest ones are summed up under "other". */
  finish(edgesMax: number, pairsMax: number): CallGraph {
    const edges = folded([...this.#edges.values()], edgesMax, otherEdge);
    const pairs = folded([...this.#pairs.values()], pairsMax, otherPair);
    const result = new CallGraphMaker();
    for (const edge of edges) result.addEdge(edge);
    for (const pair of pairs) result.addPair(pair);
    return { edges: result.#edges, pairs: result.#pairs };
  }
}

function keyOf({ type, name, namespace, environment }: ServiceNode): readonly string[] {
  return [type, name, namespace, environment];
}

const OTHER = { type: "other", name: "other" } as const;

/** What is left over keeps its kind and, when it is a service's call to many hosts, its client. */
function otherEdge(edge: ServiceEdge, isKnown: (node: ServiceNode) => boolean): ServiceEdge {
  const other: ServiceNode = { ...OTHER, namespace: "", environment: "" };
  return {
    ...edge,
    client: isKnown(edge.client) ? edge.client : other,
    server: other,
  };
}

function otherPair(pair: ResourcePair, isKnown: (node: ResourceNode) => boolean): ResourcePair {
  const other: ResourceNode = { ...OTHER, resource: NO_RESOURCE };
  return { ...pair, client: isKnown(pair.client) ? pair.client : other, server: other };
}

function folded<Node, Edge extends { client: Node; server: Node; sums: CallSums }>(
  edges: readonly Edge[],
  max: number,
  toOther: (edge: Edge, isKnown: (node: Node) => boolean) => Edge,
): readonly Edge[] {
  if (edges.length <= max) return edges;
  const sorted = edges.toSorted((a, b) => b.sums.calls - a.sums.calls);
  const kept = sorted.slice(0, max);
  const clients = new Set(kept.map(({ client }) => JSON.stringify(client)));
  const rest = sorted.slice(max);
  const isKnown = (node: Node): boolean => clients.has(JSON.stringify(node));
  return [...kept, ...rest.map((edge) => toOther(edge, isKnown))];
}
