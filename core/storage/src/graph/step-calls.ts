import { callLatencyBinOf } from "@spanhouse/model";
import {
  GRAPH_EDGES_PER_STEP_MAX,
  GRAPH_OPEN_EDGES_MAX,
  GRAPH_PAIRS_PER_STEP_MAX,
} from "../limits.ts";
import { OTHER, type CallEndNumbers } from "./call-end-numbers.ts";
import type { CallGraph } from "./call-graph.ts";
import { CallSumsTable, CLIENT, SERVER } from "./call-sums-table.ts";

/** One call, or one end of it. The same object may be used again for the next. */
export interface CountedCall {
  /** Numbers of CallEndNumbers. */
  client: number;
  server: number;
  /** Since the start of the step. */
  minute: number;
  /** A number of CONNECTIONS. */
  connection: number;
  weight: number;
  isError: boolean;
  /** -1 where nobody has reported that end. */
  clientDurationNano: number;
  serverDurationNano: number;
  /** Its trace id is the 16 bytes from here on. */
  traceIds: Uint8Array;
  traceAt: number;
}

/** The calls of a step while they are added up: between services by minute, between resources as a whole. */
export class StepCalls {
  readonly numbers: CallEndNumbers;
  readonly edges = new CallSumsTable(GRAPH_OPEN_EDGES_MAX, OTHER);
  readonly pairs = new CallSumsTable(GRAPH_OPEN_EDGES_MAX, OTHER);
  readonly #edgeKey = { client: 0, server: 0, minute: 0, connection: 0 };
  readonly #pairKey = { client: 0, server: 0, minute: 0, connection: 0 };
  readonly #sums = { spans: 0, calls: 0, errors: 0, clientSumNano: 0, serverSumNano: 0 };

  constructor(numbers: CallEndNumbers) {
    this.numbers = numbers;
  }

  /** `times` is 1 to add the call and -1 to take it away. */
  add(call: CountedCall, times: 1 | -1): void {
    const { client, server, minute, connection, traceIds, traceAt } = call;
    const weight = call.weight * times;
    const [edgeKey, pairKey, sums] = [this.#edgeKey, this.#pairKey, this.#sums];
    sums.spans = times;
    sums.calls = weight;
    sums.errors = call.isError ? weight : 0;
    sums.clientSumNano = weight * Math.max(0, call.clientDurationNano);
    sums.serverSumNano = weight * Math.max(0, call.serverDurationNano);
    edgeKey.client = this.numbers.serviceOf(client);
    edgeKey.server = this.numbers.serviceOf(server);
    edgeKey.minute = minute;
    edgeKey.connection = pairKey.connection = connection;
    pairKey.client = client;
    pairKey.server = server;
    const edge = this.edges.place(edgeKey);
    const pair = this.pairs.place(pairKey);
    this.edges.add(edge, sums, traceIds, traceAt);
    this.pairs.add(pair, sums, traceIds, traceAt);
    const hasServer = call.serverDurationNano >= 0;
    if (call.clientDurationNano >= 0) {
      const bin = callLatencyBinOf(call.clientDurationNano);
      this.edges.addBin(edge, CLIENT, bin, weight);
      if (!hasServer) this.pairs.addBin(pair, SERVER, bin, weight);
    }
    if (!hasServer) return;
    const bin = callLatencyBinOf(call.serverDurationNano);
    this.edges.addBin(edge, SERVER, bin, weight);
    this.pairs.addBin(pair, SERVER, bin, weight);
  }

  finish(): CallGraph {
    const { nodes, services } = this.numbers;
    return {
      services,
      nodes,
      edges: this.edges.columns(GRAPH_EDGES_PER_STEP_MAX),
      pairs: this.pairs.columns(GRAPH_PAIRS_PER_STEP_MAX),
    };
  }
}
