import type { Engine, QueryOptions } from "../connection/engine.ts";
import { DEPENDENCIES_MAX, GRAPH_EDGES_MAX } from "../limits.ts";
import { answered } from "../read/answered.ts";
import type { ReadOptions, TimeRange } from "../read/read-options.ts";
import { READ_SETTINGS } from "../read/read-settings.ts";
import type { Layout } from "../schema/layout.ts";
import {
  assembleGraph,
  compareTexts,
  CONNECTION_TYPES,
  LevelGraph,
  type LevelEdge,
} from "./assemble-graph.ts";
import { CallSums } from "./call-sums.ts";
import { scopeOf, type ScopedTime } from "./edge-scope.ts";
import type {
  EdgeCounter,
  EdgeCounters,
  Graph,
  GraphQuestion,
  GraphReader,
} from "./graph-reader.ts";
import { isServiceLevel, resourceLevelNode, serviceLevelNode } from "./level-nodes.ts";
import { NO_RESOURCE } from "./call-graph.ts";
import { readResourcePairs, readServiceEdges } from "./read-edges.ts";
import { stepReader, type StepReader } from "./read-steps.ts";
import { readResourceFacts } from "./resource-nodes.ts";

/** Answers questions about who calls whom; what each promises is in graph-reader.ts. */
export function graphReader(engine: Engine, layout: Layout): GraphReader {
  const source: GraphSource = { engine, layout, readSteps: stepReader(engine, layout) };
  return {
    readGraph: (question, options) =>
      answered(() => readGraph(source, question, queryOptions(options))),
    readDependencies: (tenant, time, options) =>
      answered(async () => {
        const question = { tenant, time, edgesMax: DEPENDENCIES_MAX };
        const counters = await readCounters(engine, layout, question, queryOptions(options));
        return counters.edges.map(({ client, server, connectionType, callCount, errorCount }) => ({
          ...{ client, server, connectionType, callCount, errorCount },
        }));
      }),
    readEdgeCounters: (question, options) =>
      answered(() => {
        // Metrics ask for them, and nobody waits.
        const request = { ...queryOptions(options), lane: "background" as const };
        return readCounters(engine, layout, question, request);
      }),
  };
}

interface GraphSource {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly readSteps: StepReader;
}

async function readGraph(
  source: GraphSource,
  question: GraphQuestion,
  options: QueryOptions,
): Promise<Graph> {
  const { time, compareTo, limit, focus } = question;
  const read = (range: TimeRange): Promise<[ScopedTime, LevelGraph]> =>
    readLevel(source, question, range, options);
  const [[scoped, now], earlier] = await Promise.all([
    read(time),
    compareTo === undefined ? undefined : read(compareTo),
  ]);
  return {
    time: scoped.time,
    ...(earlier === undefined ? {} : { compareTo: earlier[0].time }),
    ...assembleGraph(now, earlier?.[1], {
      limit: Math.min(limit, GRAPH_EDGES_MAX),
      ...(focus === undefined ? {} : { focus }),
    }),
    asOfUnixMs: scoped.asOfUnixMs,
    isCurrent: scoped.isCurrent,
  };
}

async function readLevel(
  { engine, layout, readSteps }: GraphSource,
  { tenant, level }: GraphQuestion,
  time: TimeRange,
  options: QueryOptions,
): Promise<[ScopedTime, LevelGraph]> {
  const whole = isServiceLevel(level) ? "minutes" : "buckets";
  const scoped = await scopeOf(engine, layout, { tenant, time, whole }, options);
  const seconds = Number(scoped.time.toUnixNano - scoped.time.fromUnixNano) / 1e9;
  if (isServiceLevel(level)) {
    const edges = await readSteps(tenant, scoped.steps, options);
    const ends = edges.map(({ client, server, connection, sums }): LevelEdge => ({
      client: serviceLevelNode(level, client),
      server: serviceLevelNode(level, server),
      ...{ connection, sums },
    }));
    return [scoped, new LevelGraph(seconds, ends)];
  }
  const pairs = await readResourcePairs(engine, layout, scoped.scope, options);
  const ids = new Set(pairs.flatMap(({ client, server }) => [client.resource, server.resource]));
  ids.delete(NO_RESOURCE);
  const facts = await readResourceFacts(engine, layout, tenant, [...ids], options);
  const ends = pairs.map(({ client, server, connection, sums }): LevelEdge => ({
    client: resourceLevelNode(level, client, facts),
    server: resourceLevelNode(level, server, facts),
    ...{ connection, sums },
  }));
  return [scoped, new LevelGraph(seconds, ends)];
}

/** Edges between names: what Jaeger and Prometheus know. */
async function readCounters(
  engine: Engine,
  layout: Layout,
  question: { readonly tenant: string; readonly time: TimeRange; readonly edgesMax: number },
  options: QueryOptions,
): Promise<EdgeCounters> {
  const { tenant, time, edgesMax } = question;
  const { scope } = await scopeOf(engine, layout, { tenant, time, whole: "minutes" }, options);
  const unpaired = { clients: 0, servers: 0 };
  const sums = new Map<string, { key: readonly [string, string, number]; sums: CallSums }>();
  for (const edge of await readServiceEdges(engine, layout, scope, options)) {
    if (edge.server.type === "unknown") unpaired.clients += edge.sums.calls;
    if (edge.client.type === "unknown") unpaired.servers += edge.sums.calls;
    if (edge.server.type === "unknown" || edge.client.type === "unknown") continue;
    const key = [edge.client.name, edge.server.name, edge.connection] as const;
    const text = JSON.stringify(key);
    const known = sums.get(text) ?? { key, sums: new CallSums() };
    sums.set(text, known);
    known.sums.add(edge.sums);
  }
  const edges = [...sums.values()].map(toCounter).sort(byCalls);
  return {
    edges: edges.slice(0, edgesMax),
    foldedCalls: edges.slice(edgesMax).reduce((sum, { callCount }) => sum + callCount, 0),
    unpaired,
  };
}

function toCounter({
  key: [client, server, connection],
  sums,
}: {
  readonly key: readonly [string, string, number];
  readonly sums: CallSums;
}): EdgeCounter {
  return {
    ...{ client, server, connectionType: CONNECTION_TYPES[connection]! },
    ...{ callCount: sums.calls, errorCount: sums.errors, exemplarTraceId: sums.exemplar },
    clientLatency: { sumNano: sums.clientSumNano, bins: sums.clientBins },
    serverLatency: { sumNano: sums.serverSumNano, bins: sums.serverBins },
  };
}

function byCalls(a: EdgeCounter, b: EdgeCounter): number {
  if (a.callCount !== b.callCount) return b.callCount - a.callCount;
  return compareTexts(
    [a.client, a.server, a.connectionType],
    [b.client, b.server, b.connectionType],
  );
}

function queryOptions(options: ReadOptions | undefined): QueryOptions {
  const signal = options?.signal;
  return { settings: READ_SETTINGS, lane: "rollup", ...(signal === undefined ? {} : { signal }) };
}
