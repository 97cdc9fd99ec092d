import type { OwnCallNumbers, OwnGraph, OwnGraphEdge, OwnGraphNode } from "@spanhouse/model";
import type { CallNumbers, Graph, GraphEdge, GraphNode } from "@spanhouse/storage";

/** A graph as the body of `GET /api/graph`. */
export function toOwnGraph(graph: Graph): OwnGraph {
  const { time, compareTo, edgesLeftOut, foldedCalls } = graph;
  return {
    startUs: microsOf(time.fromUnixNano),
    endUs: microsOf(time.toUnixNano),
    ...(compareTo === undefined
      ? {}
      : {
          compareStartUs: microsOf(compareTo.fromUnixNano),
          compareEndUs: microsOf(compareTo.toUnixNano),
        }),
    nodes: graph.nodes.map(toNode),
    edges: graph.edges.map(toEdge),
    unpaired: { clients: graph.unpaired.clients, servers: graph.unpaired.servers },
    asOfMs: graph.asOfUnixMs,
    isCurrent: graph.isCurrent,
    cut: edgesLeftOut === 0 && foldedCalls === 0 ? null : { edgesLeftOut, foldedCalls },
  };
}

function toNode({ id, name, type, attributes, previous, ...now }: GraphNode): OwnGraphNode {
  return {
    ...{ id, name, type, attributes },
    ...{ in: toNumbers(now.in), out: toNumbers(now.out) },
    ...(previous === undefined
      ? {}
      : { previous: { in: toNumbers(previous.in), out: toNumbers(previous.out) } }),
  };
}

function toEdge(edge: GraphEdge): OwnGraphEdge {
  const { client, server, connectionType, now, previous, exemplarTraceId } = edge;
  return {
    ...{ client, server, connectionType, now: toNumbers(now) },
    ...(previous === undefined ? {} : { previous: toNumbers(previous) }),
    exemplarTraceId,
  };
}

function toNumbers(numbers: CallNumbers): OwnCallNumbers {
  const { calls, errors, callsPerSecond } = numbers;
  return {
    ...{ calls, errors, callsPerSecond, errorRatio: calls === 0 ? 0 : errors / calls },
    p50Us: latencyOf(numbers.p50Nano),
    p95Us: latencyOf(numbers.p95Nano),
    p99Us: latencyOf(numbers.p99Nano),
  };
}

function latencyOf(nano: number): number | null {
  return Number.isNaN(nano) ? null : nano / 1_000;
}

function microsOf(unixNano: bigint): number {
  return Number(unixNano / 1_000n);
}
