import type { OwnCallNumbers, OwnGraphNode } from "@spanhouse/model";
import { typeLabel } from "./map-graph.ts";
import { formatLatency, formatRate } from "./range-params.ts";

/** What a drawing of a graph says in words. */
export interface GraphWords {
  /** What all of it is. */
  readonly label: string;
  /** Beside the name of a node. */
  readonly detailOf: (node: OwnGraphNode) => string;
  readonly amount: (numbers: Pick<OwnCallNumbers, "callsPerSecond">) => string;
  readonly latency: (numbers: Pick<OwnCallNumbers, "p95Us">) => string;
  /** Before the latency, where there is room. */
  readonly latencyName: string;
}

/** Of the service map. */
export const MAP_WORDS: GraphWords = {
  label: "Service map",
  detailOf: ({ type }) => typeLabel(type),
  amount: ({ callsPerSecond }) => formatRate(callsPerSecond),
  latency: ({ p95Us }) => formatLatency(p95Us),
  latencyName: "p95",
};
