import { UNKNOWN, USER, type NodeType, type ServiceNode } from "./call-graph.ts";
import { CONNECTIONS } from "./peer-sql.ts";

/** The end of a call that no span stands for, and what the call then goes over. */
export interface MissingEnd {
  readonly node: Pick<ServiceNode, "type" | "name">;
  readonly connection: number;
}

/** The called end of a caller that nobody answers to: what it says about it, over what it says it goes. */
export function missingServer(peer: string, connection: number): MissingEnd {
  if (peer === "") return { node: UNKNOWN, connection: CONNECTIONS.direct };
  return { node: { type: typeOf(connection), name: peer }, connection };
}

/** The caller of a called end: the queue that it names, a user where nobody is named, or somebody unknown. */
export function missingClient(queue: string, isCalledByNobody: boolean): MissingEnd {
  if (queue !== "") {
    return {
      node: { type: "messaging_system", name: queue },
      connection: CONNECTIONS.messagingSystem,
    };
  }
  // A call of a user to a service is virtual, as service graphs have it.
  if (isCalledByNobody) return { node: USER, connection: CONNECTIONS.virtualNode };
  return { node: UNKNOWN, connection: CONNECTIONS.direct };
}

function typeOf(connection: number): NodeType {
  if (connection === CONNECTIONS.database) return "database";
  return connection === CONNECTIONS.messagingSystem ? "messaging_system" : "virtual_node";
}
