import { adjustedCountOf, callLatencyBinOf, serviceNameOf, type Span } from "@spanhouse/model";

/**
 * Who calls whom, computed from all spans one by one and from nothing else: what the store's graph of services must
 * equal. Written from the documents and not from the code.
 */
export interface ExpectedCall {
  readonly client: string;
  readonly server: string;
  readonly connectionType: string;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly weight: number;
  readonly isError: boolean;
  readonly clientDurationNano?: number;
  readonly serverDurationNano?: number;
}

/** The end that nobody knows. */
export const NOBODY = "?";

export function expectedCalls(spans: readonly Span[]): ExpectedCall[] {
  const callers = distinct(spans.filter(({ kind }) => kind === 3 || kind === 4));
  const called = distinct(spans.filter(({ kind }) => kind === 2 || kind === 5));
  const callerOf = new Map(callers.map((span) => [span.traceId + span.spanId, span]));
  const answered = new Set<Span>();
  const calls: ExpectedCall[] = [];
  for (const server of called) {
    const clients = callersOf(server, callerOf);
    for (const client of clients) {
      answered.add(client);
      calls.push(pairOf(client, server));
    }
    if (clients.length === 0) calls.push(calledAlone(server));
  }
  for (const client of callers) if (!answered.has(client)) calls.push(callerAlone(client));
  return calls;
}

/** The same span delivered twice is one span. */
function distinct(spans: readonly Span[]): Span[] {
  return [...new Map(spans.map((span) => [span.traceId + span.spanId, span])).values()];
}

function callersOf(server: Span, callerOf: ReadonlyMap<string, Span>): Span[] {
  const isShared = textOf(server, "zipkin.shared") === "true";
  const own = callerOf.get(server.traceId + server.spanId);
  const parent = callerOf.get(server.traceId + server.parentSpanId);
  const isRoot = server.parentSpanId === "";
  const isPlainRoot = isRoot && !isShared && server.links.length === 0;
  let first = isShared ? own : (parent ?? own);
  // Without a hint, an id that is shared is noticed within five minutes.
  if (isPlainRoot && own !== undefined && bucketOf(own) !== bucketOf(server)) first = undefined;
  const linked = server.links.flatMap(
    ({ traceId, spanId }) => callerOf.get(traceId + spanId) ?? [],
  );
  return [...new Set([...(first === undefined ? [] : [first]), ...linked])];
}

function pairOf(client: Span, server: Span): ExpectedCall {
  return {
    client: serviceNameOf(client.resource),
    server: serviceNameOf(server.resource),
    connectionType: client.kind === 4 || server.kind === 5 ? "messaging_system" : "",
    minute: minuteOf(server),
    weight: Math.max(adjustedCountOf(client.traceState), adjustedCountOf(server.traceState)),
    isError: client.statusCode === 2 || server.statusCode === 2,
    clientDurationNano: durationOf(client),
    serverDurationNano: durationOf(server),
  };
}

function calledAlone(server: Span): ExpectedCall {
  const queue =
    server.kind === 5
      ? textOf(server, "messaging.destination.name") || textOf(server, "messaging.system")
      : "";
  const isShared = textOf(server, "zipkin.shared") === "true";
  const isRoot = server.parentSpanId === "" && !isShared && server.links.length === 0;
  const [client, connectionType] =
    queue !== "" ? [queue, "messaging_system"] : isRoot ? ["user", "virtual_node"] : [NOBODY, ""];
  return {
    ...{ client, connectionType, server: serviceNameOf(server.resource) },
    minute: minuteOf(server),
    weight: adjustedCountOf(server.traceState),
    isError: server.statusCode === 2,
    serverDurationNano: durationOf(server),
  };
}

function callerAlone(client: Span): ExpectedCall {
  const first = (...keys: string[]): string =>
    keys.map((key) => textOf(client, key)).find((text) => text !== "") ?? NOBODY;
  const isDatabase = first("db.system.name", "db.system") !== NOBODY;
  const isMessaging = client.kind === 4 || first("messaging.system") !== NOBODY;
  const [server, connectionType] = isDatabase
    ? [
        first("peer.service", "server.address", "db.namespace", "db.system.name", "db.system"),
        "database",
      ]
    : isMessaging
      ? [
          first(
            "peer.service",
            "messaging.destination.name",
            "server.address",
            "messaging.system",
            "net.peer.name",
          ),
          "messaging_system",
        ]
      : [first("peer.service", "server.address", "rpc.service", "net.peer.name"), "virtual_node"];
  return {
    ...{ client: serviceNameOf(client.resource), server },
    connectionType: server === NOBODY ? "" : connectionType,
    minute: minuteOf(client),
    weight: adjustedCountOf(client.traceState),
    isError: client.statusCode === 2,
    clientDurationNano: durationOf(client),
  };
}

function textOf({ attributes }: Span, key: string): string {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  if (value?.type === "string") return value.value;
  return value?.type === "bool" ? String(value.value) : "";
}

function minuteOf({ startUnixNano }: Span): number {
  return Number(startUnixNano / 60_000_000_000n);
}

function bucketOf(span: Span): number {
  return Math.floor(minuteOf(span) / 5);
}

function durationOf({ startUnixNano, endUnixNano }: Span): number {
  return Number(endUnixNano - startUnixNano);
}

/** The calls of some minutes as lines of text, one per edge, to compare. Weights are rounded to thousandths. */
export function edgeLines(
  calls: readonly ExpectedCall[],
  minutes: { readonly from: number; readonly to: number },
): string[] {
  const edges = new Map<string, Edge>();
  for (const call of calls) {
    if (call.minute < minutes.from || call.minute >= minutes.to) continue;
    const key = `${call.client} -> ${call.server} [${call.connectionType}]`;
    const edge: Edge = edges.get(key) ?? {
      ...{ calls: 0, errors: 0 },
      ...{ client: new Map<number, number>(), server: new Map<number, number>() },
    };
    edges.set(key, edge);
    edge.calls += call.weight;
    if (call.isError) edge.errors += call.weight;
    count(edge.client, call.clientDurationNano, call.weight);
    count(edge.server, call.serverDurationNano, call.weight);
  }
  return [...edges].map(([key, edge]) => edgeLine(key, edge)).sort();
}

type Bins = Map<number, number>;

interface Edge {
  calls: number;
  errors: number;
  readonly client: Bins;
  readonly server: Bins;
}

function count(bins: Bins, durationNano: number | undefined, weight: number): void {
  if (durationNano === undefined) return;
  const bin = callLatencyBinOf(durationNano);
  bins.set(bin, (bins.get(bin) ?? 0) + weight);
}

export function edgeLine(
  key: string,
  edge: {
    readonly calls: number;
    readonly errors: number;
    readonly client: ReadonlyMap<number, number>;
    readonly server: ReadonlyMap<number, number>;
  },
): string {
  const bins = (of: ReadonlyMap<number, number>): string =>
    [...of]
      .sort(([a], [b]) => a - b)
      .map(([bin, weight]) => `${bin}:${weight.toFixed(3)}`)
      .join(" ");
  return `${key} ${edge.calls.toFixed(3)} calls, ${edge.errors.toFixed(3)} errors; ${bins(edge.client)}; ${bins(edge.server)}`;
}
