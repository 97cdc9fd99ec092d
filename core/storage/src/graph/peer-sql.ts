/**
 * SQL for what a client or producer span says about the other end, in case nobody has reported that. `all` also
 * looks into the maps, for older names; it reads far more.
 */
export interface PeerSql {
  /** "" when the span says nothing. */
  readonly name: string;
  /** A number of CONNECTIONS: what a call to that end goes over. */
  readonly connection: string;
}

/** What an edge goes over, as `call_graphs` stores it: append only. */
export const CONNECTIONS = {
  direct: 0,
  database: 1,
  messagingSystem: 2,
  virtualNode: 3,
} as const;

const ORDER = {
  database: [
    "peer.service",
    "server.address",
    "network.peer.address",
    "net.peer.name",
    "net.sock.peer.addr",
    "db.namespace",
    "db.name",
    "db.system.name",
    "db.system",
  ],
  messaging: [
    "peer.service",
    "messaging.destination.name",
    "messaging.destination",
    "server.address",
    "net.peer.name",
    "messaging.system",
  ],
  other: [
    "peer.service",
    "server.address",
    "net.peer.name",
    "network.peer.address",
    "net.sock.peer.addr",
    "http.host",
    "rpc.service",
  ],
} as const;

const PROMOTED: ReadonlySet<string> = new Set([
  "peer.service",
  "server.address",
  "db.namespace",
  "db.system.name",
  "db.system",
  "messaging.destination.name",
  "messaging.system",
  "rpc.service",
]);

const IS_DATABASE = "(`db.system.name` != '' OR `db.system` != '')";
const IS_MESSAGING = "(kind = 4 OR `messaging.system` != '')";

export function peerSql(attributes: "promoted" | "all"): PeerSql {
  const first = (keys: readonly string[], last: readonly string[] = []): string => {
    // What is promoted comes first, so that both ways give the same name wherever the short one gives one.
    const promoted = keys.filter((key) => PROMOTED.has(key)).map((key) => `\`${key}\``);
    const others = keys
      .filter((key) => !PROMOTED.has(key))
      .map((key) => `attributes_string['${key}']`);
    const values = attributes === "all" ? [...promoted, ...others, ...last] : promoted;
    return `multiIf(${values.map((value) => `${value} != '', ${value}`).join(", ")}, '')`;
  };
  // The host of a URL is worth naming when nothing else is.
  const hosts = ["domain(`url.full`)", "domain(attributes_string['http.url'])"];
  return {
    name: `multiIf(
    ${IS_DATABASE}, ${first(ORDER.database)},
    ${IS_MESSAGING}, ${first(ORDER.messaging)},
    ${first(ORDER.other, hosts)})`,
    connection:
      `multiIf(${IS_DATABASE}, ${CONNECTIONS.database}, ` +
      `${IS_MESSAGING}, ${CONNECTIONS.messagingSystem}, ${CONNECTIONS.virtualNode})`,
  };
}

/** The queue that a consumer took a message from; "" for every other span. */
export const QUEUE_NAME =
  "multiIf(kind != 5, '', `messaging.destination.name` != '', `messaging.destination.name`, `messaging.system`)";
