import type { OwnCallNumbers, OwnGraphNode } from "@spanhouse/model";
import { text } from "../texts/graph.ts";
import { isInferred } from "./map-graph.ts";
import { formatLatency, formatRate } from "./range-params.ts";

/** What a drawing of a graph says in words. */
export interface GraphWords {
  /** What all of it is. */
  readonly label: string;
  /** Beside the name of a node. */
  readonly detailOf: (node: OwnGraphNode) => string;
  readonly amount: (numbers: Pick<OwnCallNumbers, "callsPerSecond">) => string;
  readonly latency: (numbers: Pick<OwnCallNumbers, "p95Us">) => string;
  /** The latency, and which one it is, where there is room. */
  readonly namedLatency: (numbers: Pick<OwnCallNumbers, "p95Us">) => string;
}

/** Of the service map. */
export function mapWords(): GraphWords {
  return {
    label: text.serviceMap,
    detailOf: (node) => (isInferred(node) ? text.nodeType(node.type) : ""),
    amount: ({ callsPerSecond }) => formatRate(callsPerSecond),
    latency: ({ p95Us }) => formatLatency(p95Us),
    namedLatency: ({ p95Us }) => text.p95(formatLatency(p95Us)),
  };
}
