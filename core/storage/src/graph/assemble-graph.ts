import { callLatencyQuantiles } from "@spanhouse/model";
import type { CallSums } from "./call-sums.ts";
import type {
  CallNumbers,
  ConnectionType,
  Graph,
  GraphEdge,
  GraphNode,
  UnpairedCalls,
} from "./graph-reader.ts";
import { commonAttributes, type LevelNode } from "./level-nodes.ts";

/** What an edge goes over, by the numbers of CONNECTIONS. */
export const CONNECTION_TYPES: readonly ConnectionType[] = [
  "",
  "database",
  "messaging_system",
  "virtual_node",
];

/** Calls between two ends; an end that nobody knows is undefined. */
export interface LevelEdge {
  readonly client: LevelNode | undefined;
  readonly server: LevelNode | undefined;
  readonly connection: number;
  readonly sums: CallSums;
}

/** Sums of edges. Their latencies are added up only when somebody asks. */
class LevelSums {
  calls = 0;
  errors = 0;
  exemplar = "";
  readonly latencies: ReadonlyMap<number, number>[] = [];

  add(sums: CallSums): void {
    this.calls += sums.calls;
    this.errors += sums.errors;
    if (this.exemplar === "") this.exemplar = sums.exemplar;
    this.latencies.push(sums.latencyBins);
  }
}

/** The edges of one time, summed up by node. */
export class LevelGraph {
  readonly seconds: number;
  readonly nodes = new Map<string, { node: LevelNode; in: LevelSums; out: LevelSums }>();
  readonly edges = new Map<
    string,
    { client: string; server: string; connection: number; sums: LevelSums }
  >();
  readonly unpaired = { clients: 0, servers: 0 };
  foldedCalls = 0;

  constructor(seconds: number, edges: readonly LevelEdge[]) {
    this.seconds = seconds;
    for (const edge of edges) this.#add(edge);
  }

  #add({ client, server, connection, sums }: LevelEdge): void {
    if (server === undefined) this.unpaired.clients += sums.calls;
    else this.#at(server).in.add(sums);
    if (client === undefined) this.unpaired.servers += sums.calls;
    else this.#at(client).out.add(sums);
    if (client === undefined || server === undefined) return;
    if (server.type === "other") this.foldedCalls += sums.calls;
    const key = JSON.stringify([client.id, server.id, connection]);
    let edge = this.edges.get(key);
    if (edge === undefined) {
      edge = { client: client.id, server: server.id, connection, sums: new LevelSums() };
      this.edges.set(key, edge);
    }
    edge.sums.add(sums);
  }

  #at(node: LevelNode): { in: LevelSums; out: LevelSums } {
    let known = this.nodes.get(node.id);
    if (known === undefined) {
      known = { node, in: new LevelSums(), out: new LevelSums() };
      this.nodes.set(node.id, known);
    } else {
      const attributes = commonAttributes(known.node.attributes, node.attributes);
      known.node = { ...known.node, attributes };
    }
    return known;
  }
}

export interface AssembleRequest {
  readonly limit: number;
  readonly focus?: { readonly name: string; readonly depth: number };
}

type Assembled = Pick<Graph, "nodes" | "edges" | "unpaired" | "edgesLeftOut" | "foldedCalls">;

/** Nodes and edges with their numbers, in order, within the limit and around the focus. */
export function assembleGraph(
  now: LevelGraph,
  before: LevelGraph | undefined,
  { limit, focus }: AssembleRequest,
): Assembled {
  const near = focus === undefined ? undefined : neighbourhood(now, before, focus);
  const keys = [...new Set([...now.edges.keys(), ...(before?.edges.keys() ?? [])])];
  const edges = keys
    .map((key) => toEdge(key, now, before))
    .filter(({ client, server }) => near === undefined || (near.has(client) && near.has(server)))
    .sort(byCalls);
  const shown = edges.slice(0, limit);
  const connected = new Set(edges.flatMap(({ client, server }) => [client, server]));
  const visible = new Set(shown.flatMap(({ client, server }) => [client, server]));
  const ids = [...new Set([...now.nodes.keys(), ...(before?.nodes.keys() ?? [])])]
    .filter((id) => near === undefined || near.has(id))
    .filter((id) => visible.has(id) || !connected.has(id));
  return {
    nodes: ids.map((id) => toNode(id, now, before)).sort(byTraffic),
    edges: shown,
    unpaired: unpairedOf(now),
    edgesLeftOut: edges.length - shown.length,
    foldedCalls: now.foldedCalls,
  };
}

export function unpairedOf({ unpaired }: LevelGraph): UnpairedCalls {
  return { clients: unpaired.clients, servers: unpaired.servers };
}

function toEdge(key: string, now: LevelGraph, before: LevelGraph | undefined): GraphEdge {
  const current = now.edges.get(key);
  const earlier = before?.edges.get(key);
  const { client, server, connection } = (current ?? earlier)!;
  return {
    ...{ client, server, connectionType: CONNECTION_TYPES[connection]! },
    now: numbersOf(current?.sums, now.seconds),
    ...(before === undefined ? {} : { previous: numbersOf(earlier?.sums, before.seconds) }),
    exemplarTraceId: (current ?? earlier)!.sums.exemplar,
  };
}

function toNode(id: string, now: LevelGraph, before: LevelGraph | undefined): GraphNode {
  const current = now.nodes.get(id);
  const earlier = before?.nodes.get(id);
  const { node } = (current ?? earlier)!;
  return {
    ...{ id, name: node.name, type: node.type, attributes: node.attributes },
    in: numbersOf(current?.in, now.seconds),
    out: numbersOf(current?.out, now.seconds),
    ...(before === undefined
      ? {}
      : {
          previous: {
            in: numbersOf(earlier?.in, before.seconds),
            out: numbersOf(earlier?.out, before.seconds),
          },
        }),
  };
}

const NOTHING = new LevelSums();

function numbersOf(sums: LevelSums = NOTHING, seconds: number): CallNumbers {
  const [p50 = NaN, p95 = NaN, p99 = NaN] = callLatencyQuantiles(sums.latencies, [0.5, 0.95, 0.99]);
  return {
    calls: sums.calls,
    errors: sums.errors,
    callsPerSecond: seconds === 0 ? 0 : sums.calls / seconds,
    ...{ p50Nano: p50, p95Nano: p95, p99Nano: p99 },
  };
}

/** Ids of the nodes called `name` and of those at most `depth` calls away from them, in either direction. */
function neighbourhood(
  now: LevelGraph,
  before: LevelGraph | undefined,
  { name, depth }: { readonly name: string; readonly depth: number },
): ReadonlySet<string> {
  const graphs = before === undefined ? [now] : [now, before];
  const neighbours = new Map<string, string[]>();
  for (const { client, server } of graphs.flatMap(({ edges }) => [...edges.values()])) {
    neighbours.set(client, [...(neighbours.get(client) ?? []), server]);
    neighbours.set(server, [...(neighbours.get(server) ?? []), client]);
  }
  const nodes = graphs.flatMap((graph) => [...graph.nodes.values()]);
  let edge = nodes
    .filter(({ node }) => node.name === name || node.id === name)
    .map(({ node }) => node.id);
  const near = new Set(edge);
  for (let step = 0; step < depth && edge.length > 0; step++) {
    edge = [...new Set(edge.flatMap((id) => neighbours.get(id) ?? []))].filter(
      (id) => !near.has(id),
    );
    for (const id of edge) near.add(id);
  }
  return near;
}

function byCalls(a: GraphEdge, b: GraphEdge): number {
  if (a.now.calls !== b.now.calls) return b.now.calls - a.now.calls;
  return compareTexts(
    [a.client, a.server, a.connectionType],
    [b.client, b.server, b.connectionType],
  );
}

function byTraffic(a: GraphNode, b: GraphNode): number {
  const [one, other] = [a, b].map((node) => node.in.calls + node.out.calls);
  return one !== other ? other! - one! : compareTexts([a.id], [b.id]);
}

export function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    if (text !== b[index]) return text < b[index]! ? -1 : 1;
  }
  return 0;
}
