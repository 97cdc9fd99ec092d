import type { OwnCallNumbers, OwnGraph, OwnGraphEdge, OwnGraphNode } from "@spanhouse/model";
import { text } from "../texts/graph.ts";

/** All calls from one node to another, whatever connects them. */
export interface CallPair extends PairNumbers {
  readonly key: string;
  readonly client: OwnGraphNode;
  readonly server: OwnGraphNode;
  /** Of the time that is compared with; undefined when none is. */
  readonly previous: PairNumbers | undefined;
  readonly edges: readonly OwnGraphEdge[];
}

/** Sums of what connects two nodes; of latencies the highest. */
export type PairNumbers = Pick<OwnCallNumbers, "calls" | "callsPerSecond" | "errorRatio" | "p95Us">;

/** What is drawn: nodes by calls, and the pairs among them. */
export interface MapGraph {
  readonly nodes: readonly OwnGraphNode[];
  readonly pairs: readonly CallPair[];
  /** What nodes are called, by id. Also of those that are left out, so that a part has the names of the whole. */
  readonly names: ReadonlyMap<string, string>;
}

/** Ids have no line breaks that come from us, so that a pair has one text. */
export function pairKey(clientId: string, serverId: string): string {
  return `${clientId}\n${serverId}`;
}

/** The graph with one pair for all edges between two nodes. Both sorts stay: most calls first. */
export function toMapGraph({ nodes, edges }: Pick<OwnGraph, "nodes" | "edges">): MapGraph {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const grouped = new Map<string, OwnGraphEdge[]>();
  for (const edge of edges) {
    const key = pairKey(edge.client, edge.server);
    const group = grouped.get(key);
    if (group === undefined) grouped.set(key, [edge]);
    else group.push(edge);
  }
  const pairs: CallPair[] = [];
  for (const [key, group] of grouped) {
    const client = byId.get(group[0]!.client);
    const server = byId.get(group[0]!.server);
    if (client !== undefined && server !== undefined) {
      const previous = group.flatMap((edge) => edge.previous ?? []);
      pairs.push({
        ...{ key, client, server, edges: group },
        ...sumOf(group.map(({ now }) => now)),
        previous: previous.length === 0 ? undefined : sumOf(previous),
      });
    }
  }
  return { nodes, pairs, names: distinctNames(nodes) };
}

function sumOf(all: readonly OwnCallNumbers[]): PairNumbers {
  let [calls, errors, callsPerSecond] = [0, 0, 0];
  let p95Us: number | null = null;
  for (const now of all) {
    calls += now.calls;
    errors += now.errors;
    callsPerSecond += now.callsPerSecond;
    if (now.p95Us !== null) p95Us = Math.max(p95Us ?? 0, now.p95Us);
  }
  return { calls, callsPerSecond, errorRatio: calls === 0 ? 0 : errors / calls, p95Us };
}

/** What is in the namespace, what it calls and what calls it. */
export function within({ nodes, pairs, names }: MapGraph, namespace: string): MapGraph {
  const isIn = ({ attributes }: OwnGraphNode): boolean => namespaceOf(attributes) === namespace;
  const kept = pairs.filter(({ client, server }) => isIn(client) || isIn(server));
  const near = new Set(kept.flatMap(({ client, server }) => [client.id, server.id]));
  const nearby = nodes.filter((node) => near.has(node.id) || isIn(node));
  return { nodes: nearby, pairs: kept, names };
}

/** The namespace that a node says it is in, as the server groups by it. */
export function namespaceOf(attributes: OwnGraphNode["attributes"]): string | undefined {
  return attributes["service.namespace"] ?? attributes["k8s.namespace.name"];
}

/** How much of a graph is drawn. */
export interface DrawnMax {
  readonly nodes: number;
  readonly pairs: number;
}

/** The nodes with the most calls, those always that are asked for, and the busiest pairs among them. */
export function busiest(
  { nodes, pairs, names }: MapGraph,
  most: DrawnMax,
  always: ReadonlySet<string>,
): MapGraph {
  const first = nodes.filter(({ id }) => always.has(id));
  const rest = nodes.filter(({ id }) => !always.has(id));
  const kept = [...first, ...rest].slice(0, Math.max(most.nodes, first.length));
  const ids = new Set(kept.map(({ id }) => id));
  return {
    nodes: kept,
    pairs: pairs
      .filter(({ client, server }) => ids.has(client.id) && ids.has(server.id))
      .slice(0, most.pairs),
    names,
  };
}

/** Ids of the nodes whose names contain the text, in any case; none without a text. */
export function foundNodes(nodes: readonly OwnGraphNode[], text: string): ReadonlySet<string> {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return new Set();
  return new Set(
    nodes.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ id }) => id),
  );
}

/** Whether a node is only known from what others say: no spans came from it. */
export function isInferred({ type }: OwnGraphNode): boolean {
  return INFERRED.has(type);
}

const INFERRED: ReadonlySet<OwnGraphNode["type"]> = new Set([
  ...(["user", "database", "messaging_system", "virtual_node", "other"] as const),
]);

function nodeName({ name, type }: OwnGraphNode): string {
  return name === "" ? text.noNodeName(type) : name;
}

/** Where nodes have the same name, with the namespace behind it, and with what they are where that is the same too. */
function distinctNames(nodes: readonly OwnGraphNode[]): ReadonlyMap<string, string> {
  const withNamespace = toldApart(nodes.map(nodeName), (at) => namespaceOf(nodes[at]!.attributes));
  const names = toldApart(withNamespace, (at) => text.nodeType(nodes[at]!.type));
  return new Map(nodes.map(({ id }, at) => [id, names[at]!]));
}

function toldApart(
  names: readonly string[],
  detailOf: (at: number) => string | undefined,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, at) => {
    const detail = counts.get(name)! > 1 ? detailOf(at) : undefined;
    return detail === undefined ? name : `${name} (${detail})`;
  });
}
