import type { ServiceEdge, ServiceNode } from "./call-graph.ts";

/** What an edge is between, and over what. */
export interface EdgeEnds extends Pick<ServiceEdge, "client" | "server" | "connection"> {
  /** The same text for the same ends. */
  readonly key: string;
}

/** Kinds of connections are fewer. */
const CONNECTIONS_END = 8;

/** Fewer different nodes than this are in a table: (2^24)² · 8 is still a whole number. */
const NODES_END = 2 ** 24;

interface NumberedNode extends ServiceNode {
  readonly number: number;
}

/** Makes one object of the same ends, whatever step they are in: texts are compared, and none are put together. */
export class EndsTable {
  readonly #nodes = new Map<string, NumberedNode[]>();
  readonly #ends = new Map<number, EdgeEnds>();
  #nodeCount = 0;

  node(
    type: ServiceNode["type"],
    name: string,
    namespace: string,
    environment: string,
  ): NumberedNode {
    let namesakes = this.#nodes.get(name);
    if (namesakes === undefined) {
      namesakes = [];
      this.#nodes.set(name, namesakes);
    }
    for (const node of namesakes) {
      if (node.type !== type) continue;
      if (node.namespace === namespace && node.environment === environment) return node;
    }
    const node = { type, name, namespace, environment, number: this.#nodeCount++ };
    namesakes.push(node);
    return node;
  }

  ends(client: NumberedNode, server: NumberedNode, connection: number): EdgeEnds {
    const number = (client.number * NODES_END + server.number) * CONNECTIONS_END + connection;
    let ends = this.#ends.get(number);
    if (ends === undefined) {
      const key = [...textsOf(client), ...textsOf(server), connection].join("\u0000");
      ends = { key, client, server, connection };
      this.#ends.set(number, ends);
    }
    return ends;
  }
}

function textsOf({ type, name, namespace, environment }: ServiceNode): readonly string[] {
  return [type, name, namespace, environment];
}
